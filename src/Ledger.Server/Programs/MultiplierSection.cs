using System.Collections.Frozen;
using Ledger.Rules.Program;
using static Ledger.Server.Programs.ProgramDocument;

namespace Ledger.Server.Programs;

/// <summary><c>multipliers</c> and <c>multiplier_combination</c>: member days, campaigns, birthdays.</summary>
internal static class MultiplierSection
{
    private static readonly Dictionary<string, MultiplierCombination> Combinations = new()
    {
        ["multiply"] = MultiplierCombination.Multiply,
        ["highest"] = MultiplierCombination.Highest,
        ["add"] = MultiplierCombination.Add,
    };

    public static ProgramRules Read(DocumentReader document, ProgramRules rules)
    {
        var names = new UniqueCodes();
        return rules with
        {
            Multipliers = [.. document.List("multipliers", m => ReadMultiplier(m, names, rules), most: 50)],
            MultiplierCombination = document.Choice("multiplier_combination", Combinations, rules.MultiplierCombination),
        };
    }

    private static Multiplier ReadMultiplier(DocumentReader m, UniqueCodes names, ProgramRules rules)
    {
        var categories = m.Texts("categories", LongestCode) ?? [];
        foreach (var code in categories)
            if (code.Length > 0 && !rules.Categories.ContainsKey(code)) m.Wrong("categories", $"\"{code}\" is no category of this program");
        return new Multiplier(
            names.Read(m, "name", LongestName), m.Percent("times", 100, 10_000), ConditionField.Read(m, rules), categories.ToFrozenSet());
    }
}

using Ledger.Rules.Program;
using static Ledger.Server.Programs.ProgramDocument;

namespace Ledger.Server.Programs;

/// <summary><c>discounts</c> and <c>discount_combination</c>: what members pay beside their tier's discount.</summary>
internal static class DiscountSection
{
    private static readonly Dictionary<string, DiscountCombination> Combinations = new()
    {
        ["best"] = DiscountCombination.Best,
        ["multiply"] = DiscountCombination.Multiply,
    };

    public static ProgramRules Read(DocumentReader document, ProgramRules rules)
    {
        var names = new UniqueCodes();
        return rules with
        {
            Discounts = [.. document.List("discounts", m => ReadDiscount(m, names, rules), most: 50)],
            DiscountCombination = document.Choice("discount_combination", Combinations, rules.DiscountCombination),
        };
    }

    private static Discount ReadDiscount(DocumentReader m, UniqueCodes names, ProgramRules rules) =>
        new(names.Read(m, "name", LongestName), m.Permille("pay", 1, 1000), ConditionField.Read(m, rules));
}

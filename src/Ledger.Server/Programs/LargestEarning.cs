using System.Numerics;
using Ledger.Rules.Basics;
using Ledger.Rules.Program;

namespace Ledger.Server.Programs;

/// <summary>
/// The most points a program can give at once: the largest purchase, the best rate, all that multiplies. It must stay what the ledger can
/// hold.
/// </summary>
internal static class LargestEarning
{
    public static void Check(DocumentReader document, ProgramRules rules)
    {
        var plain = BigInteger.Max(AtRate(rules, rules.EarnPoints, rules.EarnPerMinor), Best(rules));
        if (plain > ProgramDocument.LargestResult)
            document.Wrong("earn", "the largest purchase (limits.purchase_minor) earns more points than the ledger can hold");
        else if (Multiplied(plain, rules) + Threshold(rules) > ProgramDocument.LargestResult)
            document.Wrong(rules.Multipliers.Length > 0 ? "multipliers" : rules.Tiers.Length > 0 ? "tiers" : "threshold_bonuses",
                "the largest purchase (limits.purchase_minor) with all that multiplies it earns more points than the ledger can hold");
    }

    private static BigInteger Best(ProgramRules rules) => rules.Categories.Values
        .Select(category => AtRate(rules, category.EarnPoints, category.EarnPerMinor)).DefaultIfEmpty().Max();

    private static BigInteger AtRate(ProgramRules rules, long points, long perMinor) =>
        (BigInteger)(rules.PurchaseMaxMinor / perMinor) * points;

    // Whether they can apply together is not looked at: the bound is generous, and a purchase is not.
    private static BigInteger Multiplied(BigInteger points, ProgramRules rules)
    {
        var factors = rules.Multipliers.Select(multiplier => multiplier.Percent)
            .Append(rules.Tiers.Select(tier => tier.EarnPercent).DefaultIfEmpty(100).Max()).ToArray();
        return rules.MultiplierCombination switch
        {
            MultiplierCombination.Multiply => factors.Aggregate(points, (product, percent) => product * Math.Max(percent, 100) / 100),
            MultiplierCombination.Highest => points * factors.Max() / 100,
            MultiplierCombination.Add => points * (100 + factors.Sum(percent => Math.Max(percent - 100, 0))) / 100,
            _ => throw new InvariantBrokenException($"Unknown combination {rules.MultiplierCombination}."),
        };
    }

    private static BigInteger Threshold(ProgramRules rules) => rules.ThresholdBonuses.Select(bonus => bonus.Points).DefaultIfEmpty().Max();
}

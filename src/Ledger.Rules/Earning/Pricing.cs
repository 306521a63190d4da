using Ledger.Rules.Asked;
using Ledger.Rules.Basics;
using Ledger.Rules.Program;
using Ledger.Rules.Time;

namespace Ledger.Rules.Earning;

/// <summary>What a basket costs a member.</summary>
internal static class Pricing
{
    /// <summary>Line by line what is charged, in minor units.</summary>
    /// <param name="hasMemberPrices">Whoever pays takes the discounts of members.</param>
    public static long[] Due(ProgramRules rules, in Occasion occasion, CheckoutTerms terms, bool hasMemberPrices)
    {
        var due = new long[terms.Lines.Length];
        for (var i = 0; i < due.Length; i++)
        {
            ref readonly var line = ref terms.Lines[i];
            var takesDiscount = hasMemberPrices && !terms.ChargedPrices && !line.NoDiscount
                && !(rules.Categories.TryGetValue(line.Category, out var category) && category.NoDiscount);
            due[i] = takesDiscount ? Discounted(rules, occasion, line.AmountMinor) : line.AmountMinor;
        }
        return due;
    }

    // Each discount drops what is below a minor unit.
    private static long Discounted(ProgramRules rules, in Occasion occasion, long amount)
    {
        var tier = rules.TierOf(occasion.Tier)?.PayPermille ?? 1000;
        var best = tier;
        var price = Pay(amount, tier);
        foreach (var discount in rules.Discounts)
            if (discount.When.Holds(occasion))
            {
                best = Math.Min(best, discount.PayPermille);
                price = Pay(price, discount.PayPermille);
            }
        return rules.DiscountCombination switch
        {
            DiscountCombination.Best => Pay(amount, best),
            DiscountCombination.Multiply => price,
            _ => throw new InvariantBrokenException($"Unknown combination of discounts {rules.DiscountCombination}."),
        };
    }

    private static long Pay(long amount, int permille) => (long)((Int128)amount * permille / 1000);
}

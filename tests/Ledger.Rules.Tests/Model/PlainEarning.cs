using Ledger.Rules.Asked;
using Ledger.Rules.Program;
using Ledger.Rules.Time;

namespace Ledger.Rules.Tests.Model;

/// <summary>What a basket costs and earns, line by line, in decimals.</summary>
internal static class PlainEarning
{
    /// <summary>Who buys, when and where.</summary>
    internal sealed record Buyer(DateOnly Date, string Tier, int Store, IReadOnlyList<Birthday> Birthdays);

    public static Tier? TierOf(ProgramRules rules, string code) =>
        rules.Tiers.FirstOrDefault(tier => tier.Code == code) ?? rules.Tiers.FirstOrDefault();

    public static decimal[] Due(ProgramRules rules, IReadOnlyList<CheckoutLine> lines, bool chargedPrices, Buyer buyer)
    {
        var permilles = rules.Discounts.Where(discount =>
            PlainCalendar.Holds(discount.When, buyer.Date, buyer.Tier, buyer.Store, buyer.Birthdays))
            .Select(discount => (decimal)discount.PayPermille).Prepend(TierOf(rules, buyer.Tier)?.PayPermille ?? 1000).ToList();
        if (rules.DiscountCombination == DiscountCombination.Best) permilles = [permilles.Min()];
        return
        [
            .. lines.Select(line => chargedPrices || line.NoDiscount || CategoryOf(rules, line) is { NoDiscount: true }
                ? line.AmountMinor
                : permilles.Aggregate((decimal)line.AmountMinor, (price, permille) => Math.Floor(price * permille / 1000))),
        ];
    }

    /// <param name="due">What each line was charged, less what came back of it.</param>
    /// <param name="paid">Of the sum of that, what was paid with what earns.</param>
    public static decimal Points(ProgramRules rules, IReadOnlyList<CheckoutLine> lines, IReadOnlyList<decimal> due, decimal paid,
        decimal dayBefore, Buyer buyer)
    {
        var total = due.Sum();
        if (total == 0) return 0;
        var goods = lines.Zip(due).Where(line => !line.First.EarnsNothing).Select(line => (Code: line.First.Category, Due: line.Second))
            .ToList();
        var applying = rules.Multipliers.Where(multiplier =>
            PlainCalendar.Holds(multiplier.When, buyer.Date, buyer.Tier, buyer.Store, buyer.Birthdays)).ToList();

        var points = OfAll(rules, Base(rules, goods, paid, total),
            [TierOf(rules, buyer.Tier)?.EarnPercent ?? 100,
            .. applying.Where(one => one.Categories.Count == 0).Select(one => one.Percent)]);
        foreach (var some in applying.Where(one => one.Categories.Count > 0))
            points += Math.Floor(Base(rules, goods.Where(line => some.Categories.Contains(line.Code)), paid, total) * (
                some.Percent - 100) / 100);
        if (rules.ThresholdBonuses.LastOrDefault(bonus => points >= bonus.FromPoints) is { } threshold) points += threshold.Points;
        points = Math.Min(points, rules.PurchasePointsMax);
        return Math.Min(points, Math.Max(0, rules.DayPointsMax - dayBefore));
    }

    /// <summary>Goods of one rate earn together, whatever their categories.</summary>
    private static decimal Base(ProgramRules rules, IEnumerable<(string Code, decimal Due)> goods, decimal paid, decimal total) => goods
        .GroupBy(line => rules.Categories.TryGetValue(line.Code, out var own) ? (own.EarnPoints, own.EarnPerMinor)
            : (rules.EarnPoints, rules.EarnPerMinor))
        .Sum(rate => Math.Floor(Math.Floor(rate.Sum(line => line.Due) * paid / total) / rate.Key.EarnPerMinor) * rate.Key.EarnPoints);

    private static decimal OfAll(ProgramRules rules, decimal points, IReadOnlyList<int> percents) => rules.MultiplierCombination switch
    {
        MultiplierCombination.Multiply => percents.Aggregate(points, (before, percent) => Math.Floor(before * percent / 100)),
        MultiplierCombination.Highest => Math.Floor(points * percents.Max() / 100),
        _ => Math.Floor(points * (100 + percents.Sum(percent => percent - 100)) / 100),
    };

    private static Category? CategoryOf(ProgramRules rules, CheckoutLine line) => rules.Categories.GetValueOrDefault(line.Category);
}

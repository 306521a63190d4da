using Ledger.Rules.Asked;
using Ledger.Rules.Basics;
using Ledger.Rules.Program;
using Ledger.Rules.Time;

namespace Ledger.Rules.Earning;

/// <summary>
/// What a purchase earns: each rate's goods on what was really paid for them, the tail dropped; then multipliers, threshold bonus, caps.
/// Rises or stays with every minor unit more that is paid, and can be asked again for what is left of a basket after a return.
/// </summary>
internal static class EarnedPoints
{
    /// <summary>The points of a basket.</summary>
    /// <param name="dayPoints">What was earned that day before it.</param>
    /// <param name="tally">Told what each rule gave; null: nobody asks.</param>
    public static long Of(ProgramRules rules, in Occasion occasion, in EarningBasket basket, long dayPoints, RuleTally? tally = null)
    {
        var points = AtRates(rules, basket, only: null);
        tally?.Add("base", points);
        var extra = OfCategories(rules, occasion, basket, tally);
        points = Multiplied(rules, occasion, points, tally) + extra;

        var bonus = ThresholdBonus(rules, points);
        tally?.Add("threshold", bonus);
        points = Capped(points + bonus, rules.PurchasePointsMax, "purchase cap", tally);
        return Capped(points, Math.Max(0, rules.DayPointsMax - dayPoints), "day cap", tally);
    }

    /// <summary>The points of a purchase without lines.</summary>
    public static long OfPurchase(ProgramRules rules, in Occasion occasion, long paidMinor, long dayPoints)
    {
        var line = new CheckoutLine(paidMinor, "", false, false);
        var basket = new EarningBasket(new ReadOnlySpan<CheckoutLine>(in line), new ReadOnlySpan<long>(in paidMinor), paidMinor, paidMinor);
        return Of(rules, occasion, basket, dayPoints);
    }

    /// <summary>The largest purchase without lines that earns no more than <paramref name="points"/>, in minor units.</summary>
    public static long LargestPurchaseFor(ProgramRules rules, in Occasion occasion, long points, long dayPoints)
    {
        long least = 0, most = rules.PurchaseMaxMinor;
        while (least < most)
        {
            var middle = least + (most - least + 1) / 2;
            if (OfPurchase(rules, occasion, middle, dayPoints) <= points) least = middle;
            else most = middle - 1;
        }
        return least;
    }

    // Goods of one rate earn together, so that a tail is dropped once. `only`: goods of these categories alone.
    private static long AtRates(ProgramRules rules, in EarningBasket basket, IReadOnlySet<string>? only)
    {
        if (basket.DueMinor == 0) return 0;
        Span<RateSum> sums = stackalloc RateSum[Math.Min(basket.Lines.Length, rules.Categories.Count + 1)];
        var count = 0;
        for (var i = 0; i < basket.Lines.Length; i++)
        {
            ref readonly var line = ref basket.Lines[i];
            if (line.EarnsNothing || (only is not null && !only.Contains(line.Category))) continue;
            var (points, per) = rules.Categories.TryGetValue(line.Category, out var category)
                ? (category.EarnPoints, category.EarnPerMinor) : (rules.EarnPoints, rules.EarnPerMinor);
            if (points == 0) continue;
            var at = 0;
            while (at < count && (sums[at].Points != points || sums[at].Per != per)) at++;
            if (at == count) sums[count++] = new RateSum(points, per, 0);
            sums[at] = sums[at] with { Due = sums[at].Due + basket.Due[i] };
        }

        long earned = 0;
        foreach (var sum in sums[..count])
        {
            var paid = (long)((Int128)sum.Due * basket.PaidMinor / basket.DueMinor);
            earned = checked(earned + (long)((Int128)(paid / sum.Per) * sum.Points));
        }
        return earned;
    }

    private static long OfCategories(ProgramRules rules, in Occasion occasion, in EarningBasket basket, RuleTally? tally)
    {
        long extra = 0;
        foreach (var multiplier in rules.Multipliers)
        {
            if (multiplier.Categories.Count == 0 || !multiplier.When.Holds(occasion)) continue;
            var more = Times(AtRates(rules, basket, multiplier.Categories), multiplier.Percent - 100);
            tally?.Add(multiplier.Name, more);
            extra = checked(extra + more);
        }
        return extra;
    }

    private static long Multiplied(ProgramRules rules, in Occasion occasion, long points, RuleTally? tally)
    {
        var tier = rules.TierOf(occasion.Tier);
        if (tier is null && rules.Multipliers.Length == 0) return points;
        return rules.MultiplierCombination switch
        {
            MultiplierCombination.Multiply => OneAfterTheOther(rules, occasion, points, tier, tally),
            MultiplierCombination.Highest => LargestAlone(rules, occasion, points, tier, tally),
            MultiplierCombination.Add => Added(rules, occasion, points, tier, tally),
            _ => throw new InvariantBrokenException($"Unknown combination of multipliers {rules.MultiplierCombination}."),
        };
    }

    // Each step drops its own tail.
    private static long OneAfterTheOther(ProgramRules rules, in Occasion occasion, long points, Tier? tier, RuleTally? tally)
    {
        if (tier is not null) points = Step(points, tier.EarnPercent, tier.Code, tally);
        foreach (var multiplier in rules.Multipliers)
            if (multiplier.Categories.Count == 0 && multiplier.When.Holds(occasion))
                points = Step(points, multiplier.Percent, multiplier.Name, tally);
        return points;
    }

    private static long LargestAlone(ProgramRules rules, in Occasion occasion, long points, Tier? tier, RuleTally? tally)
    {
        var (percent, name) = (tier?.EarnPercent ?? 100, tier?.Code ?? "");
        foreach (var multiplier in rules.Multipliers)
            if (multiplier.Categories.Count == 0 && multiplier.Percent > percent && multiplier.When.Holds(occasion))
                (percent, name) = (multiplier.Percent, multiplier.Name);
        return Step(points, percent, name, tally);
    }

    private static long Added(ProgramRules rules, in Occasion occasion, long points, Tier? tier, RuleTally? tally)
    {
        var percent = tier?.EarnPercent ?? 100;
        var sum = Step(points, percent, tier?.Code ?? "", tally);
        foreach (var multiplier in rules.Multipliers)
        {
            if (multiplier.Categories.Count > 0 || !multiplier.When.Holds(occasion)) continue;
            percent += multiplier.Percent - 100;
            var next = Times(points, percent);
            tally?.Add(multiplier.Name, next - sum);
            sum = next;
        }
        return sum;
    }

    private static long Step(long points, int percent, string name, RuleTally? tally)
    {
        var next = Times(points, percent);
        tally?.Add(name, next - points);
        return next;
    }

    private static long ThresholdBonus(ProgramRules rules, long points)
    {
        long bonus = 0;
        foreach (var step in rules.ThresholdBonuses)
            if (points >= step.FromPoints) bonus = step.Points;
        return bonus;
    }

    /// <summary>No more than <paramref name="most"/>; what is cut off is told by <paramref name="name"/>.</summary>
    public static long Capped(long points, long most, string name, RuleTally? tally)
    {
        if (points <= most) return points;
        tally?.Add(name, most - points);
        return most;
    }

    private static long Times(long points, int percent) => checked((long)((Int128)points * percent / 100));

    private readonly record struct RateSum(long Points, long Per, long Due);
}

using Ledger.Rules.Asked;
using Ledger.Rules.Basics;
using Ledger.Rules.Codes;
using Ledger.Rules.Deciding;
using Ledger.Rules.Program;
using Ledger.Rules.Rows;
using Ledger.Rules.State;

namespace Ledger.Rules.Members;

/// <summary>Which tier is reached, and where a member stands between two.</summary>
internal static class TierLife
{
    /// <summary>
    /// What a purchase changes: notes in the transaction's detail that it counts, the tier it reaches (in force from the next one on), and
    /// where the member stands after it. Does nothing where the program counts nothing.
    /// </summary>
    public static void Count(ref Transaction transaction, int purchases, long spendMinor, long points)
    {
        var (state, rules, date) = (transaction.Case.State, transaction.Case.Rules, transaction.Case.Date);
        if (!rules.CountsActivity) return;

        var detail = (transaction.Detail ?? new RowDetail()) with { Activity = new ActivityFacts(date, purchases, spendMinor, points) };
        if (rules.Tiers.Length > 0)
        {
            var (held, added) = (IndexOf(rules, state.Membership.Tier), new ActivitySum(purchases, spendMinor, points));
            // What is taken back lifts nobody.
            var reached = purchases < 0 || spendMinor < 0 || points < 0
                ? held
                : Reached(rules, held + 1, rules.Tiers.Length - 1, state.Activity, added, date) ?? held;
            detail = detail with { Standing = StandingIn(rules, reached, state.Activity, added, date) };
            if (reached > held) detail = detail with { Tier = FactsOf(rules, reached, date, state.Membership.NextGrantOn) };
        }
        transaction.Detail = detail;
    }

    /// <summary>Where an account stands now; null: the program has no tiers.</summary>
    public static StandingFacts? StandingOf(AccountState state, ProgramRules rules, DateOnly date) =>
        rules.Tiers.Length == 0 ? null : StandingIn(rules, IndexOf(rules, state.Membership.Tier), state.Activity, default, date);

    /// <summary>
    /// The first tier of an account that is opened, or the one it was opened in; null: nothing to note, it starts where all do.
    /// </summary>
    public static RowDetail? OfNewAccount(AccountState state, ProgramRules rules, string code, DateOnly date)
    {
        var starts = rules.Tiers.Length > 0 && (code.Length > 0 || rules.Tiers[0].MonthlyBonusMinor > 0);
        return starts ? MovedTo(state, rules, IndexOf(rules, code), date) : null;
    }

    /// <summary>The tier an account holds; null: none that it was ever put into.</summary>
    public static TierFacts? HeldBy(Membership membership) =>
        membership.Tier.Length == 0 ? null : new TierFacts(membership.Tier, membership.TierUntil, membership.NextGrantOn);

    /// <summary>
    /// The tier of an account that another one has been merged into, where that one's was higher, or the same for longer; null: the own one
    /// stays. A monthly bonus that is due on either side stays due.
    /// </summary>
    public static TierFacts? HigherOf(ProgramRules rules, Membership own, TierFacts? merged)
    {
        if (merged is null || rules.Tiers.Length == 0) return null;
        var (held, brought) = (IndexOf(rules, own.Tier), IndexOf(rules, merged.Tier));
        if (brought < held || brought == 0 || (brought == held && merged.Until <= own.TierUntil)) return null;
        return merged.NextGrantOn <= own.NextGrantOn ? merged : merged with { NextGrantOn = own.NextGrantOn };
    }

    public static bool Has(ProgramRules rules, string? code)
    {
        foreach (var tier in rules.Tiers)
            if (tier.Code == code) return true;
        return false;
    }

    /// <summary>
    /// What the row says that moves an account into a tier, until <paramref name="until"/> or as long as the program keeps it.
    /// </summary>
    public static RowDetail MovedTo(AccountState state, ProgramRules rules, int tier, DateOnly date, DateOnly? until = null)
    {
        var facts = FactsOf(rules, tier, date, state.Membership.NextGrantOn);
        return new RowDetail
        {
            Tier = facts with { Until = until ?? facts.Until },
            Standing = StandingIn(rules, tier, state.Activity, default, date),
        };
    }

    // The first tier has no end. A grant that is due already stays due.
    private static TierFacts FactsOf(ProgramRules rules, int tier, DateOnly reachedOn, DateOnly grantOn)
    {
        var next = FirstOfNextMonth(reachedOn);
        return new TierFacts(
            rules.Tiers[tier].Code, tier == 0 ? DateOnly.MaxValue : rules.TierValidity.LastDay(reachedOn),
            rules.Tiers[tier].MonthlyBonusMinor == 0 ? DateOnly.MaxValue : grantOn < next ? grantOn : next);
    }

    /// <summary>The highest tier from one to another that is reached; null: none is.</summary>
    public static int? Reached(ProgramRules rules, int from, int to, Activity? activity, ActivitySum added, DateOnly date)
    {
        for (var tier = to; tier >= from; tier--)
            foreach (var reach in rules.Tiers[tier].Reaches)
                if (Done(reach, activity, added, date) >= reach.Least) return tier;
        return null;
    }

    private static StandingFacts StandingIn(ProgramRules rules, int index, Activity? activity, ActivitySum added, DateOnly date)
    {
        var tier = rules.Tiers[index];
        var next = NextOf(rules, index);
        return new StandingFacts(
            tier.Code, tier.PayPermille, tier.EarnPercent, next?.Code, Missing(next, TierMeasure.Purchases, activity, added, date),
            Missing(next, TierMeasure.Spend, activity, added, date), Missing(next, TierMeasure.Points, activity, added, date));
    }

    // Tiers that are given by hand alone are nothing to work towards.
    private static Tier? NextOf(ProgramRules rules, int index)
    {
        for (var next = index + 1; next < rules.Tiers.Length; next++)
            if (rules.Tiers[next].Reaches.Length > 0) return rules.Tiers[next];
        return null;
    }

    // The least of what is missing; a line that is passed already is reached by the next purchase, whatever it is.
    private static long Missing(Tier? next, TierMeasure measure, Activity? activity, ActivitySum added, DateOnly date)
    {
        var least = long.MaxValue;
        foreach (var reach in next?.Reaches ?? [])
            if (reach.Measure == measure) least = Math.Min(least, Math.Max(1, reach.Least - Done(reach, activity, added, date)));
        return least == long.MaxValue ? 0 : least;
    }

    private static long Done(Reach reach, Activity? activity, ActivitySum added, DateOnly date)
    {
        var before = activity is null ? default : reach.Window switch
        {
            TierWindow.Ever => activity.Ever,
            TierWindow.Day => activity.On(date),
            TierWindow.Months => activity.Since(new DateOnly(date.Year, date.Month, 1).AddMonths(-reach.Months), date),
            TierWindow.Year => activity.Since(new DateOnly(date.Year, 1, 1), date),
            _ => throw new InvariantBrokenException($"Unknown window {reach.Window}."),
        };
        var sum = before + added;
        return reach.Measure switch
        {
            TierMeasure.Purchases => sum.Purchases,
            TierMeasure.Spend => sum.SpendMinor,
            TierMeasure.Points => sum.Points,
            _ => throw new InvariantBrokenException($"Unknown measure {reach.Measure}."),
        };
    }

    /// <summary>Which of the program's tiers that is; the first one for a code that the program does not have (any more).</summary>
    public static int IndexOf(ProgramRules rules, string code)
    {
        for (var index = 0; index < rules.Tiers.Length; index++)
            if (rules.Tiers[index].Code == code) return index;
        return 0;
    }

    /// <summary>Monthly bonus is due from then on.</summary>
    public static DateOnly FirstOfNextMonth(DateOnly date) => new DateOnly(date.Year, date.Month, 1).AddMonths(1);
}

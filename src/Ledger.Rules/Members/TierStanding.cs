using Ledger.Rules.Program;
using Ledger.Rules.Rows;
using Ledger.Rules.State;

namespace Ledger.Rules.Members;

/// <summary>Where a member stands between two tiers: what the one is worth, and what is missing for the next.</summary>
internal static class TierStanding
{
    /// <summary>Where an account stands now; null: the program has no tiers.</summary>
    public static StandingFacts? Of(AccountState state, ProgramRules rules, DateOnly date)
    {
        if (rules.Tiers.Length == 0) return null;
        return In(rules, TierReach.IndexOf(rules, state.Membership.Tier), state.Membership.TierByHand, state.Activity, default, date);
    }

    /// <summary>
    /// Where somebody in the tier <paramref name="index"/> stands. Purchases do not move a tier that was given by hand, so nothing is
    /// promised for them then.
    /// </summary>
    public static StandingFacts In(
        ProgramRules rules, int index, bool byHand, Activity? activity, ActivitySum added, DateOnly date)
    {
        var tier = rules.Tiers[index];
        var next = byHand ? null : NextOf(rules, index);
        return new StandingFacts(
            tier.Code, tier.PayPermille, tier.EarnPercent, next?.Code,
            Missing(next, tier, TierMeasure.Purchases, activity, added, date),
            Missing(next, tier, TierMeasure.Spend, activity, added, date), Missing(next, tier, TierMeasure.Points, activity, added, date));
    }

    // Tiers that are given by hand alone are nothing to work towards, and points not for those who earn none.
    private static Tier? NextOf(ProgramRules rules, int index)
    {
        for (var next = index + 1; next < rules.Tiers.Length; next++)
            foreach (var reach in rules.Tiers[next].Reaches)
                if (CanDo(rules.Tiers[index], reach.Measure)) return rules.Tiers[next];
        return null;
    }

    private static bool CanDo(Tier held, TierMeasure measure) => measure != TierMeasure.Points || held.Earns;

    // The least of what is missing; a line that is passed already is reached by the next purchase, whatever it is.
    private static long Missing(Tier? next, Tier held, TierMeasure measure, Activity? activity, ActivitySum added, DateOnly date)
    {
        if (next is null || !CanDo(held, measure)) return 0;
        var least = long.MaxValue;
        foreach (var reach in next.Reaches)
            if (reach.Measure == measure) least = Math.Min(least, Math.Max(1, reach.Least - TierReach.Done(reach, activity, added, date)));
        return least == long.MaxValue ? 0 : least;
    }
}

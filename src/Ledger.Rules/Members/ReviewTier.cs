using Ledger.Rules.Basics;
using Ledger.Rules.Deciding;
using Ledger.Rules.Program;
using Ledger.Rules.Rows;
using Ledger.Rules.State;

namespace Ledger.Rules.Members;

/// <summary>
/// What becomes of a tier whose last day is over: kept for another window, or lost, as often as windows have ended since.
/// </summary>
internal readonly struct ReviewTier : IKind<ReviewTier>
{
    public static Refusal? Check(in Case asked, out ReviewTier plan)
    {
        plan = default;
        return null;
    }

    public void Post(ref Transaction transaction)
    {
        var (state, rules, date) = (transaction.Case.State, transaction.Case.Rules, transaction.Case.Date);
        if (state.Membership.TierUntil < date) transaction.Detail = Reviewed(state, rules, date);
        transaction.Note();
    }

    public void Ensure(in Transaction written) => Invariant.Require(written.MovesNothing);

    private static RowDetail Reviewed(AccountState state, ProgramRules rules, DateOnly date)
    {
        var member = state.Membership;
        if (rules.Tiers.Length == 0) return new RowDetail { Tier = new TierFacts("", DateOnly.MaxValue, DateOnly.MaxValue) };

        var (tier, until, since, byHand) = (TierReach.IndexOf(rules, member.Tier), member.TierUntil, member.TierSince, member.TierByHand);
        TierFloor? floor = null;
        while ((tier > 0 || byHand) && until < date)
        {
            var (next, least) = (NextLastDay(rules.TierValidity, until), rules.TierEnd == TierEnd.ToReached ? 0 : Math.Max(0, tier - 1));
            tier = AfterWindow(rules, tier, least, state.Activity, since, until, byHand);
            floor = tier > least ? new TierFloor(rules.Tiers[least].Code, LastDay(least, next), until) : null;
            (since, until, byHand) = (until, LastDay(tier, next), false);
        }
        return new RowDetail
        {
            Tier = new TierFacts(rules.Tiers[tier].Code, LastDay(tier, until), TierLife.NextGrant(rules, tier, date, member.NextGrantOn))
            {
                Since = since, Floor = floor,
            },
            Standing = TierStanding.In(rules, tier, byHand: false, state.Activity, default, date),
        };
    }

    // What was done in the window alone counts, so no purchase keeps a tier twice. Only one given by hand can go up.
    private static int AfterWindow(
        ProgramRules rules, int tier, int least, Activity? activity, DateOnly since, DateOnly lastDay, bool byHand)
    {
        var most = byHand ? rules.Tiers.Length - 1 : tier;
        var reached = TierReach.Highest(rules, 0, most, activity, default, lastDay, since) ?? 0;
        return reached >= tier ? reached : rules.TierEnd == TierEnd.ToReached ? reached : least;
    }

    // The first tier has no end.
    private static DateOnly LastDay(int tier, DateOnly lastDay) => tier == 0 ? DateOnly.MaxValue : lastDay;

    // As if it had been reached on the last day of the window before; where that brings no new day, on the day after.
    private static DateOnly NextLastDay(Validity validity, DateOnly lastDay) =>
        validity.LastDay(lastDay) is var next && next > lastDay ? next : validity.LastDay(lastDay.AddDays(1));
}

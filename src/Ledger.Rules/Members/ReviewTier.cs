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
        var (tier, until) = (TierLife.IndexOf(rules, state.Membership.Tier), state.Membership.TierUntil);
        while (tier > 0 && until < date)
        {
            tier = AfterWindow(rules, tier, state.Activity, until);
            until = tier == 0 ? DateOnly.MaxValue : NextLastDay(rules.TierValidity, until);
        }
        return rules.Tiers.Length == 0
            ? new RowDetail { Tier = new TierFacts("", DateOnly.MaxValue, DateOnly.MaxValue) }
            : TierLife.MovedTo(state, rules, tier, date, tier == 0 ? DateOnly.MaxValue : until);
    }

    private static int AfterWindow(ProgramRules rules, int tier, Activity? activity, DateOnly lastDay)
    {
        var reached = TierLife.Reached(rules, 0, tier, activity, default, lastDay) ?? 0;
        return reached == tier || rules.TierEnd == TierEnd.ToReached ? reached : tier - 1;
    }

    // As if it had been reached on the last day of the window before; where that brings no new day, on the day after.
    private static DateOnly NextLastDay(Validity validity, DateOnly lastDay) =>
        validity.LastDay(lastDay) is var next && next > lastDay ? next : validity.LastDay(lastDay.AddDays(1));
}

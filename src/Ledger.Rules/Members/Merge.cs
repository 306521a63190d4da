using Ledger.Rules.Asked;
using Ledger.Rules.Basics;
using Ledger.Rules.Codes;
using Ledger.Rules.Deciding;
using Ledger.Rules.Rows;
using Ledger.Rules.State;

namespace Ledger.Rules.Members;

/// <summary>
/// Everything goes to another account, lot by lot, whether it can be spent or not: it is worth as much on the other side. So do
/// identifiers, what counts for tiers, and the returns of what was done here.
/// </summary>
internal readonly struct Merge : IKind<Merge>
{
    public static Refusal? Check(in Case asked, out Merge plan)
    {
        plan = default;
        var (state, other) = (asked.State, OtherOf(asked.Operation));
        if (other == state.Account || (IsAgain(asked) && other != state.Membership.MergedInto))
            return new Refusal(Outcome.TransferNotAllowed);
        if (InTransit.CheckOther(asked.Operation) is { } refusal) return refusal;
        if (asked.HasOpenHolds) return new Refusal(Outcome.HoldsOpen);
        return state.PointsOwed > 0 ? new Refusal(Outcome.InsufficientPoints) : null;
    }

    public void Post(ref Transaction transaction)
    {
        var state = transaction.Case.State;
        var goesAlong = !state.Membership.Follows;
        transaction.Detail = new RowDetail
        {
            Merged = goesAlong ? FactsOf(state) : null,
            Follows = goesAlong ? true : null,
            Freed = goesAlong ? MemberFacts.Freed(state.Membership, _ => true) : null,
            OtherAccount = OtherOf(transaction.Case.Operation),
            Status = IsAgain(transaction.Case) ? null : AccountStatus.Merged,
            Cards = CardLife.VoidAll(state),
            Loads = state.Loads.Count > 0 ? state.Loads : null,
            UnsentMinor = state.Unsent is null ? null : UnpaidBonus.Unsent(state),
        };
        Pins.EndFailures(ref transaction);
        foreach (var lot in state.PointsLots.Span)
            transaction.Transfer(Asset.Points, -lot.Amount, SystemAccount.InTransit, lot.ExpiresOn, lot.UsableFrom);
        if (state.Principal > 0) transaction.Transfer(Asset.Principal, -state.Principal, SystemAccount.InTransit);
        foreach (var lot in state.BonusLots.Span) transaction.Transfer(Asset.Bonus, -lot.Amount, SystemAccount.InTransit, lot.ExpiresOn);
        transaction.Note();
    }

    public void Ensure(in Transaction written) => Invariant.Require(written.LeavesNothing);

    private static MergedFacts FactsOf(AccountState state) => new([state.Account, .. state.Membership.Absorbed ?? []])
    {
        Counted = state.Activity?.Counted(),
        Tier = TierLife.HeldBy(state.Membership),
        Identifiers = state.Membership.Identifiers.Count > 0 ? state.Membership.Identifiers : null,
        Extended = state.ExtendedLots.Count > 0 ? state.ExtendedLots : null,
    };

    // Something came in after it had been merged.
    private static bool IsAgain(in Case asked) => asked.State.Membership.Status == AccountStatus.Merged;

    private static long OtherOf(Operation operation) => ((OtherAccountTerms)operation.Terms!).Account;
}

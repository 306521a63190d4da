using Ledger.Rules.Basics;
using Ledger.Rules.Codes;
using Ledger.Rules.Deciding;
using Ledger.Rules.Program;
using Ledger.Rules.Rows;

namespace Ledger.Rules.Members;

/// <summary>
/// Ends the membership: principal is paid out, everything else goes to breakage, what the member owes in points too, as far as the program
/// lets them leave in debt. Whoever has left can be a member anew: what they were found by names nobody any more.
/// </summary>
/// <param name="kept">Of principal, for points that are owed, in minor units.</param>
internal readonly struct CancelAccount(long kept) : IKind<CancelAccount>
{
    public static Refusal? Check(in Case asked, out CancelAccount plan)
    {
        plan = default;
        var (state, policy) = (asked.State, asked.Rules.CancelInDebt);
        if (state.Membership.Holds.Count > 0) return new Refusal(Outcome.HoldsOpen);
        if (state.PointsOwed == 0 || policy == CancelInDebt.WriteOff) return null;
        // Who has left already cannot be kept from it: what came back since is netted.
        if (policy == CancelInDebt.Refuse && state.Membership.Status != AccountStatus.Cancelled)
            return new Refusal(Outcome.PointsOwed, state.PointsOwed);
        plan = new CancelAccount(Math.Min(state.Principal, asked.Rules.WorthOfOwed(state.PointsOwed)));
        return null;
    }

    public void Post(ref Transaction transaction)
    {
        var state = transaction.Case.State;
        transaction.Detail = new RowDetail
        {
            Status = AccountStatus.Cancelled, Cards = CardLife.VoidAll(state), PayOutMinor = state.Principal - kept,
            Freed = MemberFacts.Freed(state.Membership, _ => true),
        };
        transaction.PayOutStoredValue(kept);
        foreach (var lot in state.PointsLots.Span)
            transaction.Transfer(Asset.Points, -lot.Amount, SystemAccount.Breakage, lot.ExpiresOn, lot.UsableFrom);
        if (state.PointsOwed > 0) transaction.Owe(-state.PointsOwed, SystemAccount.Breakage);
        transaction.Note();
    }

    public void Ensure(in Transaction written) =>
        Invariant.Require(written.LeavesNothing && written.Detail?.PayOutMinor == -written.PrincipalMoved - kept);
}

using Ledger.Rules.Basics;
using Ledger.Rules.Codes;
using Ledger.Rules.Deciding;
using Ledger.Rules.Rows;

namespace Ledger.Rules.Members;

/// <summary>Ends the membership: principal is paid out, everything else goes to breakage, what the member owes in points too.</summary>
internal readonly struct CancelAccount : IKind<CancelAccount>
{
    public static Refusal? Check(in Case asked, out CancelAccount plan)
    {
        plan = default;
        return asked.State.Membership.Holds.Count > 0 ? new Refusal(Outcome.HoldsOpen) : null;
    }

    public void Post(ref Transaction transaction)
    {
        var state = transaction.Case.State;
        transaction.Detail = new RowDetail
        {
            Status = AccountStatus.Cancelled, Cards = CardLife.VoidAll(state), PayOutMinor = state.Principal,
            Was = state.Membership.Status == AccountStatus.Cancelled
                ? new WasFacts() : new WasFacts { Status = state.Membership.StatusNow },
        };
        transaction.PayOutStoredValue();
        foreach (var lot in state.PointsLots.Span)
            transaction.Transfer(Asset.Points, -lot.Amount, SystemAccount.Breakage, lot.ExpiresOn, lot.UsableFrom);
        if (state.PointsOwed > 0) transaction.Owe(-state.PointsOwed, SystemAccount.Breakage);
        transaction.Note();
    }

    public void Ensure(in Transaction written) =>
        Invariant.Require(written.LeavesNothing && written.Detail?.PayOutMinor == -written.PrincipalMoved);
}

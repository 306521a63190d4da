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
/// <param name="netted">Of principal, for bonus that is spent, in minor units.</param>
/// <param name="kept">Of the principal left, for points that are owed, in minor units.</param>
/// <param name="left">What is known of top-ups with bonus then; null: nothing was.</param>
internal readonly struct CancelAccount(long netted, long kept, IReadOnlyList<LoadedBonus>? left) : IKind<CancelAccount>
{
    public static Refusal? Check(in Case asked, out CancelAccount plan)
    {
        plan = default;
        var (state, policy) = (asked.State, asked.Rules.CancelInDebt);
        if (asked.HasOpenHolds) return new Refusal(Outcome.HoldsOpen);
        // Who has left already cannot be kept from it: what came back since is netted.
        if (state.PointsOwed > 0 && policy == CancelInDebt.Refuse && state.Membership.Status != AccountStatus.Cancelled)
            return new Refusal(Outcome.PointsOwed, state.PointsOwed);
        var refusal = UnpaidBonus.Check(asked, out var netted, out var left);
        var owed = policy == CancelInDebt.WriteOff ? 0 : state.PointsOwed;
        plan = new CancelAccount(netted, owed == 0 ? 0 : Math.Min(state.Principal - netted, asked.Rules.WorthOfOwed(owed)),
            left);
        return refusal;
    }

    public void Post(ref Transaction transaction)
    {
        var state = transaction.Case.State;
        transaction.Detail = new RowDetail
        {
            Status = AccountStatus.Cancelled, Cards = CardLife.VoidAll(state), PayOutMinor = state.Principal - netted - kept,
            Freed = MemberFacts.Freed(state.Membership, _ => true),
            Loads = left, UnsentMinor = UnpaidBonus.UnsentWhenPaidOut(state, left),
            Was = new WasFacts
            {
                Status = state.Membership.Status == AccountStatus.Cancelled ? null : state.Membership.StatusNow,
                Identifiers = state.Membership.Identifiers.Count > 0 ? state.Membership.Identifiers : null,
                NamedBy = state.Membership.NamedBy,
                Loads = state.Loads.Count > 0 ? state.Loads : null,
            },
        };
        transaction.PayOutStoredValue(netted, kept);
        foreach (var lot in state.PointsLots.Span)
            transaction.Transfer(Asset.Points, -lot.Amount, SystemAccount.Breakage, lot.ExpiresOn, lot.UsableFrom);
        if (state.PointsOwed > 0) transaction.Owe(-state.PointsOwed, SystemAccount.Breakage);
        transaction.Note();
    }

    public void Ensure(in Transaction written) =>
        Invariant.Require(written.LeavesNothing && written.Detail?.PayOutMinor == -written.PrincipalMoved - netted - kept);
}

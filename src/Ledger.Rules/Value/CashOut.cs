using Ledger.Rules.Basics;
using Ledger.Rules.Codes;
using Ledger.Rules.Deciding;
using Ledger.Rules.Members;
using Ledger.Rules.Program;
using Ledger.Rules.Rows;

namespace Ledger.Rules.Value;

/// <summary>
/// Pays out principal, less bonus that it had brought and that is spent, and less what the member owes in points is worth, as far as the
/// program says so; other bonus cannot be had in money and goes to breakage.
/// </summary>
/// <param name="netted">Of principal, for bonus that is spent, in minor units.</param>
/// <param name="kept">Of the principal left, the worth of points that were owed, in minor units.</param>
/// <param name="paidOff">Points that are not owed any more.</param>
/// <param name="left">What is known of top-ups with bonus then; null: nothing was.</param>
internal readonly struct CashOut(long netted, long kept, long paidOff, IReadOnlyList<LoadedBonus>? left) : IKind<CashOut>
{
    public static Refusal? Check(in Case asked, out CashOut plan)
    {
        plan = default;
        var state = asked.State;
        if (asked.HasOpenHolds) return new Refusal(Outcome.HoldsOpen);
        if (state.Principal + state.Bonus == 0) return new Refusal(Outcome.InsufficientFunds);
        // Money leaves before the member does; who has left already is netted.
        if (state is { PointsOwed: > 0, Principal: > 0 } && asked.Rules.CancelInDebt == CancelInDebt.Refuse
            && state.Membership.Status != AccountStatus.Cancelled)
            return new Refusal(Outcome.PointsOwed, state.PointsOwed);
        if (UnpaidBonus.Check(asked, out var spent, out var left) is { } refusal) return refusal;
        var paidOff = asked.Rules.CancelInDebt == CancelInDebt.WriteOff ? 0
            : Math.Min(state.PointsOwed, asked.Rules.OwedWorthAtMost(state.Principal - spent));
        plan = new CashOut(spent, asked.Rules.WorthOfOwed(paidOff), paidOff, left);
        return null;
    }

    public void Post(ref Transaction transaction)
    {
        var state = transaction.Case.State;
        Pins.EndFailures(ref transaction);
        var detail = (transaction.Detail ?? new RowDetail()) with
        {
            PayOutMinor = state.Principal - netted - kept, Loads = left, UnsentMinor = UnpaidBonus.UnsentWhenPaidOut(state, left),
        };
        transaction.Detail = state.Loads.Count == 0 ? detail
            : detail with { Was = (detail.Was ?? new WasFacts()) with { Loads = state.Loads } };
        CardUse.CloseAtZero(ref transaction, state.Principal + state.Bonus);
        transaction.PayOutStoredValue(netted, kept);
        if (paidOff > 0) transaction.Owe(-paidOff, SystemAccount.Breakage);
    }

    public void Ensure(in Transaction written)
    {
        var state = written.Case.State;
        Invariant.Require(written.PrincipalMoved == -state.Principal && written.BonusMoved == -state.Bonus);
        Invariant.Require(written.PointsMoved == paidOff && paidOff >= 0 && paidOff <= state.PointsOwed);
        Invariant.Require(netted >= 0 && kept >= 0 && netted + kept <= state.Principal);
        Invariant.Require(written.Detail?.PayOutMinor == state.Principal - netted - kept);
    }
}

using Ledger.Rules.Basics;
using Ledger.Rules.Codes;
using Ledger.Rules.Deciding;
using Ledger.Rules.Members;
using Ledger.Rules.Rows;

namespace Ledger.Rules.Value;

/// <summary>
/// Pays out principal, less bonus that it had brought and that is spent; other bonus cannot be had in money and goes to breakage.
/// </summary>
internal readonly struct CashOut(long netted) : IKind<CashOut>
{
    public static Refusal? Check(in Case asked, out CashOut plan)
    {
        plan = default;
        var state = asked.State;
        if (asked.HasOpenHolds) return new Refusal(Outcome.HoldsOpen);
        if (state.Principal + state.Bonus == 0) return new Refusal(Outcome.InsufficientFunds);
        var refusal = UnpaidBonus.Check(asked, out var spent);
        plan = new CashOut(spent);
        return refusal;
    }

    public void Post(ref Transaction transaction)
    {
        var state = transaction.Case.State;
        Pins.EndFailures(ref transaction);
        var detail = (transaction.Detail ?? new RowDetail()) with { PayOutMinor = state.Principal - netted };
        transaction.Detail = state.Loads.Count == 0 ? detail
            : detail with { Was = (detail.Was ?? new WasFacts()) with { Loads = state.Loads } };
        CardUse.CloseAtZero(ref transaction, state.Principal + state.Bonus);
        transaction.PayOutStoredValue(netted);
    }

    public void Ensure(in Transaction written)
    {
        var state = written.Case.State;
        Invariant.Require(written.PrincipalMoved == -state.Principal && written.BonusMoved == -state.Bonus && written.PointsMoved == 0);
        Invariant.Require(written.Detail?.PayOutMinor == state.Principal - netted && netted >= 0 && netted <= state.Principal);
    }
}

using Ledger.Rules.Basics;
using Ledger.Rules.Codes;
using Ledger.Rules.Deciding;
using Ledger.Rules.Members;
using Ledger.Rules.Rows;

namespace Ledger.Rules.Value;

/// <summary>Pays out principal; bonus cannot be had in money and goes to breakage.</summary>
internal readonly struct CashOut : IKind<CashOut>
{
    public static Refusal? Check(in Case asked, out CashOut plan)
    {
        plan = default;
        var state = asked.State;
        if (asked.HasOpenHolds) return new Refusal(Outcome.HoldsOpen);
        return state.Principal + state.Bonus == 0 ? new Refusal(Outcome.InsufficientFunds) : null;
    }

    public void Post(ref Transaction transaction)
    {
        var state = transaction.Case.State;
        Pins.EndFailures(ref transaction);
        transaction.Detail = (transaction.Detail ?? new RowDetail()) with { PayOutMinor = state.Principal };
        CardUse.CloseAtZero(ref transaction, state.Principal + state.Bonus);
        transaction.PayOutStoredValue();
    }

    public void Ensure(in Transaction written)
    {
        var state = written.Case.State;
        Invariant.Require(written.PrincipalMoved == -state.Principal && written.BonusMoved == -state.Bonus && written.PointsMoved == 0);
        Invariant.Require(written.Detail?.PayOutMinor == state.Principal);
    }
}

using Ledger.Rules.Asked;
using Ledger.Rules.Basics;
using Ledger.Rules.Codes;
using Ledger.Rules.Deciding;
using Ledger.Rules.Members;
using Ledger.Rules.Rows;

namespace Ledger.Rules.Value;

/// <summary>Spending what a hold has set aside, bonus first, in whole or in part.</summary>
internal readonly struct CaptureHold(long amount, HoldFacts hold) : IKind<CaptureHold>
{
    /// <summary>Captures of one hold, after which the next one must be the last, or take all that is left.</summary>
    public const int CapturesMax = 200;

    public static Refusal? Check(in Case asked, out CaptureHold plan)
    {
        plan = default;
        var operation = asked.Operation;
        Precondition.Require(operation.Asked >= 0);
        if (asked.State.Membership.HoldOf(operation.Original!.Value) is not { } hold) return new Refusal(Holding.WhyNotOpen(asked));
        if (operation.BusinessTime >= hold.ExpiresAt || !hold.IsOpen(asked.Position.Now)) return new Refusal(Outcome.HoldExpired);
        var amount = operation.Asked == 0 ? hold.LeftMinor : operation.Asked;
        plan = new CaptureHold(amount, hold);
        if (amount > hold.LeftMinor) return new Refusal(Outcome.ExceedsHold, hold.LeftMinor);
        return amount < hold.LeftMinor && !IsLast(asked) && CapturesBefore(asked) >= CapturesMax
            ? new Refusal(Outcome.ReturnsLimit, CapturesMax) : null;
    }

    public void Post(ref Transaction transaction)
    {
        var lots = HeldLots.Earliest(hold.Bonus, amount);
        var fromPrincipal = amount - HeldLots.SumOf(lots);
        var left = IsLast(transaction.Case)
            ? Holding.Ended(hold)
            : hold with { PrincipalMinor = hold.PrincipalMinor - fromPrincipal, Bonus = HeldLots.Without(hold.Bonus, lots) };
        transaction.Detail = new RowDetail { HoldLeft = left, Was = new WasFacts { Hold = hold } };
        transaction.Figure = left.LeftMinor;
        CardUse.CloseAtZero(ref transaction, amount);
        foreach (var lot in lots) transaction.Transfer(Asset.Bonus, -lot.Amount, SystemAccount.Sales, lot.ExpiresOn);
        if (fromPrincipal > 0) transaction.Transfer(Asset.Principal, -fromPrincipal, SystemAccount.Sales);
    }

    public void Ensure(in Transaction written)
    {
        Invariant.Require(written.ValueMoved == -amount && written.PointsMoved == 0);
        Invariant.Require(written.Figure == (IsLast(written.Case) ? 0 : hold.LeftMinor - amount));
        Invariant.Require(written.Detail?.HoldLeft?.LeftMinor == written.Figure);
    }

    private static int CapturesBefore(in Case asked)
    {
        var count = 0;
        foreach (ref readonly var row in asked.Circumstances.Related)
            if (row.Leg == 0 && row.Kind == OperationKind.CaptureHold && row.Original == asked.Operation.Original
                && row.Outcome.IsPosted()) count++;
        return count;
    }

    private static bool IsLast(in Case asked) => asked.Operation.Terms is CaptureTerms { Last: true };
}

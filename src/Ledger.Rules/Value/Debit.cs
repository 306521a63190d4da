using Ledger.Rules.Basics;
using Ledger.Rules.Codes;
using Ledger.Rules.Deciding;
using Ledger.Rules.Members;

namespace Ledger.Rules.Value;

/// <summary>Spending stored value.</summary>
internal readonly struct Debit(long amount) : IKind<Debit>
{
    public static Refusal? Check(in Case asked, out Debit plan)
    {
        var (operation, available) = (asked.Operation, asked.AvailableValue);
        Precondition.Require(operation.Asked > 0);
        var amount = operation.AllowPartial ? Math.Min(operation.Asked, available) : operation.Asked;
        plan = new Debit(amount);
        return amount > available || amount == 0 ? new Refusal(Outcome.InsufficientFunds, available) : null;
    }

    public void Post(ref Transaction transaction)
    {
        if (amount < transaction.Case.Operation.Asked) transaction.Outcome = Outcome.PostedInPart;
        CardUse.CloseAtZero(ref transaction, amount);
        Pins.EndFailures(ref transaction);
        transaction.TakeStoredValue(amount, SystemAccount.Sales);
    }

    public void Ensure(in Transaction written)
    {
        var operation = written.Case.Operation;
        Invariant.Require(written.ValueMoved == -amount && written.PrincipalMoved <= 0 && written.BonusMoved <= 0
            && written.PointsMoved == 0);
        Invariant.Require(amount == operation.Asked
            || (amount < operation.Asked && operation.AllowPartial && written.Outcome == Outcome.PostedInPart));
    }
}

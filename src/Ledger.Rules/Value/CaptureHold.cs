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
    public static Refusal? Check(in Case asked, out CaptureHold plan)
    {
        plan = default;
        var operation = asked.Operation;
        Precondition.Require(operation.Asked >= 0);
        if (Holding.Check(asked, out var hold) is { } refusal) return refusal;
        var amount = operation.Asked == 0 ? hold!.LeftMinor : operation.Asked;
        plan = new CaptureHold(amount, hold!);
        if (amount > hold!.LeftMinor) return new Refusal(Outcome.ExceedsHold, hold.LeftMinor);
        return Holding.CheckTimes(asked, endsIt: amount == hold.LeftMinor || IsLast(asked));
    }

    public void Post(ref Transaction transaction)
    {
        var part = HeldPart.Of(hold, amount, IsLast(transaction.Case));
        transaction.Detail = new RowDetail { HoldLeft = part.Left, Was = new WasFacts { Hold = hold } };
        transaction.Figure = part.Left.LeftMinor;
        CardUse.CloseAtZero(ref transaction, amount);
        part.Spend(ref transaction);
    }

    public void Ensure(in Transaction written)
    {
        Invariant.Require(written.ValueMoved == -amount && written.PointsMoved == 0);
        Invariant.Require(written.Figure == (IsLast(written.Case) ? 0 : hold.LeftMinor - amount));
        Invariant.Require(written.Detail?.HoldLeft?.LeftMinor == written.Figure);
    }

    private static bool IsLast(in Case asked) => asked.Operation.Terms is CaptureTerms { Last: true };
}

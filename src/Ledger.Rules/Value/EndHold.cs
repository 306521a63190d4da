using Ledger.Rules.Basics;
using Ledger.Rules.Codes;
using Ledger.Rules.Deciding;
using Ledger.Rules.Rows;

namespace Ledger.Rules.Value;

/// <summary>Setting free what a hold has set aside: released by the till, or by time.</summary>
internal readonly struct EndHold(HoldFacts hold) : IKind<EndHold>
{
    public static Refusal? Check(in Case asked, out EndHold plan)
    {
        var hold = asked.State.Membership.HoldOf(asked.Operation.Original!.Value);
        plan = hold is null ? default : new EndHold(hold);
        if (hold is null) return new Refusal(Holding.WhyNotOpen(asked));
        // From its end on there is nothing to release; only the ledger itself tidies it up.
        var isLate = asked.Operation.Kind == OperationKind.ReleaseHold && !hold.IsOpen(asked.Position.Now);
        if (isLate) return new Refusal(Outcome.HoldExpired);
        return asked.Operation.Kind == OperationKind.ReleaseHold ? Holding.CheckTimes(asked, endsIt: true) : null;
    }

    public void Post(ref Transaction transaction)
    {
        transaction.Detail = new RowDetail { HoldLeft = Holding.Ended(hold), Was = new WasFacts { Hold = hold } };
        transaction.Note();
    }

    public void Ensure(in Transaction written) => Invariant.Require(written.MovesNothing && written.Detail?.HoldLeft?.LeftMinor == 0);
}

using Ledger.Rules.Basics;
using Ledger.Rules.Codes;
using Ledger.Rules.Deciding;
using Ledger.Rules.Rows;

namespace Ledger.Rules.Members;

/// <summary>Forgetting the wrong PINs that were typed.</summary>
internal readonly struct UnlockPin : IKind<UnlockPin>
{
    public static Refusal? Check(in Case asked, out UnlockPin plan)
    {
        plan = default;
        return asked.State.Membership.Pin is null ? new Refusal(Outcome.PinNotSet) : null;
    }

    public void Post(ref Transaction transaction)
    {
        transaction.Detail = new RowDetail
        {
            PinFailuresEnd = true, Was = new WasFacts { Tries = transaction.Case.State.Membership.TriesNow },
        };
        transaction.Note();
    }

    public void Ensure(in Transaction written) => Invariant.Require(written.MovesNothing);
}

using Ledger.Rules.Basics;
using Ledger.Rules.Codes;
using Ledger.Rules.Deciding;
using Ledger.Rules.Rows;

namespace Ledger.Rules.Members;

/// <summary>The account is what it was before it was frozen.</summary>
internal readonly struct Unfreeze : IKind<Unfreeze>
{
    public static Refusal? Check(in Case asked, out Unfreeze plan)
    {
        plan = default;
        return asked.State.Membership.Status != AccountStatus.Frozen ? new Refusal(Outcome.AccountNotFrozen) : null;
    }

    public void Post(ref Transaction transaction)
    {
        transaction.Detail = new RowDetail
        {
            Status = AccountStatus.Active, Was = new WasFacts { Status = transaction.Case.State.Membership.StatusNow },
        };
        transaction.Note();
    }

    public void Ensure(in Transaction written) => Invariant.Require(written.MovesNothing);
}

using Ledger.Rules.Basics;
using Ledger.Rules.Codes;
using Ledger.Rules.Deciding;
using Ledger.Rules.Rows;

namespace Ledger.Rules.Members;

/// <summary>Nothing is spent or earned until it is lifted.</summary>
internal readonly struct Freeze : IKind<Freeze>
{
    public static Refusal? Check(in Case asked, out Freeze plan)
    {
        plan = default;
        return asked.State.Membership.Status == AccountStatus.Frozen ? new Refusal(Outcome.AccountFrozen) : null;
    }

    public void Post(ref Transaction transaction)
    {
        transaction.Detail = new RowDetail
        {
            Status = AccountStatus.Frozen, Was = new WasFacts { Status = transaction.Case.State.Membership.StatusNow },
        };
        transaction.Note();
    }

    public void Ensure(in Transaction written) => Invariant.Require(written.MovesNothing);
}

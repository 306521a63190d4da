using Ledger.Rules.Basics;
using Ledger.Rules.Deciding;

namespace Ledger.Rules.Members;

/// <summary>The row itself is the warning: the account counts rows of this kind.</summary>
internal readonly struct Warn : IKind<Warn>
{
    public static Refusal? Check(in Case asked, out Warn plan)
    {
        plan = default;
        return null;
    }

    public void Post(ref Transaction transaction) => transaction.Note();

    public void Ensure(in Transaction written) => Invariant.Require(written.MovesNothing);
}

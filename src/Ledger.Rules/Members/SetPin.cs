using Ledger.Rules.Asked;
using Ledger.Rules.Basics;
using Ledger.Rules.Deciding;
using Ledger.Rules.Rows;

namespace Ledger.Rules.Members;

/// <summary>Setting the payment PIN, or another one: by the old one, or by somebody who need not know it.</summary>
internal readonly struct SetPin(PinFacts pin) : IKind<SetPin>
{
    public static Refusal? Check(in Case asked, out SetPin plan)
    {
        var terms = (PinTerms)asked.Operation.Terms!;
        plan = new SetPin(new PinFacts(terms.Salt, terms.Hash));
        return !terms.IsReset && asked.State.Membership.Pin is not null ? Pins.CheckTyped(asked) : null;
    }

    public void Post(ref Transaction transaction)
    {
        var member = transaction.Case.State.Membership;
        transaction.Detail = new RowDetail
        {
            Pin = pin, Was = new WasFacts { Pin = new PinWas(member.Pin, member.PinSetBySeq), Tries = member.TriesNow },
        };
        transaction.Note();
    }

    public void Ensure(in Transaction written) => Invariant.Require(written.MovesNothing);
}

using Ledger.Rules.Basics;
using Ledger.Rules.Codes;
using Ledger.Rules.Deciding;
using Ledger.Rules.Rows;
using Ledger.Rules.State;

namespace Ledger.Rules.Members;

/// <summary>A lost card is there again and is what it was, as long as no other one has taken its place.</summary>
internal readonly struct FindCard(Card card) : IKind<FindCard>
{
    public static Refusal? Check(in Case asked, out FindCard plan)
    {
        plan = default;
        var named = CardLife.Named(asked);
        var left = named.FindAll(one => one.Status != CardStatus.Void);
        if (left.Count == 0) return new Refusal(named.Count > 0 ? Outcome.CardVoid : Outcome.CardAmbiguous);
        var lost = left.FindAll(one => one.Status == CardStatus.Lost);
        if (lost.Count != 1) return new Refusal(lost.Count == 0 ? Outcome.CardNotLost : Outcome.CardAmbiguous);
        plan = new FindCard(lost[0]);
        return null;
    }

    public void Post(ref Transaction transaction)
    {
        var was = transaction.Case.Rules.CardTypeOf(card.Type).StatusWhenFound(card.LostFrom);
        transaction.Detail = new RowDetail { Cards = [CardLife.Changed(card, was)] };
        transaction.Note();
    }

    public void Ensure(in Transaction written) => Invariant.Require(written.MovesNothing);
}

using Ledger.Rules.Basics;
using Ledger.Rules.Codes;
using Ledger.Rules.Deciding;
using Ledger.Rules.Rows;
using Ledger.Rules.State;

namespace Ledger.Rules.Members;

/// <summary>A card that is lost spends nothing from now on.</summary>
internal readonly struct ReportLoss(Card card) : IKind<ReportLoss>
{
    public static Refusal? Check(in Case asked, out ReportLoss plan)
    {
        var date = asked.Date;
        var refusal = CardLife.FindMeant(asked, prefers: card => CardLife.IsInUse(card, date), out var card);
        plan = new ReportLoss(card!);
        return refusal;
    }

    public void Post(ref Transaction transaction)
    {
        if (card.Status != CardStatus.Lost)
            transaction.Detail = new RowDetail { Cards = [CardLife.Changed(card, CardStatus.Lost)] };
        transaction.Note();
    }

    public void Ensure(in Transaction written) => Invariant.Require(written.MovesNothing);
}

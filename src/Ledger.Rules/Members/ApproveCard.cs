using Ledger.Rules.Basics;
using Ledger.Rules.Codes;
using Ledger.Rules.Deciding;
using Ledger.Rules.Rows;
using Ledger.Rules.State;

namespace Ledger.Rules.Members;

/// <summary>A card that waits comes into use; its days count from now on.</summary>
internal readonly struct ApproveCard(Card card) : IKind<ApproveCard>
{
    public static Refusal? Check(in Case asked, out ApproveCard plan)
    {
        plan = default;
        var waiting = CardLife.Named(asked).FindAll(card => card.Status == CardStatus.Waiting);
        if (waiting.Count == 0) return new Refusal(Outcome.CardNotWaiting);
        if (waiting.Count > 1) return new Refusal(Outcome.CardAmbiguous);
        plan = new ApproveCard(waiting[0]);
        return null;
    }

    public void Post(ref Transaction transaction)
    {
        var lastDay = CardLife.LastDay(transaction.Case.Rules.CardTypeOf(card.Type), transaction.Case.Date);
        var before = lastDay is null ? (DateOnly?)null : card.ExpiresOn ?? DateOnly.MaxValue;
        var change = CardLife.Changed(card, CardStatus.Active) with { ExpiresOn = lastDay, WasUntil = before };
        transaction.Detail = new RowDetail { Cards = [change] };
        transaction.Note();
    }

    public void Ensure(in Transaction written) => Invariant.Require(written.MovesNothing);
}

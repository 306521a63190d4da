using Ledger.Rules.Codes;
using Ledger.Rules.Deciding;
using Ledger.Rules.Program;
using Ledger.Rules.Rows;
using Ledger.Rules.State;

namespace Ledger.Rules.Returns;

/// <summary>
/// Cards that are void because the stored value was used up or forfeited. They are in use again, as they were, when a return brings value
/// back: on a void card nobody could spend it and nothing would ever expire it.
/// </summary>
internal readonly struct ClosedCards
{
    private ClosedCards(IReadOnlyList<CardChange>? reopened, bool areForfeit) => (Reopened, AreForfeit) = (reopened, areForfeit);

    /// <summary>What becomes of them when value comes back; null: there are none.</summary>
    public IReadOnlyList<CardChange>? Reopened { get; }

    /// <summary>True when value that comes back is forfeited at once: all cards are over, and the program gives no more days.</summary>
    public bool AreForfeit { get; }

    public static ClosedCards Of(in Case asked, Past past)
    {
        var state = asked.State;
        if (state.Membership.Status is AccountStatus.Cancelled or AccountStatus.Merged) return default;
        var isReversal = asked.Operation.Kind == OperationKind.Reverse;
        List<Card>? closed = null;
        var (isAnyInUse, areOver) = (false, true);
        foreach (var card in state.Cards)
        {
            isAnyInUse |= card.Status != CardStatus.Void;
            if (card.Status != CardStatus.Void || StatusBefore(card, past) == CardStatus.None) continue;
            // What is reversed has found the card void: it stays so.
            if (isReversal && card.ClosedBySeq != 0 && card.ClosedBySeq < past.First.Seq) continue;
            (closed ??= []).Add(card);
            areOver &= card.IsOver(asked.LastDate) && asked.Rules.CardTypeOf(card.Type).ForfeitsAtExpiry
                && !(isReversal && WasOver(card, past));
        }
        if (closed is null) return default;
        if (isAnyInUse || !areOver) return new ClosedCards(ChangesOf(closed, past, lastDay: null), areForfeit: false);
        var policy = asked.Rules.Returns.ExpiredLots;
        return policy.Kind == ExpiredLotsKind.Forfeit
            ? new ClosedCards(null, areForfeit: true)
            : new ClosedCards(ChangesOf(closed, past, asked.Date.AddDays(policy.Days)), areForfeit: false);
    }

    // It was past its last day already when what is reversed closed it.
    private static bool WasOver(Card card, Past past) =>
        card.ClosedBySeq == past.First.Seq && card.IsOver(past.First.BusinessDate);

    private static List<CardChange> ChangesOf(List<Card> closed, Past past, DateOnly? lastDay) =>
        closed.ConvertAll(card => new CardChange(card.Id, StatusBefore(card, past), lastDay, Was: CardStatus.Void,
            WasUntil: lastDay is null ? null : card.ExpiresOn ?? DateOnly.MaxValue));

    // A checkpoint of 0.2.0 does not say why a card is void; the row that closed it does.
    private static CardStatus StatusBefore(Card card, Past past)
    {
        if (card.ClosedFrom != CardStatus.None || past.HasReopened || past.First.Detail?.Cards is not { } changes) return card.ClosedFrom;
        foreach (var change in changes)
            if (change.Card == card.Id && change is { Status: CardStatus.Void, Was: CardStatus.None }) return CardStatus.Active;
        return CardStatus.None;
    }
}

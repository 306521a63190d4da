using Ledger.Rules.Codes;
using Ledger.Rules.Rows;
using Ledger.Rules.State;

namespace Ledger.Server.Audit;

/// <summary>An account's cards, each with what it was before it was lost and before it closed with the last of its value.</summary>
internal sealed class FoldedCards
{
    private readonly List<Card> _cards = [];

    // Closed by rows that a server of 0.2.0 may have written, whose checkpoints do not say what cards were before.
    private readonly HashSet<Guid> _closedOfOld = [];

    /// <param name="first">The first row of a posted transaction.</param>
    public void Take(in JournalRow first)
    {
        if (first.NewCard is { } issued) _cards.Add(Issued(issued, first));
        foreach (var change in first.Detail?.Cards?.DistinctBy(change => change.Card) ?? [])
        {
            var at = _cards.FindIndex(card => card.Id == change.Card);
            if (at >= 0) _cards[at] = Changed(_cards[at], change, first);
        }
        if (first.Detail?.Freed is { } freed) _cards.RemoveAll(card => freed.Contains(card.Id));
    }

    /// <summary>As a closing has them.</summary>
    /// <param name="stored">The account as of the closing.</param>
    /// <param name="knowsAll">No server of 0.2.0 had the account.</param>
    public void Begin(IReadOnlyList<Card> stored, bool knowsAll)
    {
        _cards.AddRange(stored);
        if (!knowsAll) _closedOfOld.UnionWith(stored.Where(card => card.ClosedFrom != CardStatus.None).Select(card => card.Id));
    }

    /// <summary>None was ever issued.</summary>
    public void Clear() => _cards.Clear();

    /// <param name="knowsAll">No server of 0.2.0 had the account.</param>
    public bool AreWhat(IReadOnlyList<Card> stored, bool knowsAll) =>
        stored.SequenceEqual(_cards)
        || (!knowsAll && stored.SequenceEqual(_cards.Select((card, at) => at < stored.Count ? AsOfOld(card, stored[at]) : card)));

    // Its checkpoints do not say which row had set what.
    private Card AsOfOld(Card card, Card stored)
    {
        if (stored.BySeq == 0) card = card with { BySeq = 0 };
        return _closedOfOld.Contains(card.Id) && stored.ClosedFrom == CardStatus.None
            ? card with { ClosedFrom = CardStatus.None, ClosedBySeq = 0 } : card;
    }

    private static Card Issued(Guid id, in JournalRow first)
    {
        var facts = first.Detail?.Card;
        return new Card(id, first.NewCardLastFour ?? "", facts?.Status ?? CardStatus.Active, facts?.Type ?? "", facts?.ExpiresOn);
    }

    private Card Changed(Card card, CardChange change, in JournalRow first)
    {
        var kind = first.Kind;
        var after = card with
        {
            Status = change.Status,
            ExpiresOn = change.ExpiresOn == DateOnly.MaxValue ? null : change.ExpiresOn ?? card.ExpiresOn,
            ClosedFrom = CardStatus.None,
            ClosedBySeq = 0,
            BySeq = kind switch
            {
                OperationKind.ReportLoss or OperationKind.FindCard or OperationKind.ApproveCard => first.Seq,
                OperationKind.ReplaceCard or OperationKind.CancelAccount => first.Seq,
                _ => change.BySeq ?? card.BySeq,
            },
        };
        switch (change.Status)
        {
            case CardStatus.Void when kind == OperationKind.Reverse:
                after = after with { ClosedFrom = change.Was };
                break;
            // Nothing else was left to do with it: it is in use again when value comes back.
            case CardStatus.Void when kind is OperationKind.Debit or OperationKind.Checkout or OperationKind.CaptureHold
                or OperationKind.CashOut or OperationKind.Expire:
                if (change.Was == CardStatus.None || kind == OperationKind.Expire) _closedOfOld.Add(card.Id);
                after = after with { ClosedFrom = change.Was == CardStatus.None ? CardStatus.Active : change.Was };
                break;
            case CardStatus.Void:
                break;
            case CardStatus.Lost:
                if (change.Was is CardStatus.Active or CardStatus.Waiting) after = after with { LostFrom = change.Was };
                break;
            default:
                after = after with { LostFrom = CardStatus.None };
                break;
        }
        return after.ClosedFrom == CardStatus.None ? after : after with { ClosedBySeq = first.Seq };
    }
}

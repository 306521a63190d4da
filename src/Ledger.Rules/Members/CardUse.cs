using Ledger.Rules.Asked;
using Ledger.Rules.Codes;
using Ledger.Rules.Deciding;
using Ledger.Rules.Program;
using Ledger.Rules.Rows;
using Ledger.Rules.State;

namespace Ledger.Rules.Members;

/// <summary>What a card, and the member's tier, allow.</summary>
internal static class CardUse
{
    /// <summary>Why the card presented, its type or the member's tier cannot do this; null: they can.</summary>
    public static Outcome? RefusedByCard(in Decision decision)
    {
        var operation = decision.Operation;
        Card? card = null;
        // An identifier names the account and is no instrument.
        if (operation is { Card: { } presented, IsIdentifier: false })
        {
            card = decision.State.CardOf(presented);
            if (card is null) return Outcome.CardNotActive;
            if (RefusedByStatus(card, operation) is { } status) return status;
        }

        return NeedOf(operation) switch
        {
            Need.Earn => MayEarn(decision) ? null : Outcome.NotCapable,
            Need.Load => TypeInUse(decision, card)?.Loads != false && TierOf(decision)?.Loads != false ? null : Outcome.NotCapable,
            Need.Spend => TypeInUse(decision, card)?.Spends != false && TierOf(decision)?.Spends != false ? null : Outcome.NotCapable,
            _ => null,
        };
    }

    /// <summary>True when the type of the card in use and the member's tier earn points.</summary>
    public static bool MayEarn(in Decision decision)
    {
        var presented = decision.Operation is { Card: { } id, IsIdentifier: false } ? decision.State.CardOf(id) : null;
        return TypeInUse(decision, presented)?.Earns != false && TierOf(decision)?.Earns != false;
    }

    /// <summary>Notes that a spending of <paramref name="spent"/> voids cards that close at zero, when it takes the last of the stored value.</summary>
    public static void CloseAtZero(ref Decision decision, long spent)
    {
        if (spent == 0 || decision.State.Principal + decision.State.Bonus != spent || !AnyTypeCloses(decision.Rules)) return;
        List<CardChange>? closed = null;
        foreach (var card in decision.State.Cards)
            if (card.Status != CardStatus.Void && decision.Rules.CardTypeOf(card.Type).ClosesAtZero)
                (closed ??= []).Add(new CardChange(card.Id, CardStatus.Void));
        if (closed is not null) decision.Detail = (decision.Detail ?? new RowDetail()) with { Cards = closed };
    }

    private enum Need { None, Earn, Load, Spend }

    private static Need NeedOf(Operation operation) => operation.Kind switch
    {
        OperationKind.Accrue => Need.Earn,
        OperationKind.TopUp => Need.Load,
        OperationKind.Debit or OperationKind.Redeem or OperationKind.PlaceHold or OperationKind.CashOut or OperationKind.Transfer => Need.Spend,
        OperationKind.Checkout => operation.Terms is CheckoutTerms { Points: 0, StoredValueMinor: 0 } ? Need.None : Need.Spend,
        _ => Need.None,
    };

    private static Outcome? RefusedByStatus(Card card, Operation operation)
    {
        if (card.Status == CardStatus.Active && !IsExpired(card, operation)) return null;
        if (operation.Kind is OperationKind.ReportLoss or OperationKind.ReplaceCard or OperationKind.ApproveCard or OperationKind.Refund
            or OperationKind.Reverse or OperationKind.ReleaseHold) return null;
        // What was set aside may still be taken.
        var captures = operation.Kind == OperationKind.CaptureHold;
        if (card.Status == CardStatus.Void) return Outcome.CardVoid;
        if (card.Status == CardStatus.Lost && !captures) return Outcome.CardLost;
        if (card.Status == CardStatus.Waiting) return Outcome.CardWaiting;
        return IsExpired(card, operation) && !captures ? Outcome.CardExpired : null;
    }

    private static bool IsExpired(Card card, Operation operation) => card.ExpiresOn < operation.BusinessDate;

    // Without a card that is presented, the newest one that is not void speaks for the account; an account without one is not bound by any type.
    private static CardType? TypeInUse(in Decision decision, Card? presented)
    {
        if (presented is not null) return decision.Rules.CardTypeOf(presented.Type);
        var cards = decision.State.Cards;
        for (var i = cards.Count - 1; i >= 0; i--)
            if (cards[i].Status != CardStatus.Void) return decision.Rules.CardTypeOf(cards[i].Type);
        return null;
    }

    private static Tier? TierOf(in Decision decision) => decision.Rules.TierOf(decision.State.Membership.Tier);

    private static bool AnyTypeCloses(ProgramRules rules)
    {
        foreach (var type in rules.CardTypes)
            if (type.ClosesAtZero) return true;
        return false;
    }
}

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
    public static Refusal? Check(in Case asked)
    {
        var operation = asked.Operation;
        var card = asked.CardPresented;
        // An identifier names the account and is no instrument.
        if (operation is { Card: not null, IsIdentifier: false })
        {
            if (card is null) return new Refusal(Outcome.CardNotActive);
            if (RefusedByStatus(card, operation) is { } status) return new Refusal(status);
        }

        var isCapable = NeedOf(operation) switch
        {
            Need.Earn => MayEarn(asked, card),
            Need.Load => TypeInUse(asked, card)?.Loads != false && TierOf(asked)?.Loads != false,
            Need.Spend => TypeInUse(asked, card)?.Spends != false && TierOf(asked)?.Spends != false,
            _ => true,
        };
        return isCapable ? null : new Refusal(Outcome.NotCapable);
    }

    /// <summary>True when the type of the card in use and the member's tier earn points.</summary>
    public static bool MayEarn(in Case asked) => MayEarn(asked, asked.CardPresented);

    /// <summary>
    /// Notes that a spending of <paramref name="spent"/> voids cards that close at zero, when it takes the last of the stored value.
    /// </summary>
    public static void CloseAtZero(ref Transaction transaction, long spent)
    {
        var (state, rules) = (transaction.Case.State, transaction.Case.Rules);
        if (spent == 0 || state.Principal + state.Bonus != spent || !AnyTypeCloses(rules)) return;
        List<CardChange>? closed = null;
        foreach (var card in state.Cards)
            if (card.Status != CardStatus.Void && rules.CardTypeOf(card.Type).ClosesAtZero)
                (closed ??= []).Add(new CardChange(card.Id, CardStatus.Void, Was: card.Status));
        if (closed is not null) transaction.Detail = (transaction.Detail ?? new RowDetail()) with { Cards = closed };
    }

    private enum Need { None, Earn, Load, Spend }

    private static Need NeedOf(Operation operation) => operation.Kind switch
    {
        OperationKind.Accrue => Need.Earn,
        OperationKind.TopUp => Need.Load,
        OperationKind.Debit or OperationKind.Redeem or OperationKind.PlaceHold or OperationKind.CashOut
            or OperationKind.Transfer => Need.Spend,
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

    private static bool MayEarn(in Case asked, Card? presented) =>
        TypeInUse(asked, presented)?.Earns != false && TierOf(asked)?.Earns != false;

    // Without a card that is presented, the newest one that is not void speaks for the account; one without any is bound by no type.
    private static CardType? TypeInUse(in Case asked, Card? presented)
    {
        if (presented is not null) return asked.Rules.CardTypeOf(presented.Type);
        var cards = asked.State.Cards;
        for (var i = cards.Count - 1; i >= 0; i--)
            if (cards[i].Status != CardStatus.Void) return asked.Rules.CardTypeOf(cards[i].Type);
        return null;
    }

    private static Tier? TierOf(in Case asked) => asked.Rules.TierOf(asked.State.Membership.Tier);

    private static bool AnyTypeCloses(ProgramRules rules)
    {
        foreach (var type in rules.CardTypes)
            if (type.ClosesAtZero) return true;
        return false;
    }
}

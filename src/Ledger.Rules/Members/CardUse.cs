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
        // That of a merged account is none of this one's cards; kinds that come by it look at none.
        if (operation is { Card: not null, IsIdentifier: false, NamedAccount: null })
        {
            if (card is null) return new Refusal(Outcome.CardNotActive);
            if (RefusedByStatus(card, operation) is { } status) return new Refusal(status);
        }

        var isCapable = NeedOf(asked) switch
        {
            Need.Earn => MayEarn(asked, card),
            Need.Load => MayLoad(asked, card) && TierOf(asked)?.Loads != false,
            Need.PayOut => TypeInUse(asked, card) is not { Spends: false } and not { CashOut: false } && TierOf(asked)?.Spends != false,
            Need.Receive => TypeInUse(asked, card)?.TransfersIn != false,
            Need.Spend => TypeInUse(asked, card)?.Spends != false && TierOf(asked)?.Spends != false,
            _ => true,
        };
        return isCapable ? null : new Refusal(Outcome.NotCapable);
    }

    /// <summary>True when the type of the card in use and the member's tier earn points.</summary>
    public static bool MayEarn(in Case asked) => MayEarn(asked, asked.CardPresented);

    /// <summary>Whether a top-up brings the program's bonus on the card in use, and whether that can be loaded once only.</summary>
    public static (bool BringsBonus, bool IsOnce) Loading(in Case asked)
    {
        var type = TypeInUse(asked, asked.CardPresented);
        return (type?.TopUpBonus != false, type?.Reload == false);
    }

    /// <summary>True when the card in use takes the discounts of members.</summary>
    public static bool HasMemberPrices(in Case asked) => TypeInUse(asked, asked.CardPresented)?.MemberPrices != false;

    /// <summary>
    /// Notes that a spending of <paramref name="spent"/> voids cards that close at zero, when it takes the last of the stored value.
    /// </summary>
    public static void CloseAtZero(ref Transaction transaction, long spent)
    {
        var (state, rules) = (transaction.Case.State, transaction.Case.Rules);
        if (spent == 0 || state.Principal + state.Bonus != spent || !AnyTypeCloses(rules)) return;
        if (Closing(state, rules) is { } closed)
            transaction.Detail = (transaction.Detail ?? new RowDetail()) with { Cards = closed };
    }

    // Apart: where the lambda stands, what it takes along is an object for every spending.
    private static IReadOnlyList<CardChange>? Closing(AccountState state, ProgramRules rules) =>
        CardLife.VoidAll(state, card => rules.CardTypeOf(card.Type).ClosesAtZero);

    private enum Need { None, Earn, Load, Spend, PayOut, Receive }

    private static Need NeedOf(in Case asked) => asked.Operation.Kind switch
    {
        OperationKind.Accrue => Need.Earn,
        OperationKind.TopUp => Need.Load,
        OperationKind.Debit or OperationKind.Redeem or OperationKind.PlaceHold or OperationKind.Transfer => Need.Spend,
        OperationKind.CashOut => Need.PayOut,
        // Accounts are merged by people, who see what they merge.
        OperationKind.Arrive when InTransit.IsTransfer(asked) => Need.Receive,
        OperationKind.Checkout => asked.Operation.Terms is CheckoutTerms { Points: 0, StoredValueMinor: 0 } ? Need.None : Need.Spend,
        _ => Need.None,
    };

    private static Outcome? RefusedByStatus(Card card, Operation operation)
    {
        if (card.Status == CardStatus.Active && !card.IsOver(operation.BusinessDate)) return null;
        if (operation.Kind is OperationKind.ReportLoss or OperationKind.FindCard or OperationKind.ReplaceCard or OperationKind.ApproveCard
            or OperationKind.Refund or OperationKind.Reverse or OperationKind.ReleaseHold) return null;
        // What was set aside may still be taken.
        var captures = operation.Kind == OperationKind.CaptureHold;
        if (card.Status == CardStatus.Void) return Outcome.CardVoid;
        if (card.Status == CardStatus.Lost && !captures) return Outcome.CardLost;
        if (card.Status == CardStatus.Waiting) return Outcome.CardWaiting;
        return card.IsOver(operation.BusinessDate) && !captures ? Outcome.CardExpired : null;
    }

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

    private static bool MayLoad(in Case asked, Card? presented) => TypeInUse(asked, presented) is not { } type
        || (type.Loads && (type.Reload || !asked.State.Membership.IsLoaded));

    private static Tier? TierOf(in Case asked) => asked.Rules.TierOf(asked.State.Membership.Tier);

    private static bool AnyTypeCloses(ProgramRules rules)
    {
        foreach (var type in rules.CardTypes)
            if (type.ClosesAtZero) return true;
        return false;
    }
}

using Ledger.Rules.Asked;
using Ledger.Rules.Codes;
using Ledger.Rules.Deciding;
using Ledger.Rules.Program;
using Ledger.Rules.Rows;
using Ledger.Rules.State;

namespace Ledger.Rules.Members;

/// <summary>What a card is when it is new, which card is meant, and what becomes of all of them when they end.</summary>
internal static class CardLife
{
    /// <summary>Why the card that is to be issued cannot be; null: it can.</summary>
    /// <param name="replaced">The card whose place it takes; null: none.</param>
    public static Refusal? CheckNew(in Case asked, Card? replaced = null)
    {
        var (cards, rules) = (asked.State.Cards, asked.Rules);
        if (asked.Circumstances.IsTaken(asked.Operation.NewCard!.Id)) return new Refusal(Outcome.CardTaken);
        if (cards.Count >= rules.CardsMax) return new Refusal(Outcome.CardLimit, rules.CardsMax);
        // One that is lost or past its last day takes nobody's place; one that waits will be in use.
        var active = 0;
        foreach (var card in cards)
            if (card != replaced && IsInUse(card, asked.Date)) active++;
        return active >= rules.ActiveCardsMax ? new Refusal(Outcome.CardLimit, rules.ActiveCardsMax) : null;
    }

    /// <summary>
    /// What a new card is, beyond its number; null when it is the program's plain one: of the first type, in use at once and for ever.
    /// </summary>
    public static CardFacts? FactsOf(ProgramRules rules, NewCard card, DateOnly date)
    {
        var type = rules.CardTypeOf(card.Type);
        // A card that waits counts its days from its approval.
        var facts = type.NeedsApproval
            ? new CardFacts(type.Code, null, CardStatus.Waiting)
            : new CardFacts(type.Code, LastDay(type, date), CardStatus.Active);
        return ReferenceEquals(type, rules.CardTypes[0]) && facts is { ExpiresOn: null, Status: CardStatus.Active } ? null : facts;
    }

    /// <summary>The last day of a card that comes into use on <paramref name="date"/>; null: it does not expire.</summary>
    public static DateOnly? LastDay(CardType type, DateOnly date) =>
        type.Validity.LastDay(date) is var day && day != DateOnly.MaxValue ? day : null;

    /// <summary>
    /// Every card that is not void, and of these those that <paramref name="which"/> takes, becomes it; the status before is kept, should
    /// that be undone. Null: there is none.
    /// </summary>
    public static IReadOnlyList<CardChange>? VoidAll(AccountState state, Func<Card, bool>? which = null)
    {
        List<CardChange>? changes = null;
        foreach (var card in state.Cards)
            if (card.Status != CardStatus.Void && which?.Invoke(card) != false)
                (changes ??= []).Add(Changed(card, CardStatus.Void));
        return changes;
    }

    /// <summary>The card is something else from now on, and what it was is kept, should that be undone.</summary>
    public static CardChange Changed(Card card, CardStatus status) => new(card.Id, status, Was: card.Status) { WasBySeq = card.BySeq };

    /// <summary>True when the card works or will work, and is not past its last day.</summary>
    public static bool IsInUse(Card card, DateOnly date) =>
        card.Status is CardStatus.Active or CardStatus.Waiting && !card.IsOver(date);

    /// <summary>
    /// The card that is named by its last four, or presented, or the only one that is not void; of several, the only one that
    /// <paramref name="prefers"/> takes. Otherwise why it is not known which card is meant.
    /// </summary>
    public static Refusal? FindMeant(in Case asked, Func<Card, bool> prefers, out Card? card)
    {
        var named = Named(asked);
        var left = named.FindAll(one => one.Status != CardStatus.Void);
        if (left.Count > 1 && left.FindAll(one => prefers(one)) is { Count: > 0 } preferred) left = preferred;
        card = left.Count == 1 ? left[0] : null;
        if (card is not null) return null;
        return new Refusal(left.Count == 0 && named.Count > 0 ? Outcome.CardVoid : Outcome.CardAmbiguous);
    }

    /// <summary>The cards of the account that the operation can mean, void ones too.</summary>
    public static List<Card> Named(in Case asked)
    {
        var (operation, cards) = (asked.Operation, asked.State.Cards);
        if (operation.Terms is CardTerms { LastFour: { Length: > 0 } lastFour }) return [.. cards.Where(card => card.LastFour == lastFour)];
        return operation is { Card: { } presented, IsIdentifier: false } ? [.. cards.Where(card => card.Id == presented)] : [.. cards];
    }
}

using Ledger.Rules.Asked;
using Ledger.Rules.Codes;
using Ledger.Rules.Deciding;
using Ledger.Rules.Program;
using Ledger.Rules.Rows;
using Ledger.Rules.State;

namespace Ledger.Rules.Members;

/// <summary>The life of a card: issued, approved, lost, replaced.</summary>
internal static class CardLife
{
    public static void Issue(ref Decision decision)
    {
        var (rules, card) = (decision.Rules, decision.Operation.NewCard!);
        if (decision.Circumstances.IsTaken(card.Id)) { decision.Refuse(Outcome.CardTaken); return; }
        if (decision.State.Cards.Count >= rules.CardsMax) { decision.Refuse(Outcome.CardLimit, rules.CardsMax); return; }

        // Decided.
        if (FactsOf(rules, card, decision.Operation.BusinessDate) is { } facts) decision.Detail = new RowDetail { Card = facts };
        decision.Note();
    }

    public static void ReportLoss(ref Decision decision)
    {
        var (card, refused) = Meant(decision, prefers: IsInUse);
        if (card is null) { decision.Refuse(refused); return; }

        // Decided.
        if (card.Status != CardStatus.Lost) decision.Detail = new RowDetail { Cards = [new CardChange(card.Id, CardStatus.Lost)] };
        decision.Note();
    }

    public static void Replace(ref Decision decision)
    {
        var (rules, terms, card) = (decision.Rules, (CardTerms)decision.Operation.Terms!, decision.Operation.NewCard!);
        var (old, refused) = Meant(decision, prefers: null);
        if (old is null) { decision.Refuse(refused); return; }
        if (decision.Circumstances.IsTaken(card.Id)) { decision.Refuse(Outcome.CardTaken); return; }
        if (decision.State.Cards.Count >= rules.CardsMax) { decision.Refuse(Outcome.CardLimit, rules.CardsMax); return; }
        var fee = terms.IsDamaged ? rules.DamagedCardFeeMinor : rules.LostCardFeeMinor;
        var available = decision.AvailableValue;
        if (terms.FeeFromStoredValue && fee > available) { decision.Refuse(Outcome.InsufficientFunds, available); return; }

        // Decided.
        decision.Detail = new RowDetail
        {
            Card = new CardFacts(old.Type, old.ExpiresOn, StatusAfter(rules, old)),
            Cards = [new CardChange(old.Id, CardStatus.Void)],
            FeeMinor = terms.FeeFromStoredValue ? 0 : fee,
        };
        if (terms.FeeFromStoredValue && fee > 0) decision.TakeStoredValue(fee, SystemAccount.Fees);
        decision.Note();
    }

    public static void Approve(ref Decision decision)
    {
        if (Waiting(decision, out var card) is { } refused) { decision.Refuse(refused); return; }

        // Decided.
        var lastDay = LastDay(decision.Rules.CardTypeOf(card!.Type), decision.Operation.BusinessDate);
        decision.Detail = new RowDetail { Cards = [new CardChange(card.Id, CardStatus.Active, lastDay)] };
        decision.Note();
    }

    /// <summary>What a new card is, beyond its number; null when it is the program's plain one: of the first type, in use at once and for ever.</summary>
    public static CardFacts? FactsOf(ProgramRules rules, NewCard card, DateOnly date)
    {
        var type = rules.CardTypeOf(card.Type);
        // A card that waits counts its days from its approval.
        var facts = type.NeedsApproval
            ? new CardFacts(type.Code, null, CardStatus.Waiting)
            : new CardFacts(type.Code, LastDay(type, date), CardStatus.Active);
        return ReferenceEquals(type, rules.CardTypes[0]) && facts is { ExpiresOn: null, Status: CardStatus.Active } ? null : facts;
    }

    /// <summary>Every card that is not void becomes it; the status before is kept, should that be undone. Null: there is none.</summary>
    public static IReadOnlyList<CardChange>? VoidAll(AccountState state)
    {
        List<CardChange>? changes = null;
        foreach (var card in state.Cards)
            if (card.Status != CardStatus.Void) (changes ??= []).Add(new CardChange(card.Id, CardStatus.Void, Was: card.Status));
        return changes;
    }

    private static bool IsInUse(Card card) => card.Status is CardStatus.Active or CardStatus.Waiting;

    // A card whose type needs approval and that was not in use is not brought into use by losing it.
    private static CardStatus StatusAfter(ProgramRules rules, Card old) =>
        old.Status != CardStatus.Active && rules.CardTypeOf(old.Type).NeedsApproval ? CardStatus.Waiting : CardStatus.Active;

    private static DateOnly? LastDay(CardType type, DateOnly date) => type.Validity.LastDay(date) is var day && day != DateOnly.MaxValue ? day : null;

    // The card that is named by its last four, or presented, or the only one that is not void; of several, the only one that is preferred.
    private static (Card? Card, Outcome Refused) Meant(in Decision decision, Func<Card, bool>? prefers)
    {
        var named = Named(decision);
        var left = named.FindAll(card => card.Status != CardStatus.Void);
        if (left.Count > 1 && prefers is not null && left.FindAll(card => prefers(card)) is { Count: > 0 } preferred) left = preferred;
        if (left.Count == 1) return (left[0], Outcome.None);
        return (null, left.Count == 0 && named.Count > 0 ? Outcome.CardVoid : Outcome.CardAmbiguous);
    }

    private static Outcome? Waiting(in Decision decision, out Card? card)
    {
        var waiting = Named(decision).FindAll(named => named.Status == CardStatus.Waiting);
        card = waiting.Count == 1 ? waiting[0] : null;
        if (waiting.Count == 0) return Outcome.CardNotWaiting;
        return waiting.Count > 1 ? Outcome.CardAmbiguous : null;
    }

    private static List<Card> Named(in Decision decision)
    {
        var (operation, cards) = (decision.Operation, decision.State.Cards);
        if (operation.Terms is CardTerms { LastFour: { Length: > 0 } lastFour }) return [.. cards.Where(card => card.LastFour == lastFour)];
        return operation is { Card: { } presented, IsIdentifier: false } ? [.. cards.Where(card => card.Id == presented)] : [.. cards];
    }
}

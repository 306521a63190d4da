using Ledger.Rules.Basics;
using Ledger.Rules.Program;
using Ledger.Rules.State;

namespace Ledger.Rules.Asked;

/// <summary>
/// A stable 64-bit hash over the fields a caller fills in, stored with each row, so that a key that comes back with other fields
/// is noticed whatever encoding, language or server release sent it. Not a secret: it guards against mistakes, not against forgers.
/// </summary>
/// <remarks>What a release adds to the contract changes the hash only where it is filled in: retries of older rows keep theirs.</remarks>
public static class PayloadHash
{
    /// <summary>
    /// The hash of <paramref name="operation"/>. Derived facts (business date, resolved account, program) and PINs do not count.
    /// </summary>
    public static long Of(Operation operation)
    {
        var hash = new PayloadMix(0x6C65646765723131);
        hash.Add((long)operation.Kind);
        hash.Add(operation.AccountStated ? operation.Account : 0);
        hash.Add(operation.Card);
        hash.Add(operation.Store);
        hash.Add(operation.Terminal);
        hash.Add(operation.Operator);
        hash.Add(operation.TerminalSeq);
        hash.Add(operation.BusinessTime.Ticks);
        hash.Add(operation.Reference);
        hash.Add(operation.Asked);
        hash.Add((long)operation.Asset);
        hash.Add(operation.AllowPartial ? 1 : 0);
        hash.Add(operation.Note);
        hash.Add(operation.NewCard?.Id);
        if (operation.IsIdentifier) hash.Begin(Part.Identifier);
        if (operation.Original is { } original) AddOriginal(ref hash, original);
        if (operation.NewCard is { IsTypeStated: true } card) AddCardType(ref hash, card.Type);
        if (operation.Terms is { } terms) AddTerms(ref hash, terms);
        return hash.Value;
    }

    // Numbers that are stored, in effect: never changed or used again.
    private enum Part
    {
        Identifier = 1,
        Original = 2,
        CardType = 3,
        Member = 4,
        Checkout = 5,
        Refund = 6,
        Hold = 7,
        Capture = 8,
        Card = 9,
        Pin = 10,
        Tier = 11,
        OtherAccount = 12,
        Removed = 13,
        KeepHold = 14,
    }

    private static void Begin(this ref PayloadMix hash, Part part) => hash.Add((long)part);

    private static void AddOriginal(ref PayloadMix hash, Guid original)
    {
        hash.Begin(Part.Original);
        hash.Add(original);
    }

    private static void AddCardType(ref PayloadMix hash, string type)
    {
        hash.Begin(Part.CardType);
        hash.Add(type);
    }

    private static void AddTerms(ref PayloadMix hash, OperationTerms terms)
    {
        switch (terms)
        {
            case MemberTerms member: AddMember(ref hash, member); break;
            case CheckoutTerms checkout: AddCheckout(ref hash, checkout); break;
            case RefundTerms refund: AddRefund(ref hash, refund); break;
            case HoldTerms hold:
                hash.Begin(Part.Hold);
                hash.Add(hold.Minutes);
                break;
            case CaptureTerms capture:
                hash.Begin(Part.Capture);
                hash.Add(capture.Last ? 1 : 0);
                break;
            case CardTerms card:
                hash.Begin(Part.Card);
                hash.Add(card.LastFour);
                hash.Add((card.IsDamaged ? 1 : 0) + (card.FeeFromStoredValue ? 2 : 0));
                break;
            case PinTerms pin:
                // The salt is another one each time, and so is the hash.
                hash.Begin(Part.Pin);
                hash.Add(pin.IsReset ? 1 : 0);
                break;
            case TierTerms tier:
                hash.Begin(Part.Tier);
                hash.Add(tier.Reason);
                break;
            case OtherAccountTerms other:
                hash.Begin(Part.OtherAccount);
                hash.Add(other.Account);
                break;
            default: throw new InvariantBrokenException("No hash takes in these terms.");
        }
    }

    private static void AddMember(ref PayloadMix hash, MemberTerms terms)
    {
        // An account opened with nothing but a card has the hash it always had.
        if (terms is { Identifiers.Count: 0, Birthdays.Count: 0, Tier: "", QualifyingPurchaseMinor: 0, QualifyingTotalMinor: 0,
            Removed.Count: 0 }) return;
        hash.Begin(Part.Member);
        hash.Add(terms.Identifiers.Count);
        foreach (var identifier in terms.Identifiers)
        {
            hash.Add((long)identifier.Kind);
            hash.Add(identifier.Id);
        }
        hash.Add(terms.Birthdays.Count);
        foreach (var birthday in terms.Birthdays)
        {
            hash.Add(birthday.Whose);
            hash.Add(birthday.Month * 100 + birthday.Day);
        }
        hash.Add(terms.Tier);
        hash.Add(terms.QualifyingPurchaseMinor);
        hash.Add(terms.QualifyingTotalMinor);
        if (terms.Removed.Count == 0) return;
        hash.Begin(Part.Removed);
        hash.Add(terms.Removed.Count);
        foreach (var kind in terms.Removed) hash.Add((long)kind);
    }

    private static void AddCheckout(ref PayloadMix hash, CheckoutTerms terms)
    {
        hash.Begin(Part.Checkout);
        hash.Add(terms.Lines.Length);
        foreach (ref readonly var line in terms.Lines.AsSpan())
        {
            hash.Add(line.AmountMinor);
            hash.Add(line.Category);
            hash.Add((line.EarnsNothing ? 1 : 0) + (line.NoDiscount ? 2 : 0));
        }
        hash.Add(terms.Points);
        hash.Add(terms.StoredValueMinor);
        hash.Add(terms.RestMinor ?? -1);
        hash.Add(terms.ChargedPrices ? 1 : 0);
        if (terms.KeepHold) hash.Begin(Part.KeepHold);
    }

    private static void AddRefund(ref PayloadMix hash, RefundTerms terms)
    {
        hash.Begin(Part.Refund);
        hash.Add(terms.Lines.Length);
        foreach (var line in terms.Lines)
        {
            hash.Add(line.Line);
            hash.Add(line.AmountMinor);
        }
    }
}

using System.Collections.Frozen;
using Ledger.Rules.Codes;
using Ledger.Rules.Program;
using static Ledger.Server.Programs.ProgramDocument;

namespace Ledger.Server.Programs;

/// <summary><c>card_types</c>, <c>issue</c>, <c>replacement_fees</c>, <c>fees_belong_to</c> and <c>pin</c>.</summary>
internal static class CardSection
{
    private static readonly Dictionary<string, IdentifierKind> Identifiers = new()
    {
        ["member_number"] = IdentifierKind.MemberNumber,
        ["mobile"] = IdentifierKind.Mobile,
        ["document"] = IdentifierKind.Document,
    };

    private static readonly Dictionary<string, FeeOwner> FeeOwners = new()
    {
        ["headquarters"] = FeeOwner.Headquarters,
        ["store"] = FeeOwner.Store,
    };
    private static readonly Dictionary<string, bool> Codes = new() { ["normalised"] = false, ["exact"] = true };

    public static ProgramRules Read(DocumentReader document, ProgramRules rules)
    {
        var codes = new UniqueCodes();
        var types = document.List("card_types", m => ReadType(m, codes), most: 20);
        rules = rules with
        {
            CardTypes = types.Count > 0 ? [.. types] : rules.CardTypes,
            CardCodesAreExact = document.Choice("card_codes", Codes, rules.CardCodesAreExact),
            Issue = document.Mapping("issue", false, ReadIssue) ?? rules.Issue,
            Pin = document.Mapping("pin", false, ReadPin) ?? rules.Pin,
            FeesBelongTo = document.Choice("fees_belong_to", FeeOwners, rules.FeesBelongTo),
        };
        return document.Mapping("replacement_fees", false, m => rules with
        {
            LostCardFeeMinor = m.Number("lost_minor", 0, LargestAmount, otherwise: 0),
            DamagedCardFeeMinor = m.Number("damaged_minor", 0, LargestAmount, otherwise: 0),
        }) ?? rules;
    }

    private static CardType ReadType(DocumentReader m, UniqueCodes codes)
    {
        var type = new CardType(codes.Read(m, "code", LongestCode), m.Text("name", LongestName))
        {
            Earns = m.Flag("earns", otherwise: true),
            Loads = m.Flag("loads", otherwise: true),
            Spends = m.Flag("spends", otherwise: true),
            TopUpBonus = m.Flag("top_up_bonus", otherwise: true),
            Reload = m.Flag("reload", otherwise: true),
            CashOut = m.Flag("cash_out", otherwise: true),
            MemberPrices = m.Flag("member_prices", otherwise: true),
            TransfersIn = m.Flag("transfers_in", otherwise: true),
            NeedsApproval = m.Flag("needs_approval", otherwise: false),
            Validity = m.Mapping("validity", false, ValidityField.Read) ?? Validity.Unlimited,
            ClosesAtZero = m.Flag("closes_at_zero", otherwise: false),
            ForfeitsAtExpiry = m.Flag("forfeits_at_expiry", otherwise: false),
        };
        if (type is { ForfeitsAtExpiry: true, Validity.Kind: ValidityKind.Unlimited })
            m.Wrong("forfeits_at_expiry", "the card never expires (validity)");
        return type;
    }

    private static IssueRules ReadIssue(DocumentReader m) => new(
        m.Number("purchase_minor", 0, LargestAmount, otherwise: 0), m.Number("total_minor", 0, LargestResult, otherwise: 0),
        (m.Choices("requires", Identifiers) ?? []).ToFrozenSet());

    private static PinRules ReadPin(DocumentReader m)
    {
        var none = PinRules.None;
        var pin = new PinRules(
            m.Flag("when_set", none.WhenSet), m.Number("above_minor", 0, LargestAmount, otherwise: none.AboveMinor),
            (int)m.Number("tries", 1, 100, none.Tries), (int)m.Number("lock_minutes", 1, 7 * 24 * 60, none.LockMinutes),
            (int)m.Number("tries_max", 1, 100, none.TriesMax));
        if (pin.TriesMax < pin.Tries) m.Wrong("tries_max", "is less than tries");
        return pin;
    }
}

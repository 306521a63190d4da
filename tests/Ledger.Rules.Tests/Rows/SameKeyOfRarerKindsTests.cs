using Ledger.Rules.Tests.Deciding;
using Ledger.Rules.Asked;
using Ledger.Rules.Codes;
using Ledger.Rules.Deciding;
using Ledger.Rules.Program;
using Ledger.Rules.Rows;
using Ledger.Rules.State;

namespace Ledger.Rules.Tests.Rows;

/// <summary>
/// One key, one intention, for the kinds whose fields no column has: a changed field is named where the posted row knows it, otherwise the
/// kind it belongs to. Never another field, also where the first sending was refused and its row tells less.
/// </summary>
public sealed class SameKeyOfRarerKindsTests
{
    private static readonly Guid _hold = Guid.NewGuid();
    private static readonly Guid _bought = Guid.NewGuid();
    private static readonly Guid _other = Guid.NewGuid();
    private static readonly CheckoutLine[] _lines = [new(4000, "tea", false, false), new(6000, "", false, false)];
    private static readonly CheckoutTerms _basket = new(_lines, 100, 500, 9_000, false);
    private static readonly NewIdentifier _mobile = new(IdentifierKind.Mobile, Guid.NewGuid(), "8000");
    private static readonly NewCard _card = new(Branch.CardId("card 9999"), "9999");
    private static readonly NewCard _gift = _card with { Type = "gift", IsTypeStated = true };

    private static readonly MemberTerms _member = new([_mobile], [new Birthday("own", 2, 29)], "gold", 500, 700);

    private static readonly Sent _open = new(OperationKind.OpenAccount) { NewCard = _gift, Note = "asked", Terms = _member };
    private static readonly Sent _plainOpen = new(OperationKind.OpenAccount) { NewCard = _card, Terms = new MemberTerms([], []) };
    private static readonly Sent _bareOpen = new(OperationKind.OpenAccount) { Terms = new MemberTerms([], []) };
    private static readonly Sent _issue = new(OperationKind.IssueCard) { NewCard = _gift, Note = "asked" };
    private static readonly Sent _checkout = new(OperationKind.Checkout) { Asked = 10_000, Terms = _basket };
    private static readonly Sent _describe = new(
        OperationKind.Describe) { Terms = new MemberTerms([_mobile], [new Birthday("own", 2, 29)]) };
    private static readonly Sent _refund = new(OperationKind.Refund) { Asked = 500, Original = _bought, Terms = new RefundTerms([]) };
    private static readonly Sent _refundOfLines = new(
        OperationKind.Refund) { Original = _bought, Terms = new RefundTerms([new RefundLine(0, 0)]) };
    private static readonly Sent _place = new(OperationKind.PlaceHold) { Asked = 300, Terms = new HoldTerms(5) };
    private static readonly Sent _capture = new(OperationKind.CaptureHold) { Asked = 200, Original = _hold,
        Terms = new CaptureTerms(false) };
    private static readonly Sent _replace = new(OperationKind.ReplaceCard) { NewCard = _card, Terms = new CardTerms("1111") };
    private static readonly Sent _approve = new(OperationKind.ApproveCard) { Note = "seen", Terms = new CardTerms("2222") };
    private static readonly Sent _transfer = new(OperationKind.Transfer) { Asked = 50, Asset = Asset.Points,
        Terms = new OtherAccountTerms(6) };
    private static readonly Sent _setTier = new(OperationKind.SetTier) { Note = "gold", Terms = new TierTerms("loyal") };
    private static readonly Sent _action = new(OperationKind.Accrue) { Note = "sign_in" };
    private static readonly Sent _reward = new(OperationKind.Redeem) { Asked = 100, Note = "coupon" };
    private static readonly Sent _merge = new(OperationKind.Merge) { Terms = new OtherAccountTerms(6) };

    private static readonly IReadOnlyList<(Sent First, string Field, Sent Again)> _table =
    [
        (_open, "open_account.card", _open with { NewCard = _gift with { Id = _other } }),
        (_open, "open_account.card", _open with { NewCard = null }),
        (_open, "open_account.card_type", _open with { NewCard = _gift with { Type = "member" } }),
        (_open, "open_account", _open with { NewCard = _card }),
        (_open, "open_account.identifiers", _open with { Terms = _member with { Identifiers = [_mobile with { Id = _other }] } }),
        (_open, "open_account.identifiers", _open with { Terms = _member with { Identifiers = [] } }),
        (_open, "open_account.birthdays", _open with { Terms = _member with { Birthdays = [new Birthday("own", 2, 28)] } }),
        (_open, "open_account", _open with { Terms = _member with { Tier = "ordinary" } }),
        (_open, "open_account", _open with { Terms = _member with { QualifyingPurchaseMinor = 501 } }),
        (_open, "open_account", _open with { Terms = _member with { QualifyingTotalMinor = 0 } }),
        (_open, "open_account.reason", _open with { Note = null }),
        (_plainOpen, "open_account", _plainOpen with { NewCard = _card with { Type = "member", IsTypeStated = true } }),
        (_plainOpen, "open_account", _plainOpen with { Terms = _member with { Identifiers = [], Birthdays = [] } }),
        (_bareOpen, "open_account.card", _bareOpen with { NewCard = _card }),
        (_bareOpen, "account", _bareOpen with { IsStated = false }),
        (_issue, "issue_card.card", _issue with { NewCard = _gift with { Id = _other } }),
        (_issue, "issue_card.card_type", _issue with { NewCard = _gift with { Type = "member" } }),
        (_issue, "issue_card.card_type", _issue with { NewCard = _card }),
        (_issue, "issue_card.reason", _issue with { Note = "found" }),
        (_checkout, "checkout.lines", _checkout with { Asked = 10_001,
        Terms = _basket with { Lines = [_lines[0], _lines[1] with { AmountMinor = 6_001 }] } }),
        (_checkout, "checkout.lines", _checkout with { Terms = _basket with { Lines = [_lines[1], _lines[0]] } }),
        (_checkout, "checkout.lines",
        _checkout with { Terms = _basket with { Lines = [_lines[0] with { Category = "cake" }, _lines[1]] } }),
        (_checkout, "checkout.lines",
        _checkout with { Terms = _basket with { Lines = [_lines[0] with { EarnsNothing = true }, _lines[1]] } }),
        (_checkout, "checkout.lines",
        _checkout with { Terms = _basket with { Lines = [_lines[0] with { NoDiscount = true }, _lines[1]] } }),
        (_checkout, "checkout.hold_key", _checkout with { Original = _hold }),
        (_checkout with { Original = _hold }, "checkout.hold_key", _checkout with { Original = _other }),
        (_checkout with { Original = _hold }, "checkout",
        _checkout with { Original = _hold, Terms = _basket with { KeepHold = true } }),
        (_checkout, "checkout.points", _checkout with { Terms = _basket with { Points = 200 } }),
        (_checkout, "checkout.stored_value_minor", _checkout with { Terms = _basket with { StoredValueMinor = 501 } }),
        (_checkout, "checkout.rest_minor", _checkout with { Terms = _basket with { RestMinor = 9_001 } }),
        (_checkout, "checkout", _checkout with { Terms = _basket with { RestMinor = null } }),
        (_checkout, "checkout", _checkout with { Terms = _basket with { StoredValueMinor = long.MaxValue } }),
        (_checkout, "checkout", _checkout with { Terms = _basket with { ChargedPrices = true } }),
        (_refund, "refund.original_key", _refund with { Original = _other }),
        (_refund, "refund.amount", _refund with { Asked = 501 }),
        (_refundOfLines, "refund.lines", _refundOfLines with { Terms = new RefundTerms([new RefundLine(1, 0)]) }),
        (_refundOfLines, "refund.lines", _refundOfLines with { Terms = new RefundTerms([]) }),
        (new(OperationKind.Reverse) { Original = _bought }, "reverse.original_key", new(OperationKind.Reverse) { Original = _other }),
        (_place, "place_hold.amount_minor", _place with { Asked = 301 }),
        (_place, "place_hold.minutes", _place with { Terms = new HoldTerms(0) }),
        (_capture, "capture_hold.hold_key", _capture with { Original = _other }),
        (_capture, "capture_hold.amount_minor", _capture with { Asked = 0 }),
        (_capture, "capture_hold.last", _capture with { Terms = new CaptureTerms(true) }),
        (new(OperationKind.ReleaseHold) { Original = _hold }, "release_hold.hold_key",
        new(OperationKind.ReleaseHold) { Original = _other }),
        (new(OperationKind.ReportLoss) { Terms = new CardTerms("1111") }, "report_loss.last_four",
        new(OperationKind.ReportLoss) { Terms = new CardTerms("") }),
        (new(OperationKind.FindCard) { Terms = new CardTerms("1111") }, "find_card.last_four",
        new(OperationKind.FindCard) { Terms = new CardTerms("") }),
        (_replace, "replace_card.card", _replace with { NewCard = _card with { Id = _other } }),
        (_replace, "replace_card", _replace with { Terms = new CardTerms("") }),
        (_replace, "replace_card", _replace with { Terms = new CardTerms("1111", IsDamaged: true) }),
        (_replace, "replace_card", _replace with { Terms = new CardTerms("1111", FeeFromStoredValue: true) }),
        (_approve, "approve_card.reason", _approve with { Note = "again" }),
        (_approve, "approve_card.last_four", _approve with { Terms = new CardTerms("") }),
        (new(OperationKind.SetPin) { Terms = new PinTerms([1], [2], false) }, "set_pin.reset",
        new(OperationKind.SetPin) { Terms = new PinTerms([1], [2], true) }),
        (new(OperationKind.Freeze) { Note = "asked" }, "freeze.reason", new(OperationKind.Freeze) { Note = "lost" }),
        (new(OperationKind.Warn) { Note = "asked" }, "warn.reason", new(OperationKind.Warn)),
        (new(OperationKind.CancelAccount), "cancel_account.reason", new(OperationKind.CancelAccount) { Note = "asked" }),
        (_transfer, "transfer.to_account", _transfer with { Terms = new OtherAccountTerms(7) }),
        (_transfer, "transfer.asset", _transfer with { Asset = Asset.Principal }),
        (_transfer, "transfer.amount", _transfer with { Asked = 51 }),
        (_merge, "merge.into_account", _merge with { Terms = new OtherAccountTerms(7) }),
        (_describe, "describe.remove",
        _describe with { Terms = ((MemberTerms)_describe.Terms!) with { Removed = [IdentifierKind.Document] } }),
        (_describe, "describe.identifiers",
        _describe with { Terms = new MemberTerms([_mobile with { Id = _other }], [new Birthday("own", 2, 29)]) }),
        (_describe, "describe.birthdays", _describe with { Terms = new MemberTerms([_mobile], []) }),
        (_setTier, "set_tier.tier", _setTier with { Note = "ordinary" }),
        (_setTier, "set_tier.reason", _setTier with { Terms = new TierTerms("asked") }),
        (_action, "accrue.action", _action with { Note = "share" }),
        (_action, "accrue.points", _action with { Asked = 5, Asset = Asset.Points, Note = "sign_in" }),
        (_reward, "redeem.points", _reward with { Asked = 200 }),
        (_reward, "redeem.reward", _reward with { Note = "rebate" }),
        (_reward, "redeem.reward", _reward with { Note = null }),
        (_reward with { Card = _mobile.Id, IsIdentifier = true }, "identifier", _reward with { Card = _other, IsIdentifier = true }),
        (_reward with { Card = _mobile.Id, IsIdentifier = true }, "card", _reward with { Card = _other }),
        (_reward, "identifier", _reward with { Card = _mobile.Id, IsIdentifier = true }),
    ];

    public static TheoryData<int, string> Changes()
    {
        var changes = new TheoryData<int, string>();
        for (var at = 0; at < _table.Count; at++) changes.Add(at, $"{_table[at].First.Kind} {_table[at].Field}");
        return changes;
    }

    [Theory]
    [MemberData(nameof(Changes))]
    public void I5_A_changed_field_is_named(int at, string named)
    {
        var (first, field, again) = _table[at];
        var row = RowOf(first);
        Assert.Equal((named, Outcome.Posted), (named, row.Outcome));
        Assert.Equal(field, PayloadDifference.Between(row, again.ToOperation()));
        Assert.Null(PayloadDifference.Between(row, first.ToOperation()));
    }

    [Theory]
    [MemberData(nameof(Changes))]
    public void I5_What_was_refused_names_the_field_or_its_kind(int at, string named)
    {
        var (first, field, again) = _table[at];
        var row = RefusalOf(first);
        Assert.False(row.Outcome.IsPosted(), named);
        var said = PayloadDifference.Between(row, again.ToOperation());
        Assert.True(said == field || field.StartsWith($"{said}.", StringComparison.Ordinal)
            || (field == "account" && said == "open_account"), $"{field} is named as {said}");
        Assert.Null(PayloadDifference.Between(row, first.ToOperation()));
    }

    private static JournalRow RowOf(Sent sent)
    {
        var branch = new Branch(_rules);
        if (sent.Kind == OperationKind.OpenAccount) return Decided(branch, sent, sent.ToOperation());
        branch.Open(5, "card 1111").Open(6).Give(5, principal: 5_000, points: 2_000);
        branch.Post(OperationKind.IssueCard, 5, newCard: "card 2222", type: "special", note: "asked");
        branch.Post(OperationKind.Describe, 5, terms: new MemberTerms([_mobile], []));
        if (sent.Kind == OperationKind.FindCard) branch.Post(OperationKind.ReportLoss, 5, terms: new CardTerms("1111"));
        if (sent.Original == _hold)
            Decided(branch, sent, new Sent(OperationKind.PlaceHold) { Asked = 900, Terms = new HoldTerms(0) }.ToOperation(_hold));
        if (sent.Original == _bought) Decided(branch, sent, _checkout.ToOperation(_bought));
        return Decided(branch, sent, sent.ToOperation());
    }

    // Of a store of another program; an account that is opened is there already.
    private static JournalRow RefusalOf(Sent sent) => Decided(new Branch(_rules).Open(5), sent, (sent with { Program = 2 }).ToOperation());

    private static JournalRow Decided(Branch branch, Sent sent, Operation operation)
    {
        var related = branch.Journal.Where(row => sent.Original is { } key && (row.Key == key || row.Original == key)).ToArray();
        var rows = new RowBuffer();
        Decide.On(branch[5], operation, _rules, new Circumstances { Related = related, OriginalRules = _rules },
            new Position(0, branch.Journal.Count + 1, branch.Now), rows);
        foreach (var row in rows.Rows)
        {
            branch[5].Apply(row);
            branch.Journal.Add(row);
        }
        return rows.Rows[0];
    }

    private static readonly ProgramRules _rules = Branch.Demo with
    {
        CardTypes = [CardType.Member, new CardType("gift", "Gift"), new CardType("special", "Special") { NeedsApproval = true }],
        Tiers = [new Tier("ordinary", "Ordinary", []), new Tier("gold", "Gold", [])],
        Rewards = [new Reward("coupon", 100, 500, RewardForm.Coupon), new Reward("rebate", 100, 500, RewardForm.Bonus)],
        Actions = [new AccrualAction("sign_in", 5), new AccrualAction("share", 7)],
        PointsTransferable = true,
        ValueTransferable = true,
    };

    /// <summary>What a caller fills in.</summary>
    private sealed record Sent(OperationKind Kind)
    {
        public short Program { get; init; } = 1;
        public bool IsStated { get; init; } = true;
        public Guid? Card { get; init; }
        public bool IsIdentifier { get; init; }
        public long Asked { get; init; }
        public Asset Asset { get; init; }
        public string? Note { get; init; }
        public NewCard? NewCard { get; init; }
        public Guid? Original { get; init; }
        public OperationTerms? Terms { get; init; }

        public Operation ToOperation(Guid? key = null)
        {
            var time = new DateTime(2026, 11, 22, 4, 0, 0, DateTimeKind.Utc);
            var operation = new Operation
            {
                Key = key ?? _key, Kind = Kind, Account = 5, AccountStated = IsStated && Card is null, Card = Card,
                    IsIdentifier = IsIdentifier, Store = 1,
                Program = Program, Terminal = 7, BusinessTime = time, BusinessDate = DateOnly.FromDateTime(time), Asked = Asked,
                Asset = Asset, Note = Note,
                NewCard = NewCard, Original = Original, Terms = Terms,
            };
            operation.PayloadHash = PayloadHash.Of(operation);
            return operation;
        }

        private static readonly Guid _key = Guid.NewGuid();
    }
}

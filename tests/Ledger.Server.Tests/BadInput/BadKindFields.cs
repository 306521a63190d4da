using Google.Protobuf;
using Google.Protobuf.Collections;

namespace Ledger.Server.Tests.BadInput;

/// <summary>What can be wrong with the fields of the rarer kinds, and with naming a member.</summary>
internal static class BadKindFields
{
    private static readonly string Long = new('x', 65);
    private static readonly string VeryLong = new('x', 129);
    private static readonly ByteString Other = Keys.New();

    public static IEnumerable<BadField> All { get; } =
    [
        // Naming a member, and what was typed.
        new("an identifier of no kind", o => o.Identifier = new Identifier { Value = "13800138000" }, "identifier.kind REQUIRED"),
        new("a card as an identifier", o => o.Identifier = new Identifier { Kind = (IdentifierKind)1, Value = "13800138000" },
            "identifier.kind REQUIRED"),
        new("an empty identifier", o => o.Identifier = Mobile(""), "identifier.value REQUIRED"),
        new("a short identifier", o => o.Identifier = Mobile("138"), "identifier.value LENGTH"),
        new("an identifier that is not ASCII", o => o.Identifier = Mobile("＋8613800"), "identifier.value CHARACTERS"),
        new("an unknown identifier", o => o.Identifier = Mobile("13800138000"), "identifier UNKNOWN_IDENTIFIER", StatusCode.NotFound),
        new("opening by an identifier", o => (o.Identifier, o.OpenAccount) = (Mobile("13800138000"), new OpenAccount()),
            "identifier NOT_ALLOWED"),
        new("a short PIN", o => o.Pin = "123", "pin LENGTH"),
        new("a PIN of letters", o => o.Pin = "abcd", "pin CHARACTERS"),

        // Opening and describing.
        new("a type without a card", o => o.OpenAccount = new OpenAccount { CardType = "member" }, "open_account.card_type NOT_ALLOWED"),
        new("a long tier", o => o.OpenAccount = new OpenAccount { Tier = Long }, "open_account.tier LENGTH"),
        new("a qualifying purchase of -1", o => o.OpenAccount = new OpenAccount { QualifyingPurchaseMinor = -1 },
            "open_account.qualifying_purchase_minor OUT_OF_RANGE"),
        new("a qualifying total of -1", o => o.OpenAccount = new OpenAccount { QualifyingTotalMinor = -1 },
            "open_account.qualifying_total_minor OUT_OF_RANGE"),
        new("opening with a long reason", o => o.OpenAccount = new OpenAccount { Reason = VeryLong }, "open_account.reason LENGTH"),
        new("opening with a short identifier", o => o.OpenAccount = new OpenAccount { Identifiers = { Mobile("138") } },
            "open_account.identifiers[0].value LENGTH"),
        new("opening with two mobiles",
            o => o.OpenAccount = new OpenAccount { Identifiers = { Mobile("13800138000"), Mobile("13900139000") } },
            "open_account.identifiers[1].kind REPEATED"),
        new("opening with a 13th month", o => o.OpenAccount = new OpenAccount { Birthdays = { Born("own", 13, 1) } },
            "open_account.birthdays[0].month OUT_OF_RANGE"),
        new("describing nothing", o => o.Describe = new Describe(), "describe REQUIRED"),
        new("describing by no kind", o => o.Describe = new Describe { Identifiers = { new Identifier { Value = "1380" } } },
            "describe.identifiers[0].kind REQUIRED"),
        new("nobody's birthday", o => o.Describe = new Describe { Birthdays = { Born("", 2, 29) } },
            "describe.birthdays[0].whose REQUIRED"),
        new("a long whose", o => o.Describe = new Describe { Birthdays = { Born(new string('x', 17), 2, 29) } },
            "describe.birthdays[0].whose LENGTH"),
        new("a 30th of February", o => o.Describe = new Describe { Birthdays = { Born("own", 2, 29), Born("child", 2, 30) } },
            "describe.birthdays[1].day OUT_OF_RANGE"),
        new("eleven birthdays", o => o.Describe = new Describe { Birthdays = { Enumerable.Repeat(Born("own", 1, 1), 11) } },
            "describe.birthdays OUT_OF_RANGE"),

        // Cards and the PIN.
        new("a long card type", o => o.IssueCard = new IssueCard { Card = "fresh-0001", CardType = Long }, "issue_card.card_type LENGTH"),
        new("an unknown card type", o => o.IssueCard = new IssueCard { Card = "fresh-0001", CardType = "gold" },
            "issue_card.card_type UNKNOWN_CARD_TYPE"),
        new("a card with a long reason", o => o.IssueCard = new IssueCard { Card = "fresh-0001", Reason = VeryLong },
            "issue_card.reason LENGTH"),
        new("a found card's last three", o => o.FindCard = new FindCard { LastFour = "123" }, "find_card.last_four LENGTH"),
        new("a lost card's last three", o => o.ReportLoss = new ReportLoss { LastFour = "123" }, "report_loss.last_four LENGTH"),
        new("a replacement without a token", o => o.ReplaceCard = new ReplaceCard(), "replace_card.card REQUIRED"),
        new("a replacement's last five", o => o.ReplaceCard = new ReplaceCard { Card = "fresh-0001", LastFour = "12345" },
            "replace_card.last_four LENGTH"),
        new("an approval without a reason", o => o.ApproveCard = new ApproveCard(), "approve_card.reason REQUIRED"),
        new("an approval of four controls", o => o.ApproveCard = new ApproveCard { Reason = "seen", LastFour = "\n\n\n\n" },
            "approve_card.last_four LENGTH"),
        new("no new PIN", o => o.SetPin = new SetPin(), "set_pin.new_pin REQUIRED"),
        new("a long new PIN", o => o.SetPin = new SetPin { NewPin = "1234567890123" }, "set_pin.new_pin LENGTH"),
        new("a new PIN of letters", o => o.SetPin = new SetPin { NewPin = "12a4" }, "set_pin.new_pin CHARACTERS"),

        // The membership.
        new("a freeze without a reason", o => o.Freeze = new Freeze(), "freeze.reason REQUIRED"),
        new("a long reason to unfreeze", o => o.Unfreeze = new Unfreeze { Reason = VeryLong }, "unfreeze.reason LENGTH"),
        new("a warning of two lines", o => o.Warn = new Warn { Reason = "a\nb" }, "warn.reason CHARACTERS"),
        new("a card removed", o => o.Describe = new Describe { Remove = { (IdentifierKind)1 } }, "describe.remove[0] REQUIRED"),
        new("a mobile removed twice",
            o => o.Describe = new Describe { Remove = { IdentifierKind.Mobile, IdentifierKind.Mobile } }, "describe.remove[1] REPEATED"),
        new("a mobile given and removed",
            o => o.Describe = new Describe
            {
                Identifiers = { new Identifier { Kind = IdentifierKind.Mobile, Value = "13800138000" } },
                Remove = { IdentifierKind.Mobile },
            }, "describe.remove[0] NOT_ALLOWED"),
        new("a long reason to cancel", o => o.CancelAccount = new CancelAccount { Reason = VeryLong }, "cancel_account.reason LENGTH"),
        new("no tier", o => o.SetTier = new SetTier { Reason = "loyal" }, "set_tier.tier REQUIRED"),
        new("a tier without a reason", o => o.SetTier = new SetTier { Tier = "gold" }, "set_tier.reason REQUIRED"),
        new("a merge with nobody", o => o.Merge = new Merge(), "merge.into_account OUT_OF_RANGE"),
        new("a merge with a stranger", o => o.Merge = new Merge { IntoAccount = 77 }, "merge.into_account UNKNOWN_ACCOUNT",
            StatusCode.NotFound),
        new("a transfer to nobody", o => o.Transfer = new TransferToMember { Asset = Asset.Points, Amount = 1 },
            "transfer.to_account OUT_OF_RANGE"),
        new("a transfer to a stranger", o => o.Transfer = new TransferToMember { ToAccount = 77, Asset = Asset.Points, Amount = 1 },
            "transfer.to_account UNKNOWN_ACCOUNT", StatusCode.NotFound),
        new("a transfer of bonus", o => o.Transfer = new TransferToMember { ToAccount = 77, Asset = Asset.Bonus, Amount = 1 },
            "transfer.asset REQUIRED"),
        new("a transfer of nothing", o => o.Transfer = new TransferToMember { ToAccount = 77, Asset = Asset.Points },
            "transfer.amount OUT_OF_RANGE"),

        // Points.
        new("no action", o => o.Accrue = new Accrue { Action = "" }, "accrue.action REQUIRED"),
        new("a long action", o => o.Accrue = new Accrue { Action = Long }, "accrue.action LENGTH"),
        new("an action with a reason", o => o.Accrue = new Accrue { Action = "sign_in", Reason = "gift" }, "accrue.reason NOT_ALLOWED"),
        new("a long reward", o => o.Redeem = new Redeem { Points = 100, Reward = Long }, "redeem.reward LENGTH"),
        new("a reward for -1", o => o.Redeem = new Redeem { Points = -1, Reward = "mug" }, "redeem.points OUT_OF_RANGE"),

        // Checkouts and what undoes.
        new("no lines", o => o.Checkout = new Checkout(), "checkout.lines OUT_OF_RANGE"),
        new("201 lines", o => o.Checkout = new Checkout { Lines = { Enumerable.Repeat(new CheckoutLine { AmountMinor = 1 }, 201) } },
            "checkout.lines OUT_OF_RANGE"),
        .. Amounts("checkout.lines[1].amount_minor", (o, amount) => o.Checkout = Basket(amount)),
        new("a basket above the limit", o => o.Checkout = Basket(10_000_000), "checkout.lines ABOVE_LIMIT"),
        new("a long category", o => o.Checkout = new Checkout { Lines = { new CheckoutLine { AmountMinor = 1, Category = Long } } },
            "checkout.lines[0].category LENGTH"),
        .. Parts("checkout.points", 1_000_000, (o, amount) => o.Checkout = With(Basket(1), basket => basket.Points = amount)),
        .. Parts("checkout.stored_value_minor", 1_000_000,
            (o, amount) => o.Checkout = With(Basket(1), basket => basket.StoredValueMinor = amount)),
        new("all and some stored value",
            o => o.Checkout = With(Basket(1), basket => (basket.AllStoredValue, basket.StoredValueMinor) = (true, 1)),
            "checkout.stored_value_minor NOT_ALLOWED"),
        new("a rest of -1", o => o.Checkout = With(Basket(1), basket => basket.RestMinor = -1), "checkout.rest_minor OUT_OF_RANGE"),
        new("a short key of a hold", o => o.Checkout = With(Basket(1), basket => basket.HoldKey = ByteString.CopyFrom(1)),
            "checkout.hold_key KEY_MALFORMED"),
        new("no hold to keep", o => o.Checkout = With(Basket(1), basket => basket.KeepHold = true), "checkout.keep_hold NOT_ALLOWED"),
        new("a refund of nothing", o => o.Refund = new Refund(), "refund.original_key REQUIRED"),
        new("a refund of a short key", o => o.Refund = new Refund { OriginalKey = ByteString.CopyFrom(1) },
            "refund.original_key KEY_MALFORMED"),
        new("a refund of itself", o => o.Refund = new Refund { OriginalKey = o.Key }, "refund.original_key NOT_ALLOWED"),
        new("a refund of -1", o => o.Refund = new Refund { OriginalKey = Other, Amount = -1 }, "refund.amount OUT_OF_RANGE"),
        new("a refund of lines and an amount", o => o.Refund = new Refund { OriginalKey = Other, Amount = 1, Lines = { Lines(0) } },
            "refund.lines NOT_ALLOWED"),
        new("a refund of line -1", o => o.Refund = new Refund { OriginalKey = Other, Lines = { Lines(-1) } },
            "refund.lines[0].line OUT_OF_RANGE"),
        new("a refund of line 200", o => o.Refund = new Refund { OriginalKey = Other, Lines = { Lines(200) } },
            "refund.lines[0].line OUT_OF_RANGE"),
        new("a refund of a line twice", o => o.Refund = new Refund { OriginalKey = Other, Lines = { Lines(4, 5, 4) } },
            "refund.lines[2].line REPEATED"),
        new("a refund of 201 lines", o => o.Refund = new Refund { OriginalKey = Other, Lines = { Lines([.. Enumerable.Range(0, 201)]) } },
            "refund.lines OUT_OF_RANGE"),
        new("a refund of -1 of a line", o => o.Refund = new Refund { OriginalKey = Other, Lines = { new RefundLine { AmountMinor = -1 } } },
            "refund.lines[0].amount_minor OUT_OF_RANGE"),
        new("a reversal of nothing", o => o.Reverse = new Reverse(), "reverse.original_key REQUIRED"),
        new("a reversal of itself", o => o.Reverse = new Reverse { OriginalKey = o.Key }, "reverse.original_key NOT_ALLOWED"),

        // Holds.
        .. BadFields.Amounts("place_hold.amount_minor", 1_000_000, (o, amount) => o.PlaceHold = new PlaceHold { AmountMinor = amount }),
        new("a hold of -1 minutes", o => o.PlaceHold = new PlaceHold { AmountMinor = 1, Minutes = -1 }, "place_hold.minutes OUT_OF_RANGE"),
        new("a hold of 367 days", o => o.PlaceHold = new PlaceHold { AmountMinor = 1, Minutes = 367 * 24 * 60 },
            "place_hold.minutes OUT_OF_RANGE"),
        new("a hold of 7 days and a minute", o => o.PlaceHold = new PlaceHold { AmountMinor = 1, Minutes = 7 * 24 * 60 + 1 },
            "place_hold.minutes ABOVE_LIMIT"),
        new("a capture of nothing", o => o.CaptureHold = new CaptureHold(), "capture_hold.hold_key REQUIRED"),
        new("a capture of -1", o => o.CaptureHold = new CaptureHold { HoldKey = Other, AmountMinor = -1 },
            "capture_hold.amount_minor OUT_OF_RANGE"),
        new("a release of nothing", o => o.ReleaseHold = new ReleaseHold(), "release_hold.hold_key REQUIRED"),
        new("a release of a long key", o => o.ReleaseHold = new ReleaseHold { HoldKey = ByteString.CopyFrom(new byte[17]) },
            "release_hold.hold_key KEY_MALFORMED"),
    ];

    private static IEnumerable<BadField> Amounts(string field, Action<Operation, long> change) =>
        [.. new[] { 0, -1, long.MinValue, long.MaxValue }.Select(
            amount => new BadField($"{field} {amount}", o => change(o, amount), $"{field} OUT_OF_RANGE"))];

    private static IEnumerable<BadField> Parts(string field, long limit, Action<Operation, long> change) =>
    [
        new($"{field} -1", o => change(o, -1), $"{field} OUT_OF_RANGE"),
        new($"{field} largest", o => change(o, long.MaxValue), $"{field} OUT_OF_RANGE"),
        new($"{field} above the program's limit", o => change(o, limit + 1), $"{field} ABOVE_LIMIT"),
    ];

    private static Identifier Mobile(string value) => new() { Kind = IdentifierKind.Mobile, Value = value };

    private static Birthday Born(string whose, int month, int day) => new() { Whose = whose, Month = month, Day = day };

    private static Checkout Basket(long amountMinor) =>
        new() { Lines = { new CheckoutLine { AmountMinor = 1 }, new CheckoutLine { AmountMinor = amountMinor } } };

    private static Checkout With(Checkout basket, Action<Checkout> change)
    {
        change(basket);
        return basket;
    }

    private static RepeatedField<RefundLine> Lines(params int[] lines) => [.. lines.Select(line => new RefundLine { Line = line })];
}

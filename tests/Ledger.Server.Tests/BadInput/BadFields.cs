using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;

namespace Ledger.Server.Tests.BadInput;

/// <summary>One operation that cannot be decided: what is changed in a good one, and how it must be answered.</summary>
internal sealed record BadField(string Name, Action<Operation> Change, string[] Violations, StatusCode Code = StatusCode.InvalidArgument)
{
    public BadField(string name, Action<Operation> change, string violation, StatusCode code = StatusCode.InvalidArgument)
        : this(name, change, [violation], code)
    {
    }
}

internal static class BadFields
{
    /// <summary>The program's limits for money and points are 1,000,000, for a purchase 10,000,000.</summary>
    public static IReadOnlyList<BadField> All { get; } =
    [
        // The key.
        new("no key", o => o.Key = ByteString.Empty, "key REQUIRED"),
        new("a short key", o => o.Key = ByteString.CopyFrom(o.Key.Span[..15]), "key KEY_MALFORMED"),
        new("a long key", o => o.Key = ByteString.CopyFrom([.. o.Key.Span, 1]), "key KEY_MALFORMED"),
        new("a key of version 4", o => o.Key = Patch(o.Key, 6, 0x40), "key KEY_MALFORMED"),
        new("a key of another variant", o => o.Key = Patch(o.Key, 8, 0xC0), "key KEY_MALFORMED"),

        // Whom and where.
        new("no target", o => o.ClearTarget(), "target REQUIRED"),
        new("account 0", o => o.Account = 0, "account OUT_OF_RANGE"),
        new("account -1", o => o.Account = -1, "account OUT_OF_RANGE"),
        new("account 2^53", o => o.Account = 1L << 53, "account OUT_OF_RANGE"),
        new("an unknown account", o => o.Account = 77, "account UNKNOWN_ACCOUNT", StatusCode.NotFound),
        new("an empty card", o => o.Card = "", "card REQUIRED"),
        new("a short card", o => o.Card = "1234567", "card LENGTH"),
        new("a long card", o => o.Card = new string('1', 65), "card LENGTH"),
        new("a card that is not ASCII", o => o.Card = "карта-123456", "card CHARACTERS"),
        new("an unknown card", o => o.Card = "nobodys-card-0001", "card UNKNOWN_CARD", StatusCode.NotFound),
        new("an unknown store", o => o.Store = 99, "store UNKNOWN_STORE", StatusCode.NotFound),
        new("no store", o => o.Store = 0, "store UNKNOWN_STORE", StatusCode.NotFound),
        new("store -1", o => o.Store = -1, "store UNKNOWN_STORE", StatusCode.NotFound),
        new("no terminal", o => o.Terminal = 0, "terminal OUT_OF_RANGE"),
        new("operator -1", o => o.Operator = -1, "operator OUT_OF_RANGE"),
        new("terminal_seq -1", o => o.TerminalSeq = -1, "terminal_seq OUT_OF_RANGE"),

        // When.
        new("no business time", o => o.BusinessTime = null, "business_time REQUIRED"),
        new("a day and more before the key", o => o.BusinessTime.Seconds -= 86_401, "business_time TIME_FAR_OFF"),
        new("a day and more after the key", o => o.BusinessTime.Seconds += 86_402, "business_time TIME_FAR_OFF"),
        new("the year 1", o => o.BusinessTime = new Timestamp { Seconds = -62_135_596_800 }, "business_time TIME_FAR_OFF"),
        new("negative nanoseconds", o => o.BusinessTime.Nanos = -1, "business_time MALFORMED"),
        new("a second of nanoseconds", o => o.BusinessTime.Nanos = 1_000_000_000, "business_time MALFORMED"),
        new("seconds beyond all years", o => o.BusinessTime.Seconds = long.MaxValue, "business_time MALFORMED"),
        new("seconds before all years", o => o.BusinessTime.Seconds = long.MinValue, "business_time MALFORMED"),

        // Texts.
        new("a long reference", o => o.Reference = new string('x', 65), "reference LENGTH"),
        new("a reference with a zero", o => o.Reference = "a\0b", "reference CHARACTERS"),
        new("a reference with a line feed", o => o.Reference = "a\nb", "reference CHARACTERS"),
        new("a reference with a C1 control", o => o.Reference = "a\u0085b", "reference CHARACTERS"),
        new("a long tender", o => o.TopUp.Tender = new string('x', 65), "top_up.tender LENGTH"),
        new("a tender with an escape", o => o.TopUp.Tender = "\u001b[2J", "top_up.tender CHARACTERS"),

        // Kinds and amounts.
        new("no kind", o => o.ClearKind(), "kind REQUIRED"),
        .. Amounts("top_up.amount_minor", 1_000_000, (o, amount) => o.TopUp = new TopUp { AmountMinor = amount }),
        .. Amounts("debit.amount_minor", 1_000_000, (o, amount) => o.Debit = new Debit { AmountMinor = amount }),
        .. Amounts("redeem.points", 1_000_000, (o, amount) => o.Redeem = new Redeem { Points = amount }),
        .. Amounts("accrue.purchase_minor", 10_000_000, (o, amount) => o.Accrue = new Accrue { PurchaseMinor = amount }),
        .. Amounts("accrue.points", 1_000_000, (o, amount) => o.Accrue = new Accrue { Points = amount, Reason = "gift" }),
        new("no basis", o => o.Accrue = new Accrue { Reason = "gift" }, "accrue.basis REQUIRED"),
        new("a purchase with a reason", o => o.Accrue = new Accrue { PurchaseMinor = 1, Reason = "gift" }, "accrue.reason NOT_ALLOWED"),
        new("points without a reason", o => o.Accrue = new Accrue { Points = 1 }, "accrue.reason REQUIRED"),
        new("points with a long reason", o => o.Accrue = new Accrue { Points = 1, Reason = new string('x', 129) }, "accrue.reason LENGTH"),
        new("an adjustment of nothing", o => o.Adjust = new Adjust { Amount = 1, Reason = "found" }, "adjust.asset REQUIRED"),
        new("an adjustment of an unknown asset", o => o.Adjust = new Adjust { Asset = (Asset)99, Amount = 1, Reason = "found" },
            "adjust.asset REQUIRED"),
        new("an adjustment by 0", o => o.Adjust = new Adjust { Asset = Asset.Points, Reason = "found" }, "adjust.amount OUT_OF_RANGE"),
        new("the least long", o => o.Adjust = new Adjust { Asset = Asset.Points, Amount = long.MinValue, Reason = "lost" },
            "adjust.amount OUT_OF_RANGE"),
        new("the largest long", o => o.Adjust = new Adjust { Asset = Asset.Points, Amount = long.MaxValue, Reason = "found" },
            "adjust.amount OUT_OF_RANGE"),
        new("below the limit", o => o.Adjust = new Adjust { Asset = Asset.Points, Amount = -1_000_001, Reason = "lost" },
            "adjust.amount ABOVE_LIMIT"),
        new("above the limit", o => o.Adjust = new Adjust { Asset = Asset.Principal, Amount = 1_000_001, Reason = "found" },
            "adjust.amount ABOVE_LIMIT"),
        new("an adjustment without a reason", o => o.Adjust = new Adjust { Asset = Asset.Points, Amount = 1 }, "adjust.reason REQUIRED"),
        new("a further card without a token", o => o.IssueCard = new IssueCard(), "issue_card.card REQUIRED"),
        new("a further card with a short token", o => o.IssueCard = new IssueCard { Card = "1234567" }, "issue_card.card LENGTH"),
        new("a first card with a long token", o => o.OpenAccount = new OpenAccount { Card = new string('1', 65) },
            "open_account.card LENGTH"),
        new("opening by a card", o =>
        {
            o.Card = "presented-card-1";
            o.OpenAccount = new OpenAccount();
        }, "card NOT_ALLOWED"),

        .. BadKindFields.All,

        // All at once, in the order of the contract's sections.
        new("everything", o =>
        {
            o.Key = ByteString.Empty;
            o.BusinessTime = null;
            (o.Terminal, o.Operator, o.TerminalSeq, o.Reference) = (0, -1, -1, "\n");
            o.TopUp = new TopUp { AmountMinor = -1, Tender = "\n" };
            o.ClearTarget();
        },
        [
            "key REQUIRED", "business_time REQUIRED", "terminal OUT_OF_RANGE", "operator OUT_OF_RANGE", "terminal_seq OUT_OF_RANGE",
            "reference CHARACTERS",
            "top_up.amount_minor OUT_OF_RANGE", "top_up.tender CHARACTERS", "target REQUIRED",
        ]),
    ];

    internal static IEnumerable<BadField> Amounts(string field, long limit, Action<Operation, long> change) =>
    [
        new($"{field} 0", o => change(o, 0), $"{field} OUT_OF_RANGE"),
        new($"{field} -1", o => change(o, -1), $"{field} OUT_OF_RANGE"),
        new($"{field} least", o => change(o, long.MinValue), $"{field} OUT_OF_RANGE"),
        new($"{field} largest", o => change(o, long.MaxValue), $"{field} OUT_OF_RANGE"),
        new($"{field} above the program's limit", o => change(o, limit + 1), $"{field} ABOVE_LIMIT"),
    ];

    private static ByteString Patch(ByteString key, int index, byte value)
    {
        var bytes = key.ToByteArray();
        bytes[index] = value;
        return ByteString.CopyFrom(bytes);
    }
}

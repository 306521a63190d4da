using Ledger.Rules.Asked;
using Ledger.Rules.Codes;
using Ledger.Rules.State;
using Ledger.Rules.Tests.Model;

namespace Ledger.Rules.Tests.Asked;

/// <summary>The hash that tells a retry from another payload is stored with each row: it must stay what it is.</summary>
public sealed class PayloadHashTests
{
    private static readonly Guid _card = new("11111111-2222-3333-4444-555555555555");
    private static readonly DateTime _time = new DateTime(2026, 11, 22, 4, 0, 0, DateTimeKind.Utc).AddMicroseconds(123456);

    // Worked out apart from the server, from the description of the hash.
    public static TheoryData<int, long> KnownValues => new()
    {
        { 0, -3422276945897552394 },
        { 1, -6370615333741027779 },
        { 2, -4089870683224066368 },
        { 3, -8072123539328462100 },
    };

    [Theory]
    [MemberData(nameof(KnownValues))]
    public void I5_The_hash_of_a_payload_never_changes(int operation, long hash) => Assert.Equal(hash, PayloadHash.Of(_known[operation]));

    [Fact]
    public void I5_Every_field_of_a_caller_changes_the_hash()
    {
        var plain = new Ask(Guid.NewGuid(), V1.Kind.TopUp, 5);
        Ask[] changes =
        [
            plain, plain with { Kind = V1.Kind.Debit }, plain with { Account = 6 }, plain with { Card = "a card" },
                plain with { Card = "another" },
            plain with { Store = 2 }, plain with { Terminal = 8 }, plain with { Operator = 1 }, plain with { TerminalSeq = 1 },
            plain with { When = plain.When.AddMicroseconds(1) }, plain with { Reference = "a" }, plain with { Reference = "b" },
            plain with { Reference = "ab" },
            plain with { Amount = 1 }, plain with { Amount = -1 }, plain with { Asset = V1.Asset.Bonus },
            plain with { AllowPartial = true },
            plain with { Note = "a" }, plain with { Note = "b" }, plain with { Reference = "a", Note = "b" },
            plain with { Reference = "b", Note = "a" },
            plain with { Reference = "ab", Note = "c" }, plain with { Reference = "a", Note = "bc" },
            plain with { NewCard = "a card" }, plain with { NewCard = "another" },
        ];
        Assert.Equal(changes.Length, changes.Select(change => change.ToOperation().PayloadHash).Distinct().Count());
    }

    [Fact]
    public void I5_What_is_derived_does_not_count()
    {
        var ask = new Ask(Guid.NewGuid(), V1.Kind.TopUp, 5) { Card = "a card" };
        Assert.Equal(ask.ToOperation().PayloadHash,
            (ask with { Program = 2, Key = Guid.NewGuid(), Account = 6 }).ToOperation().PayloadHash);
    }

    [Fact]
    public void I5_Every_field_of_the_rarer_kinds_changes_the_hash()
    {
        CheckoutLine[] lines = [new(500, "", false, false)];
        OperationTerms?[] terms =
        [
            null, new MemberTerms([new NewIdentifier(IdentifierKind.Mobile, _card, "8000")], []),
                new MemberTerms([], [new Birthday("own", 2, 29)]),
            new MemberTerms([], [], "gold"), new MemberTerms([], [], "", 5), new MemberTerms([], [], "", 0, 5),
            new CheckoutTerms(lines, 0, 0, null, false), new CheckoutTerms([.. lines, .. lines], 0, 0, null, false),
            new CheckoutTerms(lines, 100, 0, null, false),
            new CheckoutTerms(lines, 0, 100, null, false), new CheckoutTerms(lines, 0, 0, 0, false),
            new CheckoutTerms(lines, 0, 0, null, true), new CheckoutTerms(lines, 0, 0, null, false) { KeepHold = true },
            new CheckoutTerms([new(500, "tea", false, false)], 0, 0, null, false),
            new CheckoutTerms([new(500, "", true, false)], 0, 0, null, false),
            new CheckoutTerms([new(500, "", false, true)], 0, 0, null, false),
            new RefundTerms([]), new RefundTerms([new RefundLine(0, 0)]), new RefundTerms([new RefundLine(0, 5)]), new HoldTerms(0),
            new HoldTerms(5),
            new CaptureTerms(false), new CaptureTerms(true), new CardTerms(""), new CardTerms("0001"), new CardTerms("", true),
            new CardTerms("", false, true),
            new PinTerms([], [], false), new PinTerms([], [], true), new TierTerms("loyal"), new OtherAccountTerms(5),
        ];
        Assert.Equal(terms.Length, terms.Select(of => Hash(of)).Distinct().Count());
        Assert.NotEqual(Hash(null), Hash(null, original: _card));
    }

    [Fact]
    public void I5_A_pin_that_is_hashed_anew_is_the_same_payload() =>
        Assert.Equal(Hash(new PinTerms([1], [2], false)), Hash(new PinTerms([3], [4], false)));

    [Fact]
    public void I5_An_opening_with_nothing_new_keeps_the_hash_it_always_had() => Assert.Equal(Hash(null), Hash(new MemberTerms([], [])));

    private static long Hash(OperationTerms? terms, Guid? original = null) => PayloadHash.Of(new Operation
    {
        Key = default, Kind = OperationKind.OpenAccount, Account = 5, Store = 1, Program = 1, Terminal = 7, BusinessTime = _time,
            BusinessDate = default,
        Terms = terms, Original = original,
    });

    private static readonly IReadOnlyList<Operation> _known =
    [
        new()
        {
            Key = default, Kind = OperationKind.TopUp, Account = 5, AccountStated = true, Store = 1, Program = 1, Terminal = 7,
                TerminalSeq = 42,
            BusinessTime = _time, BusinessDate = default, Asked = 700,
        },
        new()
        {
            Key = default, Kind = OperationKind.Debit, Account = 5, Card = _card, Store = 1, Program = 1, Terminal = 7, Operator = 2,
            BusinessTime = _time, BusinessDate = default, Reference = "ticket é", Asked = 700, AllowPartial = true,
        },
        new()
        {
            Key = default, Kind = OperationKind.OpenAccount, Account = 5, Store = 1, Program = 1, Terminal = 7,
            BusinessTime = _time, BusinessDate = default, NewCard = new NewCard(_card, "5555"),
        },
        new()
        {
            Key = default, Kind = OperationKind.Adjust, Account = (1L << 53) - 1, AccountStated = true, Store = int.MaxValue, Program = 1,
                Terminal = 7,
            TerminalSeq = long.MaxValue, BusinessTime = _time, BusinessDate = default, Asked = -700, Asset = Ledger.Rules.Codes.Asset.Bonus,
            Note = "lost",
        },
    ];
}

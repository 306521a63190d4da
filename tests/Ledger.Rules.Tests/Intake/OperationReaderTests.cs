using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Ledger.Fuzz.Known;
using Ledger.Rules.Codes;
using Ledger.Rules.Rows;
using Ledger.Rules.Tests.Model;
using Ledger.Server.Basics;
using Ledger.Server.Cards;
using Ledger.Server.Intake;
using Ledger.Server.Intake.Checking;
using Ledger.Server.Intake.Proving;
using Ledger.Server.Intake.Resolving;
using Ledger.Server.Programs;

namespace Ledger.Rules.Tests.Intake;

/// <summary>The reader over a ledger in memory: what it makes of an operation, and what it says is wrong, in which order.</summary>
public sealed class OperationReaderTests
{
    private static readonly DateTimeOffset _now = new(2026, 11, 22, 4, 0, 0, TimeSpan.Zero);
    private static readonly CardKey _cardKey = new(new byte[32]);

    [Fact]
    public async Task An_operation_is_read_field_by_field()
    {
        var wire = Wire();
        wire.BusinessTime = new Timestamp { Seconds = _now.ToUnixTimeSeconds(), Nanos = 123_456_789 };
        var operation = (await Read(wire)).Operation!;
        Assert.Equal(
            (5L, true, null, 1, 1),
            (operation.Account, operation.AccountStated, operation.Card, operation.Store, operation.Program));
        Assert.Equal((7, 2, 42L, "ticket"), (operation.Terminal, operation.Operator, operation.TerminalSeq, operation.Reference));
        Assert.Equal(_now.UtcDateTime.AddMicroseconds(123_456), operation.BusinessTime);
        Assert.Equal((Ledger.Rules.Codes.OperationKind.TopUp, 700L, "cash"), (operation.Kind, operation.Asked, operation.Note));
        Assert.Equal(Ledger.Rules.Asked.PayloadHash.Of(operation), operation.PayloadHash);
        Assert.Equal(Convert.ToHexString(wire.Key.Span), Convert.ToHexString(operation.Key.ToByteArray(bigEndian: true)));
    }

    [Theory]
    [InlineData(1, "2026-11-21T15:59:59Z", 20261121)]
    [InlineData(1, "2026-11-21T16:00:00Z", 20261122)]
    [InlineData(2, "2026-11-21T04:59:59Z", 20261120)]
    [InlineData(2, "2026-11-21T05:00:00Z", 20261121)]
    public async Task The_business_date_is_the_stores(int store, string at, int date)
    {
        var wire = Wire();
        (wire.Store, wire.BusinessTime) = (store, Timestamp.FromDateTimeOffset(DateTimeOffset.Parse(at, null)));
        Assert.Equal(date, NaiveCalendar.Number((await Read(wire)).Operation!.BusinessDate));
    }

    public static TheoryData<string, Action<V1.Operation>> Mistakes => new()
    {
        { "key REQUIRED", wire => wire.Key = ByteString.Empty },
        { "key KEY_MALFORMED", wire => wire.Key = ByteString.CopyFrom(1, 2, 3) },
        { "key KEY_TOO_OLD, business_time TIME_FAR_OFF", wire => wire.Key = KeyAt(_now.AddDays(-35).AddMilliseconds(-1)) },
        { "key KEY_IN_FUTURE", wire => wire.Key = KeyAt(_now.AddMinutes(10).AddMilliseconds(1)) },
        { "business_time TIME_IN_FUTURE",
            wire => wire.BusinessTime = Timestamp.FromDateTimeOffset(_now.AddMinutes(10).AddMilliseconds(1)) },
        { "business_time TIME_IN_FUTURE", wire => (wire.Key, wire.BusinessTime) = (KeyAt(_now.AddHours(-12)),
            Timestamp.FromDateTimeOffset(_now.AddHours(12))) },
        { "business_time REQUIRED", wire => wire.BusinessTime = null },
        { "business_time MALFORMED", wire => wire.BusinessTime = new Timestamp { Seconds = long.MaxValue } },
        { "business_time MALFORMED", wire => wire.BusinessTime = new Timestamp { Seconds = wire.BusinessTime.Seconds, Nanos = -1 } },
        { "business_time TIME_FAR_OFF", wire => wire.BusinessTime = Timestamp.FromDateTimeOffset(_now.AddHours(24).AddMilliseconds(1)) },
        { "business_time TIME_FAR_OFF", wire => wire.BusinessTime = Timestamp.FromDateTimeOffset(_now.AddHours(-24).AddMilliseconds(-1)) },
        { "terminal OUT_OF_RANGE", wire => wire.Terminal = 0 },
        { "operator OUT_OF_RANGE", wire => wire.Operator = -1 },
        { "terminal_seq OUT_OF_RANGE", wire => wire.TerminalSeq = -1 },
        { "reference LENGTH", wire => wire.Reference = new string('r', 65) },
        { "kind REQUIRED", wire => wire.ClearKind() },
        { "target REQUIRED", wire => wire.ClearTarget() },
        { "account OUT_OF_RANGE", wire => wire.Account = 0 },
        { "account OUT_OF_RANGE", wire => wire.Account = 1L << 53 },
        { "card LENGTH", wire => wire.Card = "short" },
        { "card NOT_ALLOWED", wire => (wire.OpenAccount, wire.Card) = (new V1.OpenAccount(), "a card token") },
        { "store UNKNOWN_STORE", wire => wire.Store = 9 },
        { "terminal OUT_OF_RANGE, reference CHARACTERS, top_up.amount_minor OUT_OF_RANGE",
            wire => (wire.Terminal, wire.Reference, wire.TopUp.AmountMinor) = (-1, "a\tb", 0) },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public async Task Every_mistake_is_named(string told, Action<V1.Operation> mistake)
    {
        var wire = Wire();
        mistake(wire);
        var (operation, problem) = await Read(wire);
        Assert.Null(operation);
        Assert.Equal(told, Told(problem));
    }

    public static TheoryData<Action<V1.Operation>> Edges => new()
    {
        wire => wire.Key = KeyAt(_now.AddMinutes(10)),
        wire => (wire.Key, wire.BusinessTime) = (KeyAt(_now.AddDays(-35)), Timestamp.FromDateTimeOffset(_now.AddDays(-35))),
        wire => wire.BusinessTime = Timestamp.FromDateTimeOffset(_now.AddMinutes(10)),
        // However old the key.
        wire => (wire.Key, wire.BusinessTime) = (KeyAt(_now.AddDays(-2)), Timestamp.FromDateTimeOffset(_now.AddDays(-1))),
        wire => wire.BusinessTime = Timestamp.FromDateTimeOffset(_now.AddHours(-24)),
        wire => wire.Reference = new string('r', 64),
        wire => wire.Account = (1L << 53) - 1,
        wire => (wire.Operator, wire.TerminalSeq, wire.Reference) = (0, 0, ""),
        wire => wire.TopUp.AmountMinor = 1_000_000,
        wire => wire.Reverse = new V1.Reverse { OriginalKey = KeyAt(_now.AddMinutes(10)) },
        wire => wire.Reverse = new V1.Reverse { OriginalKey = KeyAt(_now.AddDays(-35)) },
    };

    [Theory]
    [MemberData(nameof(Edges))]
    public async Task What_is_just_allowed_is_read(Action<V1.Operation> edge)
    {
        var wire = Wire();
        edge(wire);
        var (operation, problem) = await Read(wire);
        Assert.Null(problem);
        Assert.NotNull(operation);
    }

    [Fact]
    public async Task I5_An_account_opened_without_a_number_gets_the_one_its_key_stands_for()
    {
        var wire = Wire();
        wire.OpenAccount = new V1.OpenAccount { Card = "card token 7890" };
        wire.ClearTarget();
        var operation = (await Read(wire)).Operation!;
        Assert.Equal(
            (AccountNumber.From(operation.Key), false, "7890"),
            (operation.Account, operation.AccountStated, operation.NewCard!.LastFour));
    }

    [Fact]
    public async Task A_card_and_an_identifier_lead_to_their_account_and_one_that_is_unknown_is_told_by_what_it_is()
    {
        var (card, mobile) = (_cardKey.IdOf("card token 7890"), _cardKey.IdOf(1, IdentifierKind.Mobile, "13800138001"));
        var known = new MemoryLookups { Names = { [card] = 6, [mobile] = 7 } };
        var wire = Wire();
        wire.Card = "card token 7890";
        var operation = (await Read(wire, known)).Operation!;
        Assert.Equal((6L, card, false, false), (operation.Account, operation.Card, operation.IsIdentifier, operation.AccountStated));
        Assert.Equal("card UNKNOWN_CARD", Told((await Read(wire)).Problem));

        wire.Identifier = new V1.Identifier { Kind = V1.IdentifierKind.Mobile, Value = "13800138001" };
        operation = (await Read(wire, known)).Operation!;
        Assert.Equal((7L, mobile, true), (operation.Account, operation.Card, operation.IsIdentifier));
        Assert.Equal("identifier UNKNOWN_IDENTIFIER", Told((await Read(wire)).Problem));

        // Given up since: a retry still has its answer, on the account it had.
        var given = new MemoryLookups { Journal = { [KeyOf(wire)] = [new JournalRow { Account = 8 }] } };
        Assert.Equal(8, (await Read(wire, given)).Operation!.Account);
    }

    [Fact]
    public async Task A_card_out_of_stock_is_of_the_type_it_was_made_as()
    {
        var wire = Wire();
        wire.IssueCard = new V1.IssueCard { Card = "card token 7890" };
        var known = new MemoryLookups { Stock = { [_cardKey.IdOf("card token 7890")] = (1, "of another program") } };
        Assert.Equal("issue_card.card_type UNKNOWN_CARD_TYPE", Told((await Read(wire, known)).Problem));
        var operation = (await Read(wire)).Operation!;
        Assert.Equal(("", false, "7890"), (operation.NewCard!.Type, operation.NewCard.IsTypeStated, operation.NewCard.LastFour));
    }

    [Fact]
    public async Task What_is_at_odds_with_the_program_is_told_unless_the_key_has_its_answer()
    {
        var wire = Wire();
        wire.TopUp.AmountMinor = 1_000_001;
        Assert.Equal("top_up.amount_minor ABOVE_LIMIT", Told((await Read(wire)).Problem));
        var answered = new MemoryLookups { Journal = { [KeyOf(wire)] = [new JournalRow()] } };
        Assert.NotNull((await Read(wire, answered)).Operation);
    }

    public static TheoryData<Action<V1.Operation>> WrongNow => new()
    {
        wire => wire.Key = KeyAt(_now.AddDays(-36)),
        wire => wire.Key = KeyAt(_now.AddMinutes(11)),
        wire => wire.BusinessTime = Timestamp.FromDateTimeOffset(_now.AddHours(-25)),
        wire => wire.BusinessTime = Timestamp.FromDateTimeOffset(_now.AddMinutes(11)),
        wire => wire.TopUp.AmountMinor = 1_000_000_000_001,
    };

    [Theory]
    [MemberData(nameof(WrongNow))]
    public async Task I5_What_a_clock_or_a_bound_says_is_wrong_is_told_unless_the_key_has_its_answer(Action<V1.Operation> make)
    {
        var wire = Wire();
        make(wire);
        Assert.NotNull((await Read(wire)).Problem);
        Assert.NotNull((await Read(wire, new MemoryLookups { Journal = { [KeyOf(wire)] = [new JournalRow()] } })).Operation);
        // What was wrong at all times is told, whatever the key.
        wire.Terminal = 0;
        var told = (await Read(wire, new MemoryLookups { Journal = { [KeyOf(wire)] = [new JournalRow()] } })).Problem;
        Assert.Contains("terminal OUT_OF_RANGE", Told(told), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_that_would_not_be_executed_is_reversed_where_the_journal_holds_it_and_otherwise_told()
    {
        var wire = Wire();
        var old = KeyAt(_now.AddDays(-36));
        (wire.Store, wire.Reverse) = (9, new V1.Reverse { OriginalKey = old });
        Assert.Equal("reverse.original_key KEY_TOO_OLD", Told((await Read(wire)).Problem));
        var known = new MemoryLookups { Journal = { [new Guid(old.Span, bigEndian: true)] = [new JournalRow()] } };
        Assert.Equal("store UNKNOWN_STORE", Told((await Read(wire, known)).Problem));
        wire.Store = 1;
        Assert.NotNull((await Read(wire, known)).Operation);
        Assert.NotNull((await Read(wire, new MemoryLookups { Journal = { [KeyOf(wire)] = [new JournalRow()] } })).Operation);
    }

    [Fact]
    public async Task The_other_side_of_a_transfer_has_to_be_open_where_that_can_be_told()
    {
        var wire = Wire();
        wire.Transfer = new V1.TransferToMember { ToAccount = 6, Asset = V1.Asset.Points, Amount = 500_000_000 };
        // Told before what is at odds with the program.
        Assert.Equal("transfer.to_account UNKNOWN_ACCOUNT", Told((await Read(wire)).Problem));
        wire.Transfer.Amount = 1;
        Assert.NotNull((await Read(wire, new MemoryLookups { Problem = Server.Contract.Problems.HeldElsewhere(0, 1) })).Operation);
        var full = Server.Contract.Problems.Full(1);
        Assert.Equal(full, (await Read(wire, new MemoryLookups { Problem = full })).Problem);
    }

    [Fact]
    public async Task The_longest_operation_there_is_fits_into_a_single_call()
    {
        var wire = Wire();
        // Three bytes for each character is the most there is.
        string Long(int length) => new('漢', length);
        (wire.Card, wire.Reference, wire.Pin) = (new string('9', 64), Long(64), "123456789012");
        (wire.Terminal, wire.Operator, wire.TerminalSeq) = (int.MaxValue, int.MaxValue, long.MaxValue);
        wire.Checkout = new V1.Checkout { Points = 1_000_000, StoredValueMinor = 1_000_000, RestMinor = 1_000_000, ChargedPrices = true };
        for (var line = 0; line < 200; line++)
            wire.Checkout.Lines.Add(new V1.CheckoutLine
            {
                AmountMinor = 5_000_000_000, Category = Long(64), EarnsNothing = true, NoDiscount = true,
            });

        // No field of it is wrong; only the card is nobody's.
        Assert.Equal("card UNKNOWN_CARD", Told((await Read(wire)).Problem));
        Assert.InRange(wire.CalculateSize(), 1, new Limits().OperationMaxBytes);
    }

    private static string Told(Google.Rpc.Status? problem) =>
        string.Join(", ", problem!.Details.Single().Unpack<BadRequest>().FieldViolations.Select(v => $"{v.Field} {v.Reason}"));

    private static Guid KeyOf(V1.Operation wire) => new(wire.Key.Span, bigEndian: true);

    private static V1.Operation Wire() => new()
    {
        Key = KeyAt(_now), Account = 5, Store = 1, Terminal = 7, Operator = 2, TerminalSeq = 42, Reference = "ticket",
        BusinessTime = Timestamp.FromDateTimeOffset(_now), TopUp = new V1.TopUp { AmountMinor = 700, Tender = "cash" },
    };

    private static ByteString KeyAt(DateTimeOffset time) => ByteString.CopyFrom(Guid.CreateVersion7(time).ToByteArray(bigEndian: true));

    private static async Task<(Ledger.Rules.Asked.Operation? Operation, Google.Rpc.Status? Problem)> Read(
        V1.Operation wire, MemoryLookups? known = null)
    {
        var (limits, time, lookups) = (new Limits(), new StandingTime(), known ?? new MemoryLookups());
        var rules = Terms.Demo.ToRules() with { TopUpMaxMinor = 1_000_000 };
        var book = new ProgramBook(
            [
                new Store(1, 1, "Central", TimeZoneInfo.FindSystemTimeZoneById("Asia/Shanghai")),
                new Store(2, 1, "Uptown", TimeZoneInfo.FindSystemTimeZoneById("America/New_York")),
            ], [rules]);
        using var pins = new PinCheck(new SecretHash(new byte[32], 1), limits, time);
        var reader = new OperationReader(
            new OperationCheck(limits, time), new OperationResolver(book, _cardKey, lookups), new OperationProof(pins, lookups), lookups);
        return await reader.ReadAsync(wire, Caller.Own, default);
    }

    private sealed class StandingTime : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => _now;
    }
}

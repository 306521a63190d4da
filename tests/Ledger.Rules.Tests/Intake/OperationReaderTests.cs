using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Ledger.Rules.Tests.Model;
using Ledger.Server.Basics;
using Ledger.Server.Cards;
using Ledger.Server.Intake;
using Ledger.Server.Journal.Reading;
using Ledger.Server.Partitions;
using Ledger.Server.Programs;
using Npgsql;

namespace Ledger.Rules.Tests.Intake;

/// <summary>The reader as far as it asks no database: accounts by number, amounts within the program's limits.</summary>
public sealed class OperationReaderTests
{
    private static readonly DateTimeOffset _now = new(2026, 11, 22, 4, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task An_operation_is_read_field_by_field()
    {
        var wire = Wire();
        wire.BusinessTime = new Timestamp { Seconds = _now.ToUnixTimeSeconds(), Nanos = 123_456_789 };
        var operation = (await Read(wire)).Operation!;
        Assert.Equal((5L, true, null, 1, 1), (operation.Account, operation.AccountStated, operation.Card, operation.Store, operation.Program));
        Assert.Equal((7, 2, 42L, "ticket"), (operation.Terminal, operation.Operator, operation.TerminalSeq, operation.Reference));
        Assert.Equal(_now.UtcDateTime.AddMicroseconds(123_456), operation.BusinessTime);
        Assert.Equal((Ledger.Rules.Codes.OperationKind.TopUp, 700L, "cash"), (operation.Kind, operation.Asked, operation.Note));
        Assert.Equal(Ledger.Rules.Asked.PayloadHash.Of(operation), operation.PayloadHash);
        Assert.Equal(Convert.ToHexString(wire.Key.Span), Convert.ToHexString(operation.Key.ToByteArray(bigEndian: true)));
    }

    [Theory]
    [InlineData(1, "2026-11-22T15:59:59Z", 20261122)]
    [InlineData(1, "2026-11-22T16:00:00Z", 20261123)]
    [InlineData(2, "2026-11-22T04:59:59Z", 20261121)]
    [InlineData(2, "2026-11-22T05:00:00Z", 20261122)]
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
        Assert.Equal(told, string.Join(", ", problem!.Details.Single().Unpack<BadRequest>().FieldViolations.Select(v => $"{v.Field} {v.Reason}")));
    }

    public static TheoryData<Action<V1.Operation>> Edges => new()
    {
        wire => wire.Key = KeyAt(_now.AddMinutes(10)),
        wire => (wire.Key, wire.BusinessTime) = (KeyAt(_now.AddDays(-35)), Timestamp.FromDateTimeOffset(_now.AddDays(-35))),
        wire => wire.BusinessTime = Timestamp.FromDateTimeOffset(_now.AddHours(24)),
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
        // With its type stated: otherwise the batch it was made in is looked up.
        wire.OpenAccount = new V1.OpenAccount { Card = "card token 7890", CardType = "member" };
        wire.ClearTarget();
        var operation = (await Read(wire)).Operation!;
        Assert.Equal((AccountNumber.From(operation.Key), false, "7890"), (operation.Account, operation.AccountStated, operation.NewCard!.LastFour));
    }

    private static V1.Operation Wire() => new()
    {
        Key = KeyAt(_now), Account = 5, Store = 1, Terminal = 7, Operator = 2, TerminalSeq = 42, Reference = "ticket",
        BusinessTime = Timestamp.FromDateTimeOffset(_now), TopUp = new V1.TopUp { AmountMinor = 700, Tender = "cash" },
    };

    private static ByteString KeyAt(DateTimeOffset time) => ByteString.CopyFrom(Guid.CreateVersion7(time).ToByteArray(bigEndian: true));

    private static async Task<(Ledger.Rules.Asked.Operation? Operation, Google.Rpc.Status? Problem)> Read(V1.Operation wire)
    {
        // Never connected: a test that came to ask it would fail.
        await using var nowhere = NpgsqlDataSource.Create("Host=127.0.0.1;Port=1;Timeout=1");
        var limits = new Limits();
        var rules = Terms.Demo.ToRules() with { TopUpMaxMinor = 1_000_000 };
        var book = new ProgramBook(
            [
                new Store(1, 1, "Central", TimeZoneInfo.FindSystemTimeZoneById("Asia/Shanghai")),
                new Store(2, 1, "Uptown", TimeZoneInfo.FindSystemTimeZoneById("America/New_York")),
            ], [rules]);
        var accounts = new AccountStates((account, _) => throw new InvalidOperationException($"Account {account} was asked for its state."));
        using var pins = new PinCheck(new PinHash(new byte[32], 1), accounts, limits);
        var reader = new OperationReader(
            book, new CardDirectory(nowhere, new CardKey(new byte[32]), 10), new JournalQueries(nowhere, nowhere, limits), accounts, pins, limits, new StandingTime());
        return await reader.ReadAsync(wire, default);
    }

    private sealed class StandingTime : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => _now;
    }
}

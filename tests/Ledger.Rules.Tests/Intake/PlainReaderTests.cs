using System.Buffers;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Ledger.Fuzz.Known;
using Ledger.Rules.Asked;
using Ledger.Rules.Codes;
using Ledger.Rules.Tests.Model;
using Ledger.Server.Basics;
using Ledger.Server.Cards;
using Ledger.Server.Intake;
using Ledger.Server.Intake.Checking;
using Ledger.Server.Intake.Proving;
using Ledger.Server.Intake.Resolving;
using Ledger.Server.Programs;

namespace Ledger.Rules.Tests.Intake;

/// <summary>
/// The short way of the hot kinds against the long way of all: whatever the short one reads, the long one reads the same.
/// </summary>
public sealed class PlainReaderTests
{
    private const int Messages = 20_000;

    private static readonly DateTimeOffset _now = new(2026, 11, 22, 4, 0, 0, TimeSpan.Zero);

    private static readonly System.Reflection.PropertyInfo[] _properties = typeof(Operation).GetProperties();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task I5_What_is_read_the_short_way_is_what_the_long_way_reads(int seed)
    {
        var (limits, time, lookups) = (new Limits(), new StandingTime(), new MemoryLookups());
        using var pins = new PinCheck(new SecretHash(new byte[32], 1), limits, time);
        var reader = new OperationReader(
            new OperationCheck(limits, time), new OperationResolver(Book(), new CardKey(new byte[32]), lookups),
            new OperationProof(pins, lookups), lookups);
        var plain = new PlainReader(Book(), limits, time);
        var random = new Random(seed);
        var read = 0;
        for (var i = 0; i < Messages; i++)
        {
            var bytes = Spoilt(Wire(random).ToByteArray(), random);
            if (plain.TryRead(new ReadOnlySequence<byte>(bytes)) is not { } operation) continue;
            read++;
            var (same, problem) = await reader.ReadAsync(V1.Operation.Parser.ParseFrom(bytes), Caller.Own, default);
            Assert.True(problem is null, $"seed {seed}, message {Convert.ToHexString(bytes)}: {problem}");
            foreach (var property in _properties)
                Assert.True(Equals(property.GetValue(same), property.GetValue(operation)),
                    $"seed {seed}, message {Convert.ToHexString(bytes)}: {property.Name}");
        }
        Assert.InRange(read, Messages / 10, Messages * 9 / 10);
    }

    [Fact]
    public void The_plain_kinds_are_read()
    {
        var plain = new PlainReader(Book(), new Limits(), new StandingTime());
        Assert.Equal(OperationKind.Debit, Read(plain, wire => wire.Debit = new V1.Debit { AmountMinor = 5, AllowPartial = true })!.Kind);
        Assert.Equal(OperationKind.Accrue, Read(plain, wire => wire.Accrue = new V1.Accrue { PurchaseMinor = 5 })!.Kind);
        Assert.Null(Read(plain, wire => wire.Accrue = new V1.Accrue { Points = 5, Reason = "a gift" }));
        Assert.Null(Read(plain, wire => (wire.Debit, wire.Reference) = (new V1.Debit { AmountMinor = 5 }, "ticket")));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void A_batch_is_read_as_the_parser_reads_it_or_refused_as_it_refuses_it(int seed)
    {
        var plain = new PlainReader(Book(), new Limits(), new StandingTime());
        var random = new Random(seed);
        int read = 0, refused = 0;
        for (var i = 0; i < Messages / 10; i++)
        {
            var bytes = Batch(random);
            V1.PostBatchRequest? parsed = null;
            try
            {
                parsed = V1.PostBatchRequest.Parser.ParseFrom(bytes);
            }
            catch (InvalidProtocolBufferException)
            {
                refused++;
                var told = Assert.Throws<RpcException>(() => SentBatch.Read(plain, new ReadOnlySequence<byte>(bytes), most: 1000));
                Assert.Equal(StatusCode.InvalidArgument, told.StatusCode);
                continue;
            }
            var batch = SentBatch.Read(plain, new ReadOnlySequence<byte>(bytes), most: 1000);
            Assert.Equal(parsed.Operations.Count, batch.Count);
            for (var at = 0; at < batch.Count; at++)
            {
                var (operation, message) = batch[at];
                if (operation is null) Assert.Equal(parsed.Operations[at], message);
                else
                    Assert.Equal(
                        (parsed.Operations[at].Key, parsed.Operations[at].Account),
                        (ByteString.CopyFrom(operation.Key.ToByteArray(bigEndian: true)), operation.Account));
                if (operation is not null) read++;
            }
        }
        Assert.True(read > Messages / 40 && refused > 20, $"{read} read, {refused} refused");
    }

    [Theory]
    [InlineData(new byte[] { })]
    // A field that nobody knows makes it the parser's.
    [InlineData(new byte[] { 0x10, 0x07 })]
    public void Operations_beyond_those_there_may_be_are_neither_parsed_nor_counted(byte[] ahead)
    {
        var plain = new PlainReader(Book(), new Limits(), new StandingTime());
        byte[] million = [.. ahead, .. Enumerable.Repeat(new byte[] { 0x0A, 0x00 }, 500_000).SelectMany(operation => operation)];
        var before = GC.GetAllocatedBytesForCurrentThread();
        var batch = SentBatch.Read(plain, new ReadOnlySequence<byte>(million), most: 1000);
        Assert.Equal(1001, batch.Count);
        // All of them would be a hundred million bytes; the copy that is counted in is one.
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 5_000_000);
        Assert.Equal(1000, SentBatch.Read(plain, new ReadOnlySequence<byte>(million[..(ahead.Length + 2000)]), most: 1000).Count);
    }

    // Some with a field that is not known, some cut short, some with an operation that is none.
    private static byte[] Batch(Random random)
    {
        var bytes = new List<byte>();
        for (var left = random.Next(5); left > 0; left--)
        {
            var operation = Spoilt(Wire(random).ToByteArray(), random);
            bytes.Add(0x0A);
            if (operation.Length >= 128) bytes.Add((byte)(operation.Length | 0x80));
            bytes.Add((byte)(operation.Length >= 128 ? operation.Length >> 7 : operation.Length));
            bytes.AddRange(operation);
        }
        switch (random.Next(20))
        {
            case 0: bytes.AddRange([0x10, 0x07]); break;
            case 1 when bytes.Count > 0: bytes.RemoveAt(bytes.Count - 1); break;
            case 2: bytes.AddRange([0x0A, 0x02, 0x0A, 0x7F]); break;
        }
        return [.. bytes];
    }

    private static Operation? Read(PlainReader plain, Action<V1.Operation> change)
    {
        var wire = Plain(_now);
        change(wire);
        return plain.TryRead(new ReadOnlySequence<byte>(wire.ToByteArray()));
    }

    private static V1.Operation Plain(DateTimeOffset at) => new()
    {
        Key = ByteString.CopyFrom(Guid.CreateVersion7(at).ToByteArray(bigEndian: true)),
        Account = 5, Store = 1, Terminal = 7, Operator = 2, TerminalSeq = 42, BusinessTime = Timestamp.FromDateTimeOffset(_now),
    };

    private static V1.Operation Wire(Random random)
    {
        var wire = Plain(_now.AddMinutes(random.Next(12)).AddHours(random.Next(30) == 0 ? -36 * 24 : 0));
        long[] odd = [0, -1, 1, long.MaxValue, 1L << 53, (1L << 53) - 1, int.MaxValue, 128, 1_000_001];
        long Number() => random.Next(12) == 0 ? odd[random.Next(odd.Length)] : random.Next(1, 2000);
        wire.Account = Number();
        wire.Store = (int)(1 + Number() % 3);
        wire.Terminal = (int)Number();
        wire.Operator = (int)Number();
        wire.TerminalSeq = Number();
        wire.BusinessTime.Nanos = random.Next(1_000_000_000);
        if (random.Next(30) == 0) wire.BusinessTime = wire.BusinessTime + Duration.FromTimeSpan(TimeSpan.FromHours(random.Next(-50, 50)));
        if (random.Next(40) == 0) wire.BusinessTime = null;
        if (random.Next(40) == 0) wire.Reference = "ticket";
        if (random.Next(40) == 0) wire.Card = "card token 1234";
        switch (random.Next(12))
        {
            case 0: wire.TopUp = new V1.TopUp { AmountMinor = 100 }; break;
            case 1: wire.Accrue = new V1.Accrue { Points = Number(), Reason = "a gift" }; break;
            case 2: wire.Accrue = new V1.Accrue { PurchaseMinor = Number(), Reason = random.Next(2) == 0 ? "a gift" : "" }; break;
            case < 7: wire.Accrue = new V1.Accrue { PurchaseMinor = Number() }; break;
            case < 11: wire.Debit = new V1.Debit { AmountMinor = Number(), AllowPartial = random.Next(2) == 0 }; break;
        }
        return wire;
    }

    // Now and then a message that no well-behaved caller sends: a field twice, fields in another order, one that is not known, a byte
    // changed.
    private static byte[] Spoilt(byte[] message, Random random) => random.Next(20) switch
    {
        0 => [.. message, .. new V1.Operation { Debit = new V1.Debit { AllowPartial = true } }.ToByteArray()],
        1 => [.. new V1.Operation { Accrue = new V1.Accrue { PurchaseMinor = 3 } }.ToByteArray(), .. message],
        2 => [.. message, .. new V1.Operation { Terminal = 9 }.ToByteArray()],
        3 => [.. message, 0xF8, 0x07, 0x01],
        4 => [.. new V1.Operation { TerminalSeq = 9, Operator = 1 }.ToByteArray(), .. message],
        5 => [.. message[..^1], 0x80, 0x00],
        _ => message,
    };

    private static ProgramBook Book() => new(
        [
            new Store(1, 1, "Central", TimeZoneInfo.FindSystemTimeZoneById("Asia/Shanghai")),
            new Store(2, 1, "Uptown", TimeZoneInfo.FindSystemTimeZoneById("America/New_York")),
        ],
        [Terms.Demo.ToRules() with { DebitMaxMinor = 1_000_000 }]);

    private sealed class StandingTime : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => _now;
    }
}

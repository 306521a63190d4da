using System.Collections.Concurrent;
using Google.Protobuf;
using Ledger.Rules.Codes;
using Ledger.Rules.Rows;
using Ledger.Rules.Tests.Simulation;
using Ledger.Server.Contract;
using Ledger.Server.Wire;

namespace Ledger.Rules.Tests.Contract;

/// <summary>The bytes that are written without a message are those of the message.</summary>
public sealed class ReceiptEncodingTests
{
    private const int Histories = 240;
    private const int Operations = 150;

    [Fact]
    public void Whatever_the_rows_the_bytes_are_those_of_the_message()
    {
        var met = new ConcurrentDictionary<(OperationKind Kind, bool IsPosted, bool IsRare), bool>();
        Parallel.For(1, Histories + 1, seed =>
        {
            var history = new SimulatedHistory(seed, Operations);
            foreach (var rows in history.Rules.Transactions)
            {
                AssertSame(rows, replayed: false, seed);
                AssertSame(rows, replayed: true, seed);
                var message = Receipts.Of(rows);
                met[(rows[0].Kind, rows[0].Outcome.IsPosted(), RareFields.Any(rows[0]))] = true;
                Assert.Equal(Rare(message), RareFields.Any(rows[0]));
            }
        });
        // A history that never came to something proves nothing about it.
        Assert.Equal(Enum.GetValues<OperationKind>().Where(kind => kind != OperationKind.None),
            met.Keys.Select(one => one.Kind).Distinct().Order());
        foreach (var plain in new[] { OperationKind.Accrue, OperationKind.Debit, OperationKind.TopUp, OperationKind.Redeem })
            Assert.Contains((plain, true, false), met.Keys);
        Assert.Contains((OperationKind.Checkout, true, true), met.Keys);
        Assert.Contains((OperationKind.Redeem, false, false), met.Keys);
    }

    [Fact]
    public void A_receipt_of_very_many_transfers_is_written_whole()
    {
        var rows = Enumerable.Range(0, 500).Select(leg => new JournalRow
        {
            Leg = (short)leg, Seq = 1 + leg, Account = 5, Amount = leg % 2 == 0 ? -long.MaxValue : 1 + leg,
            Asset = Asset.Points, Counter = SystemAccount.PointsRedeemed,
            Kind = OperationKind.Redeem, Outcome = Outcome.Posted, Figure = long.MaxValue, PointsAfter = -1, PrincipalAfter = long.MaxValue,
            BonusAfter = long.MaxValue,
            Lot = leg % 3 == 0 ? JournalRow.Debt : new DateOnly(2026, 12, 31), LotFrom = new DateOnly(9999, 1, 1), Program = short.MaxValue,
            Partition = short.MaxValue, RuleVersion = int.MaxValue, BusinessDate = new DateOnly(2026, 11, 22),
            PostedAt = new DateTime(2026, 11, 22, 4, 0, 0, DateTimeKind.Utc).AddTicks(9_999_999),
        }).ToArray();
        AssertSame(rows, replayed: true, seed: 0);
    }

    private static void AssertSame(JournalRow[] rows, bool replayed, int seed)
    {
        var (message, bytes) = (Receipts.Of(rows, replayed).ToByteArray(), ReceiptEncoding.Receipt(rows, replayed));
        if (!message.AsSpan().SequenceEqual(bytes))
            Assert.Fail(
                $"seed {seed}, {rows[0].Kind} {rows[0].Outcome}: {Convert.ToHexString(bytes)} is not {Convert.ToHexString(message)}");
        var results = new OneResult();
        ReceiptEncoding.Result(results, 7, rows, replayed);
        Assert.Equal((7L, 2), (results.Position, results.Field));
        Assert.Equal(message, results.Content);
    }

    private static bool Rare(V1.Receipt receipt) => V1.Receipt.Descriptor.Fields.InFieldNumberOrder()
        .Where(field => field.FieldNumber >= 16)
        .Any(field => !Equals(field.Accessor.GetValue(receipt), field.Accessor.GetValue(new V1.Receipt())));

    private sealed class OneResult : IResults
    {
        public long Position { get; private set; }
        public int Field { get; private set; }
        public byte[] Content { get; private set; } = [];

        public void Add(long position, int field, ReadOnlySpan<byte> content) =>
            (Position, Field, Content) = (position, field, content.ToArray());
    }
}

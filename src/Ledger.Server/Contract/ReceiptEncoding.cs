using System.Buffers;
using Google.Protobuf;
using Ledger.Rules.Codes;
using Ledger.Rules.Rows;
using Ledger.Server.Wire;

namespace Ledger.Server.Contract;

/// <summary>
/// The bytes of receipts and results. What most postings answer with is written from the rows without a message in between, which saves a
/// third of it; those with rare fields go through the message. Either way they are the bytes of <see cref="Receipts.Of"/>.
/// </summary>
public static class ReceiptEncoding
{
    // The fields of a plain receipt take less than 192 bytes beside the transfers, a transfer less than 64.
    private const int FixedMax = 192;
    private const int TransferMax = 64;

    /// <summary>The <c>Receipt</c> of one transaction: its rows in the order of their legs.</summary>
    public static byte[] Receipt(ReadOnlySpan<JournalRow> rows, bool replayed) => Encode(rows, replayed, results: null, position: 0);

    /// <summary>
    /// The same as the <c>PostResult</c> of <paramref name="position"/>, written where the others are: without an array of its own.
    /// </summary>
    internal static void Result(IResults results, long position, ReadOnlySpan<JournalRow> rows, bool replayed) =>
        Encode(rows, replayed, results, position);

    /// <summary>A <c>PostResult</c> with a receipt that is a message already.</summary>
    internal static void Result(IResults results, long position, V1.Receipt receipt) => results.Add(position, 2, receipt.ToByteArray());

    /// <summary>A <c>PostResult</c> with a problem.</summary>
    internal static void Result(IResults results, long position, Google.Rpc.Status problem) =>
        results.Add(position, 3, problem.ToByteArray());

    // With results: into them, and nothing is returned.
    private static byte[] Encode(ReadOnlySpan<JournalRow> rows, bool replayed, IResults? results, long position)
    {
        rows = Receipts.OwnRows(rows);
        if (RareFields.Any(rows[0]))
        {
            var message = Receipts.Of(rows, replayed).ToByteArray();
            results?.Add(position, 2, message);
            return message;
        }
        var room = FixedMax + TransferMax * rows.Length;
        var rented = room > 1024 ? ArrayPool<byte>.Shared.Rent(room) : null;
        var writer = new MessageWriter(rented ?? stackalloc byte[room]);
        WriteReceipt(ref writer, rows, replayed);
        byte[] encoded = [];
        if (results is null) encoded = writer.Written.ToArray();
        else results.Add(position, 2, writer.Written);
        if (rented is not null) ArrayPool<byte>.Shared.Return(rented);
        return encoded;
    }

    private static void WriteReceipt(ref MessageWriter writer, ReadOnlySpan<JournalRow> rows, bool replayed)
    {
        ref readonly var first = ref rows[0];
        ref readonly var last = ref rows[^1];
        writer.Key(1, first.Key);
        writer.Number(2, (long)first.Outcome);
        writer.Number(3, first.Account);
        writer.Number(4, first.Partition);
        writer.Number(5, first.Seq);
        foreach (ref readonly var row in rows)
            if (row.Amount != 0) WriteTransfer(ref writer, row);
        if (Receipts.TellsBalances(first.Outcome))
        {
            var balances = writer.Open(7);
            writer.Number(1, last.PointsAfter);
            writer.Number(2, last.PrincipalAfter);
            writer.Number(3, last.BonusAfter);
            writer.Close(balances);
        }
        writer.Number(8, first.Program);
        writer.Number(9, first.RuleVersion);
        writer.Number(10, DateNumber.Of(first.BusinessDate));
        WriteTime(ref writer, 11, first.PostedAt);
        writer.Number(12, replayed ? 1 : 0);
        if (!first.Outcome.IsPosted()) WriteRefusal(ref writer, first);
        else if (first.Kind == OperationKind.Redeem) writer.Number(14, first.Figure);
    }

    private static void WriteTransfer(ref MessageWriter writer, in JournalRow row)
    {
        var transfer = writer.Open(6);
        var memberField = row.Amount > 0 ? 2 : 1;
        for (var field = 1; field <= 2; field++)
        {
            var side = writer.Open(field);
            if (field == memberField) writer.Number(1, row.Account);
            else writer.Number(2, (long)row.Counter);
            writer.Close(side);
        }
        writer.Number(3, (long)row.Asset);
        writer.Number(4, Math.Abs(row.Amount));
        writer.Number(5, row.Lot is { } lot ? DateNumber.OfLot(lot) : 0);
        writer.Number(6, row.LotFrom is { } from ? DateNumber.Of(from) : 0);
        writer.Close(transfer);
    }

    private static void WriteRefusal(ref MessageWriter writer, in JournalRow row)
    {
        if (Refusals.Of(row) is not { } figures) return;
        var refusal = writer.Open(13);
        writer.Number(1, figures.Needed);
        writer.Number(2, figures.Available);
        writer.Number(3, figures.MultipleOf);
        writer.Number(4, figures.Account);
        writer.Close(refusal);
    }

    private static void WriteTime(ref MessageWriter writer, int field, DateTime time)
    {
        var ticks = time.Ticks - DateTime.UnixEpoch.Ticks;
        var seconds = Math.DivRem(ticks, TimeSpan.TicksPerSecond, out var rest);
        var timestamp = writer.Open(field);
        writer.Number(1, seconds);
        writer.Number(2, rest * 100);
        writer.Close(timestamp);
    }
}

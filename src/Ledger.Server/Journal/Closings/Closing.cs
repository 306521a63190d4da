using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Ledger.Server.Journal.Closings;

/// <summary>One closing of a partition, column by column the table <c>closing</c>.</summary>
/// <param name="Month">Its first day.</param>
/// <param name="Seq">The last row that is in it.</param>
internal sealed record Closing(short Partition, DateOnly Month, long Seq, byte[] RowsHash, byte[] StatesHash, byte[] Hash)
{
    /// <summary>The first moment that is not in the month any more, UTC.</summary>
    public static DateTime EndOf(DateOnly month) => month.AddMonths(1).ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc);

    public static DateOnly MonthOf(DateTime moment) => new(moment.Year, moment.Month, 1);

    /// <summary>The hash of a closing, of its sums too, and of the one before it.</summary>
    /// <param name="before">The hash of that; null: there is none.</param>
    /// <param name="totals">In the order of program, asset and counter.</param>
    /// <param name="held">In the order of day, program and asset.</param>
    public byte[] HashBehind(byte[]? before, IReadOnlyCollection<ClosingTotal> totals, IReadOnlyCollection<ClosingHeld> held)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var part = new byte[32];
        hash.AppendData(before ?? RowChain.Nothing);
        BinaryPrimitives.WriteInt16BigEndian(part, Partition);
        BinaryPrimitives.WriteInt32BigEndian(part.AsSpan(2), Month.DayNumber);
        BinaryPrimitives.WriteInt64BigEndian(part.AsSpan(6), Seq);
        BinaryPrimitives.WriteInt32BigEndian(part.AsSpan(14), totals.Count);
        hash.AppendData(part.AsSpan(0, 18));
        hash.AppendData(RowsHash);
        hash.AppendData(StatesHash);
        foreach (var total in totals)
        {
            BinaryPrimitives.WriteInt16BigEndian(part, total.Program);
            BinaryPrimitives.WriteInt16BigEndian(part.AsSpan(2), total.Asset);
            BinaryPrimitives.WriteInt16BigEndian(part.AsSpan(4), total.Counter);
            BinaryPrimitives.WriteInt64BigEndian(part.AsSpan(6), total.Given);
            BinaryPrimitives.WriteInt64BigEndian(part.AsSpan(14), total.Taken);
            hash.AppendData(part.AsSpan(0, 22));
        }
        foreach (var sum in held)
        {
            BinaryPrimitives.WriteInt32BigEndian(part, sum.ReceivedOn.DayNumber);
            BinaryPrimitives.WriteInt16BigEndian(part.AsSpan(4), sum.Program);
            BinaryPrimitives.WriteInt16BigEndian(part.AsSpan(6), sum.Asset);
            BinaryPrimitives.WriteInt64BigEndian(part.AsSpan(8), sum.Amount);
            hash.AppendData(part.AsSpan(0, 16));
        }
        return hash.GetHashAndReset();
    }
}

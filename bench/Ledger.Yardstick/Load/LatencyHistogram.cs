using System.Numerics;

namespace Ledger.Yardstick.Load;

/// <summary>
/// Counts durations in buckets of about 1.5 % width, from a microsecond to an hour. Not for concurrent use: each caller has its own, and
/// they are added up at the end.
/// </summary>
internal sealed class LatencyHistogram
{
    private const int SubBits = 6;
    private const int SubCount = 1 << SubBits;
    private const int Powers = 32;

    private readonly long[] _counts = new long[Powers * SubCount];

    public long Count { get; private set; }

    public void Add(TimeSpan duration)
    {
        _counts[BucketOf((long)duration.TotalMicroseconds)]++;
        Count++;
    }

    public void Add(LatencyHistogram other)
    {
        for (var i = 0; i < _counts.Length; i++) _counts[i] += other._counts[i];
        Count += other.Count;
    }

    /// <summary>The duration, in milliseconds, that <paramref name="share"/> of all durations do not exceed; 0 without any.</summary>
    public double Milliseconds(double share)
    {
        var rank = (long)Math.Ceiling(Count * share);
        for (var i = 0; i < _counts.Length; i++)
            if (_counts[i] > 0 && (rank -= _counts[i]) <= 0) return HighestOf(i) / 1000.0;
        return 0;
    }

    private static int BucketOf(long micros)
    {
        if (micros < SubCount) return (int)Math.Max(0, micros);
        var power = BitOperations.Log2((ulong)micros) - SubBits + 1;
        return Math.Min((power << SubBits) + (int)(micros >> power), (Powers * SubCount) - 1);
    }

    private static long HighestOf(int bucket)
    {
        // Above the first power only the upper half of the sub-buckets is in use.
        var power = bucket >> SubBits;
        return power == 0 ? bucket : (((bucket & (SubCount - 1)) + 1L) << power) - 1;
    }
}

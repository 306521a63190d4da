using System.Numerics;
using HdrHistogram;

namespace Ledger.Tooling.Measures;

/// <summary>
/// Latencies in microseconds, counted by an HdrHistogram: the rank of every value is kept from a microsecond to twelve days. Smallest,
/// largest and mean are exact. Not for concurrent use: whoever records has one of its own, and they are added up.
/// </summary>
/// <remarks>
/// <b>Error bound.</b> A bucket is at most 10^-d of its values wide, d being the significant digits, and stands for its middle: a
/// percentile is off by at most <see cref="RelativeErrorMax"/> of the true value at that rank, 0.05 % with the 3 digits of the totals and
/// 5 % with the 1 digit of the intervals.
/// </remarks>
public sealed class LatencyHistogram
{
    /// <summary>Significant digits for the figures of a run; about 250 KB.</summary>
    public const int TotalDigits = 3;

    /// <summary>Significant digits for the intervals of a run, of which there are many; about 4 KB.</summary>
    public const int IntervalDigits = 1;

    /// <summary>Longer durations are counted as this one, about 12.7 days.</summary>
    public const long ValueMaxMicroseconds = (1L << 40) - 1;

    private readonly LongHistogram _counts;
    private long _sum;
    private long _min = long.MaxValue;

    /// <param name="digits">Significant decimal digits, from 1 to 5.</param>
    public LatencyHistogram(int digits = TotalDigits) => _counts = new LongHistogram(1, ValueMaxMicroseconds, digits);

    /// <summary>How many were recorded.</summary>
    public long Count => _counts.TotalCount;

    /// <summary>The largest; 0 when there are none.</summary>
    public long MaxMicroseconds { get; private set; }

    /// <summary>The smallest; 0 when there are none.</summary>
    public long MinMicroseconds => Count == 0 ? 0 : _min;

    /// <summary>The mean; 0 when there are none.</summary>
    public double MeanMicroseconds => Count == 0 ? 0 : (double)_sum / Count;

    /// <summary>How far a percentile can be from the true value, as a share of it.</summary>
    public double RelativeErrorMax => 0.5 * Math.Pow(10, -_counts.NumberOfSignificantValueDigits);

    /// <summary>Bits of a value that are kept: values below 2 to that power are exact.</summary>
    public int Bits => BitOperations.Log2((uint)_counts.SubBucketCount);

    /// <summary>Counts one.</summary>
    /// <param name="microseconds">How long it took; below 0 counts as 0.</param>
    public void Record(long microseconds)
    {
        var value = Math.Clamp(microseconds, 0, ValueMaxMicroseconds);
        _counts.RecordValue(value);
        _sum += value;
        _min = Math.Min(_min, value);
        MaxMicroseconds = Math.Max(MaxMicroseconds, value);
    }

    /// <summary>Takes in what another one has counted.</summary>
    /// <param name="other">Of the same precision.</param>
    /// <exception cref="ArgumentException">The precisions differ.</exception>
    public void Add(LatencyHistogram other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (other.Bits != Bits) throw new ArgumentException("Histograms of different precision cannot be added.", nameof(other));
        _counts.Add(other._counts);
        _sum += other._sum;
        _min = Math.Min(_min, other._min);
        MaxMicroseconds = Math.Max(MaxMicroseconds, other.MaxMicroseconds);
    }

    /// <summary>The value below or at which <paramref name="percent"/> of all values lie, in microseconds; 0 when there are none.</summary>
    /// <param name="percent">From 0 to 100.</param>
    public long Percentile(double percent)
    {
        if (Count == 0) return 0;
        // The rank is rounded up: p50 of three values is the second. The slack takes the rounding error of percent off whole ranks.
        var rank = Math.Clamp((long)Math.Ceiling((percent / 100 * Count) - 1e-9), 1, Count);
        if (rank == Count) return MaxMicroseconds;
        return Math.Clamp(_counts.MedianEquivalentValue(_counts.GetValueAtPercentile(rank * 100.0 / Count)), _min, MaxMicroseconds);
    }

    /// <summary>The buckets that hold anything, in rising order: the value in the middle of each, in microseconds, and its count.</summary>
    public IEnumerable<(long Value, long Count)> Buckets() =>
        _counts.RecordedValues()
            .Select(bucket => (_counts.MedianEquivalentValue(bucket.ValueIteratedTo), bucket.CountAddedInThisIterationStep));
}

using System.Numerics;

namespace Ledger.Load.Recording;

/// <summary>
/// Counts durations in buckets whose width grows with the value (as HdrHistogram does), so that the rank of every value is kept from a
/// microsecond to twelve days in a few kilobytes.
/// </summary>
/// <remarks>
/// <b>Error bound.</b> With <c>b</c> bits, values below 2^b microseconds are exact. Above, a bucket is at most 2^(1-b) of its values wide
/// and stands for its middle, so a percentile is off by at most <see cref="RelativeErrorMax"/> = 2^-b of the true value at that rank:
/// 0.2 % with the 9 bits of the totals, 3.1 % with the 5 bits of the intervals. Smallest, largest and mean are exact.
/// </remarks>
internal sealed class LatencyHistogram
{
    /// <summary>For the figures of a run.</summary>
    public const int TotalBits = 9;

    /// <summary>For the intervals of a run, of which there are many.</summary>
    public const int IntervalBits = 5;

    /// <summary>Longer durations are counted as this one, about 12.7 days.</summary>
    public const long ValueMaxMicroseconds = (1L << 40) - 1;

    private readonly int _bits;
    private readonly long[] _counts;
    private long _sum;
    private long _min = long.MaxValue;

    public LatencyHistogram(int bits)
    {
        _bits = bits;
        _counts = new long[IndexOf(ValueMaxMicroseconds, bits) + 1];
    }

    public long Count { get; private set; }

    public long MaxMicroseconds { get; private set; }

    public long MinMicroseconds => Count == 0 ? 0 : _min;

    public double MeanMicroseconds => Count == 0 ? 0 : (double)_sum / Count;

    /// <summary>How far a percentile can be from the true value, as a share of it.</summary>
    public double RelativeErrorMax => 1.0 / (1 << _bits);

    public void Record(long microseconds)
    {
        var value = Math.Clamp(microseconds, 0, ValueMaxMicroseconds);
        _counts[IndexOf(value, _bits)]++;
        Count++;
        _sum += value;
        _min = Math.Min(_min, value);
        MaxMicroseconds = Math.Max(MaxMicroseconds, value);
    }

    public void Add(LatencyHistogram other)
    {
        if (other._bits != _bits)
            throw new ArgumentException("Histograms of different precision cannot be added.", nameof(other));
        for (var i = 0; i < _counts.Length; i++)
            _counts[i] += other._counts[i];
        Count += other.Count;
        _sum += other._sum;
        _min = Math.Min(_min, other._min);
        MaxMicroseconds = Math.Max(MaxMicroseconds, other.MaxMicroseconds);
    }

    public LatencyHistogram Copy()
    {
        var copy = new LatencyHistogram(_bits);
        copy.Add(this);
        return copy;
    }

    /// <summary>The value below or at which <paramref name="percent"/> of all values lie, in microseconds; 0 when there are none.</summary>
    public long Percentile(double percent)
    {
        if (Count == 0)
            return 0;
        // The rank is rounded up: p50 of three values is the second. The slack takes the rounding error of percent off whole ranks.
        var rank = Math.Clamp((long)Math.Ceiling((percent / 100 * Count) - 1e-9), 1, Count);
        var seen = 0L;
        for (var i = 0; i < _counts.Length; i++)
        {
            seen += _counts[i];
            if (seen >= rank)
                return rank == Count ? MaxMicroseconds : Math.Clamp(MiddleOf(i, _bits), _min, MaxMicroseconds);
        }
        return MaxMicroseconds;
    }

    /// <summary>
    /// The same, going straight through a bucket instead of jumping to its middle: for comparing runs whose difference is smaller than
    /// a bucket.
    /// </summary>
    public double InterpolatedPercentile(double percent)
    {
        if (Count == 0)
            return 0;
        var (wanted, seen) = (percent / 100 * Count, 0L);
        for (var i = 0; i < _counts.Length; i++)
        {
            if (_counts[i] > 0 && seen + _counts[i] >= wanted)
            {
                var (low, width) = BoundsOf(i, _bits);
                return low + (width * Math.Clamp((wanted - seen) / _counts[i], 0, 1));
            }
            seen += _counts[i];
        }
        return MaxMicroseconds;
    }

    /// <summary>A histogram from its buckets. Smallest, largest and mean are those of the buckets' middles then.</summary>
    public static LatencyHistogram From(int bits, IEnumerable<KeyValuePair<int, long>> buckets)
    {
        var histogram = new LatencyHistogram(bits);
        foreach (var (index, count) in buckets)
        {
            var middle = MiddleOf(index, bits);
            histogram._counts[index] += count;
            histogram.Count += count;
            histogram._sum += middle * count;
            histogram._min = Math.Min(histogram._min, middle);
            histogram.MaxMicroseconds = Math.Max(histogram.MaxMicroseconds, middle);
        }
        return histogram;
    }

    /// <summary>The buckets that hold anything: index and count.</summary>
    public IEnumerable<(int Index, long Count)> Buckets()
    {
        for (var i = 0; i < _counts.Length; i++)
        {
            if (_counts[i] > 0)
                yield return (i, _counts[i]);
        }
    }

    /// <summary>The value that a bucket stands for, in microseconds.</summary>
    public static long MiddleOf(int index, int bits)
    {
        var (low, width) = BoundsOf(index, bits);
        return low + ((width - 1) / 2);
    }

    /// <summary>The lowest value of a bucket and how many values it holds, in microseconds.</summary>
    public static (long Low, long Width) BoundsOf(int index, int bits)
    {
        var exact = 1 << bits;
        if (index < exact)
            return (index, 1);
        var half = exact / 2;
        var shift = ((index - exact) / half) + 1;
        return ((long)(half + ((index - exact) % half)) << shift, 1L << shift);
    }

    /// <summary>The bucket of a value.</summary>
    public static int IndexOf(long value, int bits)
    {
        var exact = 1 << bits;
        if (value < exact)
            return (int)value;
        var half = exact / 2;
        var shift = BitOperations.Log2((ulong)value) - bits + 1;
        return exact + ((shift - 1) * half) + (int)(value >> shift) - half;
    }
}

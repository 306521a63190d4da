using Ledger.Load.Report;

namespace Ledger.Load.Compare;

/// <summary>
/// The buckets of several intervals put together. A percentile goes straight through its bucket instead of jumping to its middle, for
/// runs whose difference is smaller than a bucket.
/// </summary>
internal sealed class BucketCounts(int bits)
{
    private readonly SortedDictionary<int, long> _counts = [];
    private long _total;

    public void Add(int index, long count)
    {
        _counts[index] = _counts.GetValueOrDefault(index) + count;
        _total += count;
    }

    /// <summary>Mean of the buckets' middles in microseconds; 0 when there are none.</summary>
    public double Mean => _total == 0 ? 0 : _counts.Sum(bucket => MiddleOf(bucket.Key) * bucket.Value) / _total;

    /// <summary>The value below which <paramref name="percent"/> of all lie, in microseconds; 0 when there are none.</summary>
    public double Percentile(double percent)
    {
        var (wanted, seen, highest) = (percent / 100 * _total, 0L, 0.0);
        foreach (var (index, count) in _counts)
        {
            var (low, width) = BucketIndex.BoundsOf(index, bits);
            if (seen + count >= wanted)
                return low + (width * Math.Clamp((wanted - seen) / count, 0, 1));
            (seen, highest) = (seen + count, low + width);
        }
        return highest;
    }

    private double MiddleOf(int index)
    {
        var (low, width) = BucketIndex.BoundsOf(index, bits);
        return low + ((width - 1) / 2);
    }
}

using Ledger.Load.Report;

namespace Ledger.Load.Compare;

/// <summary>Figures of a choice of a run's intervals.</summary>
internal sealed class Resample
{
    private readonly BucketCounts _buckets;
    private readonly long _answered;
    private readonly long _failed;
    private readonly double _seconds;

    public Resample(SeriesReport series, IReadOnlyList<int> intervals)
    {
        _buckets = new BucketCounts(series.HistogramBits);
        foreach (var index in intervals)
        {
            var point = series.Points[index];
            foreach (var bucket in point.Histogram)
                _buckets.Add((int)bucket[0], bucket[1]);
            _answered += point.Ok + point.Refused;
            _failed += point.Failed;
        }
        _seconds = intervals.Count * series.IntervalSeconds;
    }

    public double Rate => _seconds > 0 ? _answered / _seconds : 0;

    public double ErrorRate => _answered + _failed > 0 ? (double)_failed / (_answered + _failed) : 0;

    public double Mean => _buckets.Mean;

    public double Percentile(double percent) => _buckets.Percentile(percent);
}

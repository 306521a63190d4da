using FsCheck;
using FsCheck.Fluent;
using Ledger.Load.Report;
using Ledger.Tooling.Measures;

namespace Ledger.Load.Tests;

public class HistogramTests
{
    private static readonly Arbitrary<long[]> _values = Gen.Choose(0, int.MaxValue).Select(value => (long)value)
        .Select(value => value >> (int)(value % 31)).NonEmptyListOf().Select(list => list.ToArray()).ToArbitrary();

    [Theory]
    [InlineData(LatencyHistogram.TotalDigits)]
    [InlineData(LatencyHistogram.IntervalDigits)]
    public void A_percentile_is_within_the_documented_bound_of_the_true_value_at_its_rank(int digits) =>
        Prop.ForAll(_values, values =>
        {
            var histogram = new LatencyHistogram(digits);
            foreach (var value in values)
                histogram.Record(value);
            var sorted = values.Order().ToArray();
            return new[] { 0.01, 1, 25, 50, 75, 90, 99, 99.9, 99.99, 100 }.All(percent =>
            {
                var rank = Math.Clamp((int)Math.Ceiling((percent / 100 * sorted.Length) - 1e-9), 1, sorted.Length);
                var truth = sorted[rank - 1];
                return Math.Abs(histogram.Percentile(percent) - truth) <= truth * histogram.RelativeErrorMax;
            });
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(500));

    [Theory]
    [InlineData(LatencyHistogram.TotalDigits)]
    [InlineData(LatencyHistogram.IntervalDigits)]
    public void Every_value_lies_in_the_bucket_that_a_report_counts_it_in(int digits) =>
        Prop.ForAll(_values, values => values.All(value =>
        {
            var histogram = new LatencyHistogram(digits);
            histogram.Record(value);
            var (middle, count) = histogram.Buckets().Single();
            var (low, width) = BucketIndex.BoundsOf(BucketIndex.Of(middle, histogram.Bits), histogram.Bits);
            return count == 1 && value >= low && value < low + width;
        })).Check(Config.QuickThrowOnFailure.WithMaxTest(500));

    [Fact]
    public void Buckets_follow_each_other_without_gap_or_overlap()
    {
        var next = 0L;
        for (var index = 0; index <= BucketIndex.Of(LatencyHistogram.ValueMaxMicroseconds, 9); index++)
        {
            var (low, width) = BucketIndex.BoundsOf(index, 9);
            Assert.Equal(next, low);
            next = low + width;
        }
        Assert.Equal(LatencyHistogram.ValueMaxMicroseconds + 1, next);
    }

    [Fact]
    public void Values_below_the_first_power_are_exact_and_so_are_least_largest_and_mean()
    {
        var histogram = new LatencyHistogram();
        foreach (var value in new long[] { 7, 300, 511, 123_456_789 })
            histogram.Record(value);
        Assert.Equal(7, histogram.Percentile(25));
        Assert.Equal(300, histogram.Percentile(50));
        Assert.Equal(511, histogram.Percentile(75));
        Assert.Equal((7, 123_456_789), (histogram.MinMicroseconds, histogram.MaxMicroseconds));
        Assert.Equal(123_456_789, histogram.Percentile(100));
        Assert.Equal((7 + 300 + 511 + 123_456_789) / 4.0, histogram.MeanMicroseconds);
    }

    [Fact]
    public void Added_histograms_are_the_histogram_of_all_values() =>
        Prop.ForAll(_values, _values, (one, two) =>
        {
            var (a, b, all) = (new LatencyHistogram(), new LatencyHistogram(), new LatencyHistogram());
            foreach (var value in one) a.Record(value);
            foreach (var value in two) b.Record(value);
            foreach (var value in one.Concat(two)) all.Record(value);
            a.Add(b);
            return a.Count == all.Count && a.Percentile(50) == all.Percentile(50) && a.Percentile(99) == all.Percentile(99)
                && a.MinMicroseconds == all.MinMicroseconds && a.MaxMicroseconds == all.MaxMicroseconds;
        }).Check(Config.QuickThrowOnFailure);

    [Fact]
    public void What_is_too_long_is_counted_as_the_longest() =>
        Assert.Equal(LatencyHistogram.ValueMaxMicroseconds, RecordOne(long.MaxValue).MaxMicroseconds);

    private static LatencyHistogram RecordOne(long value)
    {
        var histogram = new LatencyHistogram();
        histogram.Record(value);
        return histogram;
    }
}

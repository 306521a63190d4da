using Ledger.Load.Audit;
using Ledger.Load.Engine;
using Ledger.Load.Recording;
using Ledger.Load.Session;
using Ledger.Load.Targets;
using Ledger.Load.Thresholds;
using Ledger.Tooling.Measures;

namespace Ledger.Load.Report;

/// <summary>Makes the parts of a report from what was recorded. Rounds nothing but averages, to what they can be believed to.</summary>
internal static class ReportBuilder
{
    private const double Micro = 1e6;

    private static readonly int IntervalBits = new LatencyHistogram(LatencyHistogram.IntervalDigits).Bits;

    private static readonly double[] _curve =
        [0, 10, 20, 30, 40, 50, 60, 70, 75, 80, 85, 90, 92.5, 95, 96, 97, 98, 98.5, 99, 99.3, 99.5, 99.7, 99.8, 99.9, 99.95, 99.97, 99.99,
        99.995, 99.999, 100];

    public static StepReport Step(string name, StepFigures figures, double seconds) => new(
        name, figures.Requests, figures.Of(Ending.Ok), figures.Of(Ending.Refused), figures.Of(Ending.Failed), figures.Retries,
        figures.Operations,
        Round(Metrics.Of("rate", figures, seconds) ?? 0), Latency(figures.Response), Latency(figures.Service),
        Latency(figures.ResponseOf(Ending.Ok)), Latency(figures.ResponseOf(Ending.Refused)), Latency(figures.ResponseOf(Ending.Failed)));

    public static LatencyReport Latency(LatencyHistogram histogram) => new(
        histogram.Count, histogram.MinMicroseconds, Round(histogram.MeanMicroseconds), histogram.Percentile(50), histogram.Percentile(75),
        histogram.Percentile(90), histogram.Percentile(95), histogram.Percentile(99), histogram.Percentile(99.9),
        histogram.Percentile(99.99),
        histogram.MaxMicroseconds);

    public static IReadOnlyList<CurvePoint> Curve(StepFigures total) => total.Requests == 0 ? [] :
        [.. _curve.Where(percent => percent is 0 or 100 || total.Requests * (1 - (percent / 100)) >= 0.5)
            .Select(percent => percent == 0
                ? new CurvePoint(0, total.Response.MinMicroseconds, total.Service.MinMicroseconds)
                : new CurvePoint(percent, total.Response.Percentile(percent), total.Service.Percentile(percent)))];

    public static SeriesReport Series(TimeSeries series)
    {
        var seconds = series.LengthMicroseconds / Micro;
        // Readings go on while the last answers are counted: intervals at the end in which nothing was due and nothing ended are left out.
        var count = series.Intervals.Count;
        while (count > 0 && series.Intervals[count - 1] is { Due: 0, Response.Count: 0, NotSent: 0 })
            count--;
        var points = series.Intervals.Take(count).Select((interval, index) => new SeriesPoint(
            index * seconds, interval.Due, interval.Ok, interval.Refused, interval.Failed, interval.NotSent, interval.Operations,
            interval.Response.Percentile(50), interval.Response.Percentile(90), interval.Response.Percentile(99),
            interval.Response.MaxMicroseconds,
            interval.LagMaxMicroseconds, Round(interval.GeneratorCores), interval.GeneratorMemoryBytes, Server(interval.Server, seconds),
            [.. interval.Response.Buckets().Select(bucket => new[] { BucketIndex.Of(bucket.Value, IntervalBits), bucket.Count })]));
        return new SeriesReport(seconds, IntervalBits, [.. points]);
    }

    public static CapacityReport? Capacity(LoadEngine engine) => engine.Capacity is not { } found ? null : new CapacityReport(
        Round(found.PerSecond), found.ReachedTheUpperEnd,
        [.. engine.Levels.Select(level => new LevelReport(
            Round(level.PerSecond), Round(level.At / Micro), level.Passed, level.Scheduled, level.NotSent,
            Round(Metrics.Of("rate", level.Figures, level.Seconds) ?? 0), level.Figures.Response.Percentile(50),
            level.Figures.Response.Percentile(99),
            Metrics.Of("error_rate", level.Figures, level.Seconds) ?? 0, Thresholds(level.Results),
            level.ForeignCores is { } cores ? Round(cores) : null))], found.IsCertain);

    public static IReadOnlyList<ThresholdReport> Thresholds(IEnumerable<ThresholdResult> results) =>
        [.. results.Select(result => new ThresholdReport(result.Threshold.Text, result.Value, result.ValueText, result.Passed))];

    public static IReadOnlyList<FaultReport> Faults(IEnumerable<FaultRecord> records) =>
        [.. records.Select(record =>
        new FaultReport(record.What, Round(record.BeganMicroseconds / Micro), Round(record.EndedMicroseconds / Micro)))];

    public static IReadOnlyList<CheckReport> Audit(AuditReport audit) =>
        [.. audit.Checks.Select(check => new CheckReport(check.Name, OutcomeWord.Snake(check.Result.ToString()), check.Detail))];

    public static GeneratorReport Generator(GeneratorFigures figures, IReadOnlyList<string> whyInvalid) => new(
        figures.LagP99Microseconds, figures.LagMaxMicroseconds, figures.QueueingP99Microseconds, figures.QueueingMaxMicroseconds,
        Round(figures.Cores), figures.CoresOfMachine, figures.MemoryMaxBytes, Round(figures.PausedMilliseconds), whyInvalid);

    public static ServerReport? Server(TimeSeries series, ServerWatch watch)
    {
        var figures = series.Intervals.Select(interval => interval.Server).OfType<ServerFigures>().ToList();
        if (figures.Count == 0)
            return null;
        var all = figures.Aggregate((one, next) => one.With(next));
        return new ServerReport(
            all.QueueDepth, all.Commits, Round(all.BatchMean), Round(all.CommitMillisecondsMean * 1000), watch.CommitPercentile(50),
            watch.CommitPercentile(99), all.Refusals, figures.Max(figure => figure.MemoryBytes),
            MemoryGrowth.Of([.. figures.Select(figure => figure.MemoryBytes)]), Round(all.CpuSeconds));
    }

    public static double Round(double value) => Math.Round(value, 3);

    private static ServerPoint? Server(ServerFigures? figures, double seconds) => figures is null ? null : new ServerPoint(
        figures.QueueDepth, figures.Commits, Round(figures.BatchMean), Round(figures.CommitMillisecondsMean), figures.Refusals,
        figures.MemoryBytes, Round(figures.CpuSeconds / seconds));
}

namespace Ledger.Load.Report;

/// <summary>
/// Everything a run came to. JSON is this record as it is; HTML, Markdown, CSV and JUnit are made from it and from nothing else, so
/// that they cannot differ. Durations are microseconds unless the name says otherwise.
/// </summary>
internal sealed record RunReport
{
    public const string CurrentFormat = "ledger-load/1";

    public string Format { get; init; } = CurrentFormat;
    public required string Scenario { get; init; }
    public required string Description { get; init; }
    public required int Seed { get; init; }
    public required DateTimeOffset StartedAt { get; init; }
    public required string Target { get; init; }

    /// <summary>passed, failed, or invalid: the generator was the bottleneck.</summary>
    public required string Verdict { get; init; }

    /// <summary>What the verdict rests on when it is not passed; what is worth knowing otherwise.</summary>
    public required IReadOnlyList<string> Remarks { get; init; }
    public required IReadOnlyList<PlanLine> Plan { get; init; }
    public required SummaryReport Summary { get; init; }
    public required StepReport Total { get; init; }
    public required IReadOnlyList<StepReport> Steps { get; init; }
    public required IReadOnlyDictionary<string, long> Outcomes { get; init; }
    public required IReadOnlyList<CurvePoint> PercentileCurve { get; init; }
    public required SeriesReport Series { get; init; }
    public CapacityReport? Capacity { get; init; }
    public required IReadOnlyList<ThresholdReport> Thresholds { get; init; }
    public required IReadOnlyList<FaultReport> Faults { get; init; }
    public required IReadOnlyList<CheckReport> Audit { get; init; }
    public required GeneratorReport Generator { get; init; }
    public ServerReport? Server { get; init; }

    /// <summary>The machine the generator ran on.</summary>
    public required IReadOnlyDictionary<string, string> Machine { get; init; }
    public required IReadOnlyDictionary<string, string> Versions { get; init; }

    /// <summary>The scenario as it was run, in words.</summary>
    public required IReadOnlyDictionary<string, string> Settings { get; init; }
}

/// <summary>One line of the plan.</summary>
/// <param name="What">The simulation's name.</param>
/// <param name="Words">What it does.</param>
/// <param name="Requests">Requests it schedules; null: as many as the target answers.</param>
/// <param name="Seconds">How long; null: until it is done.</param>
internal sealed record PlanLine(string What, string Words, long? Requests, double? Seconds);

/// <summary>The run in a few numbers.</summary>
internal sealed record SummaryReport(
    long Scheduled, long Sent, long NotSent, long StoredOffline, long WarmUpRequests, long Abandoned, double Seconds, double Rate,
    double OperationRate, double SentShare, long StoredForMax);

/// <summary>One step, or all together.</summary>
internal sealed record StepReport(
    string Name, long Requests, long Ok, long Refused, long Failed, long Retries, long Operations, double Rate,
    LatencyReport Response, LatencyReport Service, LatencyReport ResponseOk, LatencyReport ResponseRefused, LatencyReport ResponseFailed);

/// <summary>Latencies in microseconds; all 0 when there were none.</summary>
internal sealed record LatencyReport(
    long Count, long Min, double Mean, long P50, long P75, long P90, long P95, long P99, long P999, long P9999, long Max);

/// <summary>A point of the percentile curve, in microseconds.</summary>
internal sealed record CurvePoint(double Percent, long Response, long Service);

/// <summary>The run over time.</summary>
/// <param name="IntervalSeconds">How long each interval is.</param>
/// <param name="HistogramBits">Precision of the histograms: BucketIndex says what an index means.</param>
/// <param name="Points">The intervals.</param>
internal sealed record SeriesReport(double IntervalSeconds, int HistogramBits, IReadOnlyList<SeriesPoint> Points);

/// <summary>One interval. Histogram: pairs of bucket index and count.</summary>
internal sealed record SeriesPoint(
    double At, long Due, long Ok, long Refused, long Failed, long NotSent, long Operations, long P50, long P90, long P99, long Max,
    long LagMax, double GeneratorCores, long GeneratorMemoryBytes, ServerPoint? Server, IReadOnlyList<long[]> Histogram);

/// <summary>The server's own words about an interval.</summary>
internal sealed record ServerPoint(
    double QueueDepth, double Commits, double BatchMean, double CommitMillisecondsMean, double Refusals, double MemoryBytes, double Cores);

/// <summary>What a capacity search came to; not certain where a level failed only beside other processes.</summary>
internal sealed record CapacityReport(
    double PerSecond, bool ReachedTheUpperEnd, IReadOnlyList<LevelReport> Levels, bool IsCertain = true);

/// <summary>One level of it. CPU of processes without a part in the run in cores; null: not known.</summary>
internal sealed record LevelReport(
    double PerSecond, double At, bool Passed, long Scheduled, long NotSent, double Rate, long P50, long P99, double ErrorRate,
    IReadOnlyList<ThresholdReport> Thresholds, double? ForeignCores = null);

/// <summary>A threshold with the value reached.</summary>
internal sealed record ThresholdReport(string Text, double? Value, string ValueText, bool Passed);

/// <summary>A fault as it happened, in seconds of the measured part.</summary>
internal sealed record FaultReport(string What, double Began, double Ended);

/// <summary>A check of the audit: holds, broken or not_told.</summary>
internal sealed record CheckReport(string Name, string Result, string Detail);

/// <summary>The generator about itself.</summary>
internal sealed record GeneratorReport(
    long LagP99, long LagMax, long QueueingP99, long QueueingMax, double Cores, int CoresOfMachine, long MemoryMaxBytes,
    double PausedMilliseconds,
    IReadOnlyList<string> WhyInvalid);

/// <summary>The server about itself, over the whole measured part.</summary>
internal sealed record ServerReport(
    double QueueDepthMax, double Commits, double BatchMean, double CommitMean, double? CommitP50, double? CommitP99, double Refusals,
    double MemoryMaxBytes, double? MemoryGrowth, double CpuSeconds);

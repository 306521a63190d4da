using Ledger.Load.Engine;
using Ledger.Load.Recording;
using Ledger.Load.Report;
using Ledger.Load.Thresholds;

namespace Ledger.Load.Session;

/// <summary>Values of metrics over a whole run, for its thresholds.</summary>
internal sealed class RunMetrics(LoadEngine engine, ServerReport? server, GeneratorFigures generator, double? generatorGrowth,
    double seconds)
{
    /// <summary>The value a threshold is about; null when it was not measured.</summary>
    public double? Of(Threshold threshold)
    {
        var recorder = engine.Recorder;
        if (threshold.Step.Length > 0)
            return recorder.Steps.TryGetValue(threshold.Step, out var figures) ? Metrics.Of(threshold.Metric, figures, seconds) : null;
        return threshold.Metric switch
        {
            "not_sent" => recorder.NotSent,
            "not_sent_rate" => recorder.Scheduled > 0 ? (double)recorder.NotSent / recorder.Scheduled : null,
            "lag_p99" => recorder.Lag.Percentile(99),
            "capacity" => engine.Capacity?.PerSecond,
            "queue_depth_max" => server?.QueueDepthMax,
            "batch_mean" => server?.BatchMean,
            "commit_mean" => server?.CommitMean,
            "commit_p99" => server?.CommitP99,
            "server_memory_max_mb" => server?.MemoryMaxBytes / 1e6,
            "server_memory_growth" => server?.MemoryGrowth,
            "generator_memory_max_mb" => generator.MemoryMaxBytes / 1e6,
            "generator_memory_growth" => generatorGrowth,
            _ => Metrics.Of(threshold.Metric, recorder.Total, seconds),
        };
    }
}

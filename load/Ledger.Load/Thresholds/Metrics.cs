using System.Globalization;
using Ledger.Load.Recording;

namespace Ledger.Load.Thresholds;

/// <summary>
/// What thresholds can be about. Latencies are response times from the intended start, over all endings, unless the name says service.
/// </summary>
internal static class Metrics
{
    private static readonly Dictionary<string, Unit> _ofSteps = new()
    {
        ["min"] = Unit.Duration, ["mean"] = Unit.Duration, ["max"] = Unit.Duration,
        ["service_min"] = Unit.Duration, ["service_mean"] = Unit.Duration, ["service_max"] = Unit.Duration,
        ["error_rate"] = Unit.Share, ["refused_rate"] = Unit.Share,
        ["requests"] = Unit.Number, ["failed"] = Unit.Number, ["refused"] = Unit.Number, ["retries"] = Unit.Number,
        ["rate"] = Unit.Number, ["operation_rate"] = Unit.Number,
    };

    private static readonly Dictionary<string, Unit> _ofRuns = new()
    {
        ["not_sent"] = Unit.Number, ["not_sent_rate"] = Unit.Share, ["lag_p99"] = Unit.Duration, ["capacity"] = Unit.Number,
        ["queue_depth_max"] = Unit.Number, ["batch_mean"] = Unit.Number, ["commit_mean"] = Unit.Duration, ["commit_p99"] = Unit.Duration,
        ["server_memory_max_mb"] = Unit.Number, ["server_memory_growth"] = Unit.Share,
        ["generator_memory_max_mb"] = Unit.Number, ["generator_memory_growth"] = Unit.Share,
    };

    /// <summary>All of them, for messages.</summary>
    public static string List =>
        $"p50, p99.9 and the like, service_p99 and the like, {string.Join(", ", _ofSteps.Keys)}, {string.Join(", ", _ofRuns.Keys)}";

    /// <summary>The unit of a metric, or null when there is none of that name.</summary>
    public static Unit? UnitOf(string metric)
    {
        if (PercentileOf(metric) is not null)
            return Unit.Duration;
        return _ofSteps.TryGetValue(metric, out var unit) || _ofRuns.TryGetValue(metric, out unit) ? unit : null;
    }

    /// <summary>Whether a single step has it.</summary>
    public static bool IsOfStep(string metric) => PercentileOf(metric) is not null || _ofSteps.ContainsKey(metric);

    /// <summary>The value of a metric of one step or of all, or null when nothing was measured.</summary>
    /// <param name="metric">One of a step.</param>
    /// <param name="figures">Of the step.</param>
    /// <param name="seconds">How long was measured.</param>
    public static double? Of(string metric, StepFigures figures, double seconds)
    {
        if (metric is "requests" or "failed" or "refused" or "retries" or "rate" or "operation_rate")
        {
            return metric switch
            {
                "requests" => figures.Requests,
                "failed" => figures.Of(Ending.Failed),
                "refused" => figures.Of(Ending.Refused),
                "retries" => figures.Retries,
                "rate" => seconds > 0 ? (figures.Requests - figures.Of(Ending.Failed)) / seconds : null,
                _ => seconds > 0 ? figures.Operations / seconds : null,
            };
        }
        if (figures.Requests == 0)
            return null;
        var histogram = metric.StartsWith("service_", StringComparison.Ordinal) ? figures.Service : figures.Response;
        if (PercentileOf(metric) is { } percent)
            return histogram.Percentile(percent);
        return metric switch
        {
            "min" or "service_min" => histogram.MinMicroseconds,
            "mean" or "service_mean" => histogram.MeanMicroseconds,
            "max" or "service_max" => histogram.MaxMicroseconds,
            "error_rate" => (double)figures.Of(Ending.Failed) / figures.Requests,
            "refused_rate" => (double)figures.Of(Ending.Refused) / figures.Requests,
            _ => null,
        };
    }

    private static double? PercentileOf(string metric)
    {
        var name = metric.StartsWith("service_", StringComparison.Ordinal) ? metric["service_".Length..] : metric;
        return name.Length > 1 && name[0] == 'p'
            && double.TryParse(name.AsSpan(1), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var percent)
            && percent is > 0 and <= 100
            ? percent
            : null;
    }
}

using System.Diagnostics.Metrics;
using Grpc.Core;

namespace Ledger.Server.Telemetry;

/// <summary>Rate, errors and durations of calls, reads included. Costs nothing where nobody looks at figures.</summary>
public sealed class CallFigures(IMeterFactory meters, TimeProvider time)
{
    private static readonly string[] _codes = [.. Enum.GetValues<StatusCode>().Select(code => code.ToString())];

    private readonly Histogram<double> _seconds = meters.Create("Ledger.Calls").CreateHistogram(
        "ledger_call_seconds", "s", "How long calls took, by method and status code; that of a stream is its life.",
        advice: new InstrumentAdvice<double>
        {
            HistogramBucketBoundaries = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 5, 30],
        });

    /// <summary>When the call began, for <see cref="End"/>; 0: nobody looks.</summary>
    public long Begin() => _seconds.Enabled ? time.GetTimestamp() : 0;

    /// <summary>Counts a call and how long it took.</summary>
    public void End(long started, string method, StatusCode code)
    {
        if (started != 0)
            _seconds.Record(time.GetElapsedTime(started).TotalSeconds, new("method", method), new("code", _codes[(int)code]));
    }
}

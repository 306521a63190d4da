using Ledger.Tooling.Measures;

namespace Ledger.Load.Recording;

/// <summary>
/// Counts and latencies of one step, or of all together. Every ended request is in <see cref="Response"/> whatever its ending.
/// </summary>
internal sealed class StepFigures
{
    private readonly LatencyHistogram[] _byEnding = [new(), new(), new()];

    /// <summary>From the intended start to the end, of all requests.</summary>
    public LatencyHistogram Response { get; } = new();

    /// <summary>From the first send to the end, of all requests.</summary>
    public LatencyHistogram Service { get; } = new();

    public long Requests => Response.Count;

    public long Operations { get; private set; }

    /// <summary>Attempts beyond the first ones.</summary>
    public long Retries { get; private set; }

    public long Of(Ending ending) => _byEnding[(int)ending].Count;

    /// <summary>Response times of the requests with that ending.</summary>
    public LatencyHistogram ResponseOf(Ending ending) => _byEnding[(int)ending];

    public void Record(in Sample sample)
    {
        Response.Record(sample.ResponseMicroseconds);
        Service.Record(sample.ServiceMicroseconds);
        _byEnding[(int)sample.Ending].Record(sample.ResponseMicroseconds);
        Operations += sample.Operations;
        Retries += sample.Attempts - 1;
    }
}

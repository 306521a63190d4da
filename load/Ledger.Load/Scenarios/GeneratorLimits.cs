namespace Ledger.Load.Scenarios;

/// <summary>Bounds of the generator itself, and from where on its figures are its own and no longer the target's.</summary>
public sealed record GeneratorLimits
{
    /// <summary>
    /// Requests that may be under way or wait for a terminal at a time. What comes on top is counted as not sent: the target cannot
    /// take this rate. At most 1000 for each connection.
    /// </summary>
    public int OutstandingMaxCount { get; init; } = 4000;

    /// <summary>The run is invalid when more than 1 % of the requests were released later than this.</summary>
    public TimeSpan LagP99Max { get; init; } = TimeSpan.FromMilliseconds(25);

    /// <summary>The run is invalid when the generator alone used more than this share of the machine's cores, 0 to 1.</summary>
    public double CpuMax { get; init; } = 0.9;

    /// <summary>How long answers are waited for after the last request.</summary>
    public TimeSpan DrainMax { get; init; } = TimeSpan.FromSeconds(30);
}

using Ledger.Tooling.Measures;

namespace Ledger.Load.Recording;

/// <summary>What happened in one stretch of the run: requests by when they ended, arrivals by when they were due.</summary>
internal sealed class Interval
{
    /// <summary>Response times of what ended here.</summary>
    public LatencyHistogram Response { get; } = new(LatencyHistogram.IntervalDigits);

    public long Due { get; set; }

    public long Ok { get; set; }

    public long Refused { get; set; }

    public long Failed { get; set; }

    public long NotSent { get; set; }

    public long Operations { get; set; }

    /// <summary>Largest lag of the generator's own clockwork, in microseconds.</summary>
    public long LagMaxMicroseconds { get; set; }

    /// <summary>Generator's CPU over the interval, in cores; the largest when intervals were merged.</summary>
    public double GeneratorCores { get; set; }

    /// <summary>Generator's resident memory at the end, in bytes.</summary>
    public long GeneratorMemoryBytes { get; set; }

    /// <summary>What the server said about itself; null when it says nothing.</summary>
    public ServerFigures? Server { get; set; }

    public void Record(in Sample sample)
    {
        Response.Record(sample.ResponseMicroseconds);
        Operations += sample.Operations;
        switch (sample.Ending)
        {
            case Ending.Ok: Ok++; break;
            case Ending.Refused: Refused++; break;
            default: Failed++; break;
        }
    }

    /// <summary>Takes the following interval in.</summary>
    public void Absorb(Interval next)
    {
        Response.Add(next.Response);
        Due += next.Due;
        Ok += next.Ok;
        Refused += next.Refused;
        Failed += next.Failed;
        NotSent += next.NotSent;
        Operations += next.Operations;
        LagMaxMicroseconds = Math.Max(LagMaxMicroseconds, next.LagMaxMicroseconds);
        GeneratorCores = Math.Max(GeneratorCores, next.GeneratorCores);
        GeneratorMemoryBytes = next.GeneratorMemoryBytes > 0 ? next.GeneratorMemoryBytes : GeneratorMemoryBytes;
        Server = Server is null ? next.Server : next.Server is null ? Server : Server.With(next.Server);
    }
}

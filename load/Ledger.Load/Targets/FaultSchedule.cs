using Ledger.Load.Engine;
using Ledger.Load.Scenarios;

namespace Ledger.Load.Targets;

/// <summary>Inflicts the faults of a scenario at their times and notes when each really began and ended.</summary>
internal sealed class FaultSchedule(IReadOnlyList<Fault> faults, Func<Fault, CancellationToken, Task> inflict, RunClock clock,
    TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly List<FaultRecord> _records = [];

    /// <summary>What was inflicted so far.</summary>
    public IReadOnlyList<FaultRecord> Records
    {
        get
        {
            lock (_gate)
                return [.. _records.OrderBy(record => record.BeganMicroseconds)];
        }
    }

    /// <summary>Runs the schedule; faults may overlap. Ends when all are mended.</summary>
    /// <param name="measuredFrom">Beginning of the measured part, in microseconds since the run began.</param>
    /// <param name="stop">No further faults; those in force are mended.</param>
    public Task RunAsync(long measuredFrom, CancellationToken stop) =>
        Task.WhenAll(faults.Select(fault => RunAsync(fault, measuredFrom, stop)));

    private async Task RunAsync(Fault fault, long measuredFrom, CancellationToken stop)
    {
        try
        {
            var wait = measuredFrom + (long)fault.At.TotalMicroseconds - clock.Now;
            if (wait > 0)
                await Task.Delay(TimeSpan.FromMicroseconds(wait), time, stop);
        }
        catch (OperationCanceledException)
        {
            return;
        }
        var began = clock.Now - measuredFrom;
        await inflict(fault, stop);
        lock (_gate)
            _records.Add(new FaultRecord(fault.ToString(), began, clock.Now - measuredFrom));
    }
}

/// <summary>A fault as it happened, in microseconds of the measured part; a kill ends when the process serves again.</summary>
internal sealed record FaultRecord(string What, long BeganMicroseconds, long EndedMicroseconds);

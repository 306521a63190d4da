using Ledger.Tooling.Processes;

namespace Ledger.Load.Targets;

/// <summary>
/// CPU of processes that have no part in the run: what the whole machine has done, less generator, server and PostgreSQL. Only where the
/// target is one's own is it known which those are.
/// </summary>
internal sealed class ForeignCpu(Func<int> server, Func<int> postmaster)
{
    /// <summary>Above this share of the machine a level that failed says nothing of the target.</summary>
    private const double BusyShare = 0.1;

    /// <summary>Cores that others may use before the machine counts as busy.</summary>
    public static double BusyCores => BusyShare * Environment.ProcessorCount;

    /// <summary>What others have used since the machine started; only differences mean anything.</summary>
    public TimeSpan Read() => MachineTimes.Read().Busy - Of(Environment.ProcessId) - Of(server()) - OfPostgres(postmaster());

    private static TimeSpan Of(int process) => ProcStat.TryRead(process)?.Own ?? default;

    // A session that has ended is counted by its postmaster.
    private static TimeSpan OfPostgres(int postmaster) =>
        ProcStat.TryRead(postmaster) is { } main
            ? ProcStat.ChildrenOf(postmaster).Aggregate(main.Own + main.Ended, (sum, child) => sum + child.Own + child.Ended)
            : default;
}

using Ledger.Tooling.Processes;

namespace Ledger.Yardstick.Probes;

/// <summary>CPU time used so far by the processes of a leg.</summary>
internal sealed record CpuTimes(TimeSpan Client, TimeSpan Server, TimeSpan Postgres)
{
    public TimeSpan Sum => Client + Server + Postgres;

    /// <param name="client">The load generator, alone.</param>
    /// <param name="server">The server, or null when the leg has none.</param>
    /// <param name="postmaster">PostgreSQL's main process.</param>
    public static CpuTimes Read(int client, int? server, int postmaster) => new(
        ProcStat.TryRead(client)?.Own ?? default,
        server is { } pid ? ProcStat.TryRead(pid)?.Own ?? default : default,
        PostgresTime(postmaster));

    public static CpuTimes operator -(CpuTimes later, CpuTimes earlier) =>
        new(later.Client - earlier.Client, later.Server - earlier.Server, later.Postgres - earlier.Postgres);

    /// <summary>
    /// The main process, its living children, and its ended ones. A session that ends takes nothing out of the sum: what it had used so far
    /// moves from the living to the ended.
    /// </summary>
    private static TimeSpan PostgresTime(int postmaster)
    {
        var living = ProcStat.ChildrenOf(postmaster).Aggregate(TimeSpan.Zero, (sum, child) => sum + child.Own + child.Ended);
        return ProcStat.TryRead(postmaster) is { } main ? main.Own + main.Ended + living : living;
    }
}

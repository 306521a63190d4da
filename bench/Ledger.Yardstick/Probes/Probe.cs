using Ledger.Tooling.Processes;
using Ledger.Yardstick.Ground;
using Ledger.Yardstick.Serving;

namespace Ledger.Yardstick.Probes;

/// <summary>Takes the snapshots of one leg.</summary>
/// <param name="cluster">The database.</param>
/// <param name="client">Process id of the load generator.</param>
/// <param name="server">The server, or null when the leg has none.</param>
/// <param name="time">The clock.</param>
internal sealed class Probe(Cluster cluster, int client, ServerUnderTest? server, TimeProvider time)
{
    public async Task<Snapshot> TakeAsync()
    {
        var figures = server is null ? null : await server.ReadFiguresAsync();
        var wal = await WalPosition.ReadAsync(cluster.Observer);
        return new Snapshot(
            time.GetTimestamp(), CpuTimes.Read(client, server?.Process.Pid, cluster.PostmasterPid), MachineTimes.Read(), wal, figures);
    }
}

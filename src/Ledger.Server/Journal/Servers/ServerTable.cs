using Ledger.Server.Basics;
using Ledger.Server.Journal.Commit;
using Ledger.Server.Journal.Sql;
using Npgsql;

namespace Ledger.Server.Journal.Servers;

/// <summary>
/// The table of servers: says that this one lives, and sees who else does and what each has. Everything is timed by the database's clock,
/// but for lanes whose lease was written far ahead (<see cref="LaneWatch"/>). Not for concurrent use.
/// </summary>
internal sealed class ServerTable(NpgsqlDataSource queries, ServerIdentity identity, Limits limits, TimeProvider time)
{
    private static readonly string Version = typeof(ServerTable).Assembly.GetName().Version?.ToString(3) ?? "";
    private readonly LaneWatch _watch = new(TimeSpan.FromSeconds(limits.LeaseSeconds), time);
    private bool _isSeen;

    /// <summary>
    /// Tells that this server lives, then looks. Partitions are read before the servers: whoever made somebody give one back is among
    /// those. Throws when the database does not answer.
    /// </summary>
    /// <param name="address">Where this server is reached; empty: it does not listen yet.</param>
    public async Task<LedgerLook> LookAsync(string address, bool isLeaving, CancellationToken cancellation)
    {
        await using var connection = await queries.OpenConnectionAsync(cancellation);
        await using var batch = new NpgsqlBatch(connection) { Timeout = limits.LeaseSeconds };
        var see = Command("see_server", ("node", identity.Node), ("instance", identity.Instance), ("address", address),
            ("version", Version),
            ("is_leaving", isLeaving), ("at_start", !_isSeen), ("lease_seconds", (double)limits.LeaseSeconds));
        batch.BatchCommands.Add(see);
        batch.BatchCommands.Add(Command("partition_holders", ("node", identity.Node), ("instance", identity.Instance)));
        batch.BatchCommands.Add(Command("live_servers", ("lease_seconds", (double)limits.LeaseSeconds), ("limit", limits.ServersMax)));
        await using var reader = await batch.ExecuteReaderAsync(cancellation);
        var rows = new List<HolderRow>();
        while (await reader.ReadAsync(cancellation)) rows.Add(await ReadAsync(reader, cancellation));
        await reader.NextResultAsync(cancellation);
        var servers = new List<SeenServer>();
        while (await reader.ReadAsync(cancellation))
            servers.Add(new SeenServer(reader.GetString(0), reader.GetGuid(1), reader.GetString(2), reader.GetBoolean(3)));
        await reader.CloseAsync();
        var isFirst = !_isSeen;
        _isSeen = true;
        return LookOf(isFirst, isSuperseded: see.RecordsAffected == 0, servers, rows);
    }

    // What a namesake had before this server started is free to it at once: that was its predecessor.
    private LedgerLook LookOf(bool isFirst, bool isSuperseded, List<SeenServer> servers, List<HolderRow> rows)
    {
        _watch.Look(rows.Where(row => row.Lane is not null && row.Instance != identity.Instance)
            .Select(row => (row.Lane!.Value, row.LeaseUntil)).Distinct());
        var silent = _watch.Silent.Select(lane => lane.Lane).ToHashSet();
        bool IsFree(HolderRow row) =>
            !row.IsEarlier && (row.Lane is not { } lane || row.Instance is null || row.IsOver || silent.Contains(lane)
            || (row.IsNamesakes && isFirst));
        return new LedgerLook(
            isSuperseded, servers, [.. rows.Select(row => new PartitionHolder(row.Partition, row.Instance, IsFree(row)))]);
    }

    private static async Task<HolderRow> ReadAsync(NpgsqlDataReader reader, CancellationToken cancellation)
    {
        var isHeld = !await reader.IsDBNullAsync(2, cancellation);
        return new HolderRow(
            reader.GetInt16(0), reader.GetBoolean(1), isHeld ? reader.GetInt32(2) : null,
            isHeld && !await reader.IsDBNullAsync(3, cancellation) ? reader.GetGuid(3) : null,
            isHeld ? reader.GetDateTime(4) : DateTime.MinValue, reader.GetBoolean(5), reader.GetBoolean(6));
    }

    private static NpgsqlBatchCommand Command(string text, params (string Name, object Value)[] parameters)
    {
        var command = new NpgsqlBatchCommand(SqlText.Read(text));
        foreach (var (name, value) in parameters) command.Parameters.Add(new NpgsqlParameter(name, value));
        return command;
    }

    private sealed record HolderRow(
        short Partition, bool IsEarlier, int? Lane, Guid? Instance, DateTime LeaseUntil, bool IsOver, bool IsNamesakes);
}

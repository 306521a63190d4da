using Ledger.Server.Basics;
using Ledger.Server.Journal.Sql;
using Npgsql;

namespace Ledger.Server.Journal.Commit;

/// <summary>One take-over: a transaction in which a lane becomes this writer's, and partitions the lane's.</summary>
internal sealed class LaneTakeOver(
    NpgsqlConnection connection, NpgsqlTransaction transaction, Limits limits, CancellationToken cancellation)
{
    /// <summary>What is to be taken and looks free: the other partitions are left alone.</summary>
    private short[] _free = [];

    public required string Node { get; init; }

    public required Guid Instance { get; init; }

    public required short Number { get; init; }

    public required bool AtStart { get; init; }

    /// <summary>What is to be taken.</summary>
    public required IReadOnlyCollection<short> Partitions { get; init; }

    /// <summary>Lanes that count as dead although their lease is not over.</summary>
    public required IReadOnlyList<(int Lane, DateTime LeaseUntil)> Silent { get; init; }

    /// <summary>
    /// Locks what looks free; waits for others that take over some of the same partitions, and for commits of servers of earlier versions.
    /// </summary>
    public async Task LockAsync()
    {
        var free = new List<short>();
        await using (var command = Command("free_partitions"))
        {
            Add(command, "partitions", Partitions.ToArray());
            Add(command, "node", Node);
            Add(command, "number", Number);
            Add(command, "instance", Instance);
            Add(command, "at_start", AtStart);
            AddSilent(command);
            await using var reader = await command.ExecuteReaderAsync(cancellation);
            while (await reader.ReadAsync(cancellation)) free.Add(reader.GetInt16(0));
        }
        _free = [.. free];
        if (_free.Length == 0) return;
        await using var locking = Command("lock_partitions");
        Add(locking, "partitions", _free);
        await locking.ExecuteNonQueryAsync(cancellation);
    }

    /// <summary>Takes the lane under a new epoch, above <paramref name="knownEpoch"/>. Null: another process has it and lives.</summary>
    public async Task<LaneFence?> TakeLaneAsync(long knownEpoch)
    {
        await using var command = Command("take_lane");
        Add(command, "node", Node);
        Add(command, "number", Number);
        Add(command, "instance", Instance);
        Add(command, "known_epoch", knownEpoch);
        Add(command, "lease_seconds", (double)limits.LeaseSeconds);
        Add(command, "at_start", AtStart);
        AddSilent(command);
        return await FenceAsync(command);
    }

    /// <summary>Moves a lane that is taken already. Null: its epoch is over.</summary>
    public async Task<LaneFence?> MoveLaneAsync(LaneFence fence)
    {
        await using var command = Command("move_lane");
        fence.AddTo(command.Parameters);
        Add(command, "lease_seconds", (double)limits.LeaseSeconds);
        return await FenceAsync(command);
    }

    /// <summary>Takes the partitions that no living lane holds.</summary>
    public async Task<IReadOnlyList<Ownership>> TakePartitionsAsync(LaneFence fence)
    {
        if (_free.Length == 0) return [];
        await using (var dead = Command("fence_lanes"))
        {
            Add(dead, "lane", fence.Lane);
            Add(dead, "partitions", _free);
            Add(dead, "at_start", AtStart);
            Add(dead, "node", Node);
            Add(dead, "instance", Instance);
            AddSilent(dead);
            await dead.ExecuteNonQueryAsync(cancellation);
        }
        var taken = new List<Ownership>();
        await using (var take = Command("take_partitions"))
        {
            Add(take, "partitions", _free);
            Add(take, "node", Node);
            Add(take, "lane", fence.Lane);
            Add(take, "epoch", fence.Epoch);
            Add(take, "at_start", AtStart);
            await using var reader = await take.ExecuteReaderAsync(cancellation);
            while (await reader.ReadAsync(cancellation))
                taken.Add(new Ownership(reader.GetInt16(0), reader.GetInt64(1), 0, DateTime.MinValue, reader.GetInt64(2)));
        }
        // Who waits to give the next one back, or to ask for what is about them.
        if (taken.Count > 0) await TellAsync();
        var last = new Dictionary<short, (long Seq, DateTime PostedAt)>();
        await using (var rows = Command("last_rows"))
        {
            Add(rows, "partitions", taken.Select(one => one.Partition).ToArray());
            await using var reader = await rows.ExecuteReaderAsync(cancellation);
            while (await reader.ReadAsync(cancellation)) last.Add(reader.GetInt16(0), (reader.GetInt64(1), reader.GetDateTime(2)));
        }
        return [.. taken.OrderBy(one => one.Partition).Select(one => last.TryGetValue(one.Partition, out var row)
            ? one with { LastSeq = row.Seq, LastPostedAt = row.PostedAt } : one)];
    }

    /// <summary>The lanes that stand in the way.</summary>
    public async Task<IReadOnlyList<(int Lane, DateTime LeaseUntil)>> HoldersAsync()
    {
        await using var command = Command("holders");
        Add(command, "node", Node);
        Add(command, "number", Number);
        Add(command, "partitions", Partitions.ToArray());
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var lanes = new List<(int, DateTime)>();
        while (await reader.ReadAsync(cancellation)) lanes.Add((reader.GetInt32(0), reader.GetDateTime(1)));
        return lanes;
    }

    private async Task TellAsync()
    {
        await using var tell = Command("tell_moves");
        await tell.ExecuteNonQueryAsync(cancellation);
    }

    private async Task<LaneFence?> FenceAsync(NpgsqlCommand command)
    {
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        return await reader.ReadAsync(cancellation)
            ? new LaneFence(reader.GetInt32(0), Instance, reader.GetInt64(1), reader.GetInt64(2)) : null;
    }

    private NpgsqlCommand Command(string text) =>
        new(SqlText.Read(text), connection, transaction) { CommandTimeout = limits.CommitTimeoutSeconds };

    private void AddSilent(NpgsqlCommand command)
    {
        Add(command, "silent", Silent.Select(lane => lane.Lane).ToArray());
        Add(command, "silent_leases", Silent.Select(lane => lane.LeaseUntil).ToArray());
    }

    private static void Add<T>(NpgsqlCommand command, string name, T value) => command.Parameters.Add(new NpgsqlParameter<T>(name, value));
}

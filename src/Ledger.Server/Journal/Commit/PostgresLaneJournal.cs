using Ledger.Rules.Basics;
using Ledger.Rules.Rows;
using Ledger.Rules.State;
using Ledger.Server.Basics;
using Ledger.Server.Journal.Checkpoint;
using Ledger.Server.Journal.Columns;
using Ledger.Server.Journal.Reading;
using Ledger.Server.Journal.Schema;
using Ledger.Server.Journal.Sql;
using Npgsql;

namespace Ledger.Server.Journal.Commit;

/// <summary>
/// The journal of one lane in PostgreSQL. Commits go over one connection of their own, opened when needed and dropped after any
/// doubt; checkpoints over the shared pool, so that they run beside the commits.
/// </summary>
internal sealed class PostgresLaneJournal(
    short number, Guid instance, string node, Limits limits, TimeProvider time, NpgsqlDataSource commits, NpgsqlDataSource queries,
    NpgsqlConnectionStringBuilder watch, DatabaseHosts hosts, DatabaseCondition condition) : ILaneJournal
{
    private readonly CommitWatch _commitWatch = new(watch, hosts, limits);
    private readonly LaneWatch _watch = new(TimeSpan.FromSeconds(limits.LeaseSeconds), time);
    private CommitConnection? _connection;
    private int _dropsWhenOpened;
    private LaneFence? _fence;
    /// <summary>The last fence, held or not: what this process was told is durable.</summary>
    private LaneFence? _known;
    /// <summary>Null: a checkpoint that is under way has it.</summary>
    private CheckpointColumns? _checkpointColumns = new();

    public async Task<LaneHold?> TakeOverAsync(IReadOnlyCollection<short> partitions, bool atStart, CancellationToken cancellation)
    {
        await DropConnectionAsync();
        _fence = null;
        var known = _known;
        var hold = await TakeAsync(partitions, atStart, takeOver => takeOver.TakeLaneAsync(known?.Epoch ?? 0), cancellation);
        // A take-over counts as a commit of the lane, so what is found is one more than what was there.
        return known is null || hold is null ? hold : hold with { CommitsLost = Math.Max(0, known.CommitNo - (_known!.CommitNo - 1)) };
    }

    public async Task<LaneHold?> TakeMoreAsync(IReadOnlyCollection<short> partitions, CancellationToken cancellation)
    {
        Invariant.Require(_fence is not null);
        var fence = _fence;
        // Whatever breaks off here, only a new epoch makes sure of what there is.
        _fence = null;
        return await TakeAsync(partitions, atStart: false, takeOver => takeOver.MoveLaneAsync(fence), cancellation);
    }

    public async Task<AppendResult> AppendAsync(RowBuffer rows)
    {
        Invariant.Require(_fence is not null && rows.Count > 0);
        if (condition.Refusal is { } refusal) return new AppendResult(AppendOutcome.NotCommitted, refusal);
        try
        {
            if (_connection is { IsOpen: false } || _dropsWhenOpened != hosts.Drops) await DropConnectionAsync();
            if (_connection is null)
            {
                _dropsWhenOpened = hosts.Drops;
                _connection = await CommitConnection.OpenAsync(commits, _commitWatch, limits);
            }
        }
        catch (Exception reason) when (SqlStates.IsPassing(reason))
        {
            return new AppendResult(AppendOutcome.NotCommitted, reason);
        }

        var result = await _connection.AppendAsync(_fence, instance, rows);
        if (result.Outcome == AppendOutcome.Committed) _fence.Committed();
        else if (result.Outcome == AppendOutcome.Unknown) await DropConnectionAsync();
        else if (SqlStates.IsReadOnly(result.Reason))
        {
            // The connections lead to what is a standby now: new ones find the primary.
            await DropConnectionAsync();
            hosts.DropConnections();
        }
        else if (SqlStates.IsMissingMonth(result.Reason)) await MakeMonthsAsync(rows);
        return result;
    }

    public async Task<bool> ConfirmAsync(CancellationToken cancellation)
    {
        if (_fence is null) return false;
        await using var command = Fenced("confirm");
        await using var reader = await HeardAsync(command.ExecuteReaderAsync(cancellation));
        return await reader.ReadAsync(cancellation);
    }

    public async Task<bool> RenewAsync(CancellationToken cancellation)
    {
        if (_fence is null) return false;
        await using var command = Fenced("renew");
        Add(command, "lease_seconds", (double)limits.LeaseSeconds);
        return await HeardAsync(command.ExecuteNonQueryAsync(cancellation)) == 1;
    }

    public async Task<bool> HandBackAsync(short partition, CancellationToken cancellation)
    {
        if (_fence is not { } fence) return false;
        await using var command = Fenced("hand_back");
        Add(command, "partition", partition);
        Add(command, "lease_seconds", (double)limits.LeaseSeconds);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        if (!await reader.ReadAsync(cancellation)) return false;
        fence.Committed();
        return true;
    }

    public async Task ReleaseAsync(CancellationToken cancellation)
    {
        if (_fence is null) return;
        await using var command = Fenced("release");
        await command.ExecuteNonQueryAsync(cancellation);
        _fence = null;
    }

    public async Task<IReadOnlyList<AccountState>> LoadAsync(
        IReadOnlyCollection<(short Partition, long Account)> accounts, CancellationToken cancellation)
    {
        await using var connection = await queries.OpenConnectionAsync(cancellation);
        await using var command = new NpgsqlCommand(SqlText.Read("load_accounts"), connection)
        {
            CommandTimeout = limits.QueryTimeoutSeconds,
        };
        Add(command, "partitions", accounts.Select(one => one.Partition).ToArray());
        Add(command, "accounts", accounts.Select(one => one.Account).ToArray());
        await using var reader = await _commitWatch.AnswerAsync(connection, command.ExecuteReaderAsync, cancellation);
        var states = new List<AccountState>(accounts.Count);
        while (await reader.ReadAsync(cancellation))
        {
            var state = AccountDetail.Read(
                reader.GetInt64(0), reader.GetInt16(1), reader.GetInt64(2), reader.GetInt64(3), reader.GetString(6));
            Invariant.Require(state.Points == reader.GetInt64(4) && state.Bonus == reader.GetInt64(5));
            states.Add(state);
        }
        return states;
    }

    public async Task<bool> MistrustAsync(
        short partition, IReadOnlyCollection<long> accounts, long lastSeq, CancellationToken cancellation)
    {
        if (_fence is null) return false;
        await using var command = Fenced("mistrust_accounts");
        Add(command, "partition", partition);
        Add(command, "accounts", accounts.ToArray());
        Add(command, "last_seq", lastSeq);
        return await command.ExecuteNonQueryAsync(cancellation) == accounts.Count;
    }

    public async Task<IReadOnlyList<JournalRow>> RowsOfAsync(
        short partition, IReadOnlyCollection<long> accounts, long afterSeq, int maxCount, CancellationToken cancellation)
    {
        await using var command = queries.CreateCommand(SqlText.Read("rows_of_accounts"));
        command.CommandTimeout = limits.QueryTimeoutSeconds;
        Add(command, "partition", partition);
        Add(command, "accounts", accounts.ToArray());
        Add(command, "after", afterSeq);
        Add(command, "limit", maxCount);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        return await RowReader.ReadAllAsync(reader, cancellation);
    }

    public async Task<IReadOnlyList<JournalRow>> TailAsync(
        short partition, long afterSeq, int maxCount, CancellationToken cancellation)
    {
        await using var command = queries.CreateCommand(SqlText.Tail);
        command.CommandTimeout = limits.QueryTimeoutSeconds;
        Add(command, "partition", partition);
        Add(command, "after", afterSeq);
        Add(command, "limit", maxCount);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        return await RowReader.ReadAllAsync(reader, cancellation);
    }

    public Task<IReadOnlyList<JournalRow>> FindAsync(IReadOnlyCollection<Guid> keys, CancellationToken cancellation) =>
        JournalQueries.FindAsync(queries, keys, cancellation);

    public Task<IReadOnlyList<JournalRow>> FindRelatedAsync(
        IReadOnlyCollection<Guid> originals, int maxCount, CancellationToken cancellation) =>
        JournalQueries.FindRelatedAsync(queries, originals, maxCount, limits.QueryTimeoutSeconds, cancellation);

    public async Task<IReadOnlyDictionary<Guid, long>> FindCardsAsync(IReadOnlyCollection<Guid> ids, CancellationToken cancellation)
    {
        await using var command = queries.CreateCommand(SqlText.Read("find_cards"));
        Add(command, "cards", ids.ToArray());
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var found = new Dictionary<Guid, long>();
        while (await reader.ReadAsync(cancellation)) found.Add(reader.GetGuid(0), reader.GetInt64(1));
        return found;
    }

    public async Task<bool> CheckpointAsync(IReadOnlyList<PartitionCheckpoint> partitions, CancellationToken cancellation)
    {
        if (_fence is not { } fence) return false;
        // Two may meet: one of an epoch that is over, and one of the next.
        var columns = Interlocked.Exchange(ref _checkpointColumns, null) ?? new CheckpointColumns();
        await using var connection = await queries.OpenConnectionAsync(cancellation);
        await using var batch = new NpgsqlBatch(connection) { Timeout = limits.QueryTimeoutSeconds };
        var write = new NpgsqlBatchCommand(SqlText.CheckpointAccounts);
        fence.AddTo(write.Parameters);
        write.Parameters.Add(new NpgsqlParameter<short[]>("partitions", [.. partitions.Select(one => one.Partition)]));
        columns.Add(partitions, write.Parameters);
        batch.BatchCommands.Add(write);
        var note = new NpgsqlBatchCommand(SqlText.CheckpointPartitions);
        fence.AddTo(note.Parameters);
        note.Parameters.Add(new NpgsqlParameter<short[]>("partitions", [.. partitions.Select(one => one.Partition)]));
        note.Parameters.Add(new NpgsqlParameter<long[]>("checkpoint_seqs", [.. partitions.Select(one => one.CheckpointSeq)]));
        note.Parameters.Add(new NpgsqlParameter<long[]>("last_seqs", [.. partitions.Select(one => one.LastSeq)]));
        batch.BatchCommands.Add(note);
        await _commitWatch.AnswerAsync(connection, batch.ExecuteNonQueryAsync, cancellation);
        _checkpointColumns = columns;
        return note.RecordsAffected == partitions.Count;
    }

    public async ValueTask DisposeAsync()
    {
        await DropConnectionAsync();
        _commitWatch.Dispose();
    }

    private async Task<LaneHold?> TakeAsync(
        IReadOnlyCollection<short> partitions, bool atStart, Func<LaneTakeOver, Task<LaneFence?>> take, CancellationToken cancellation)
    {
        await using var connection = await queries.OpenConnectionAsync(cancellation);
        return await _commitWatch.AnswerAsync(
            connection, given => TakeAsync(connection, partitions, atStart, take, given), cancellation);
    }

    private async Task<LaneHold?> TakeAsync(
        NpgsqlConnection connection, IReadOnlyCollection<short> partitions, bool atStart, Func<LaneTakeOver, Task<LaneFence?>> take,
        CancellationToken cancellation)
    {
        await condition.LookAsync(connection, cancellation);
        if (condition.Refusal is { } refusal) throw refusal;
        var doubtful = false;
        connection.Notice += (_, notice) => doubtful |= notice.Notice.SqlState == SqlStates.Warning;
        await using var transaction = await connection.BeginNowAsync(limits.LookUpTimeoutSeconds, cancellation);
        var takeOver = new LaneTakeOver(connection, transaction, limits, cancellation)
        {
            Node = node, Instance = instance, Number = number, AtStart = atStart, Partitions = partitions, Silent = _watch.Silent,
        };
        await takeOver.LockAsync();
        var fence = await take(takeOver);
        IReadOnlyList<Ownership> taken = fence is null ? [] : await takeOver.TakePartitionsAsync(fence);
        if (taken.Count < partitions.Count) _watch.Look(await takeOver.HoldersAsync());
        await transaction.CommitAsync(cancellation);
        // A take-over that a standby has confirmed proves that everything before it is there too; one that has not proves nothing.
        if (doubtful) throw new TimeoutException("The standby did not confirm the take-over.");
        if (fence is null) return null;
        (_fence, _known) = (fence, fence);
        return new LaneHold(fence.Epoch, taken);
    }

    private async Task MakeMonthsAsync(RowBuffer rows)
    {
        var moments = rows.Rows.ToArray().Select(row => UuidV7.TimeOf(row.Key)).Distinct();
        foreach (var month in moments.Select(moment => new DateTime(moment.Year, moment.Month, 1, 0, 0, 0, DateTimeKind.Utc)).Distinct())
            await JournalMonths.MakeAsync(queries, month, limits, CancellationToken.None);
    }

    private async Task DropConnectionAsync()
    {
        var connection = _connection;
        _connection = null;
        if (connection is not null) await connection.DisposeAsync();
    }

    // A connection that was lost without a word is known by its silence, and others are likely to be lost with it.
    private async Task<T> HeardAsync<T>(Task<T> asked)
    {
        try
        {
            return await asked;
        }
        catch (Exception reason) when (QueryTimeout.Ended(reason))
        {
            hosts.DropConnections();
            throw;
        }
    }

    private NpgsqlCommand Fenced(string text)
    {
        var command = queries.CreateCommand(SqlText.Read(text));
        _fence!.AddTo(command.Parameters);
        return command;
    }

    private static void Add<T>(NpgsqlCommand command, string name, T value) => command.Parameters.Add(new NpgsqlParameter<T>(name, value));
}

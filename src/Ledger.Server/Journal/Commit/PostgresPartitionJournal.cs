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
/// The journal of one partition in PostgreSQL. Commits go over one connection of their own, opened when needed and dropped after any
/// doubt; checkpoints over the shared pool, so that they run beside the commits.
/// </summary>
internal sealed class PostgresPartitionJournal(
    short partition, Guid instance, string node, Limits limits, NpgsqlDataSource commits, NpgsqlDataSource queries,
    DatabaseCondition condition) : IPartitionJournal
{
    private CommitConnection? _connection;
    private Ownership? _owned;
    private long _nextSeq;
    /// <summary>Null: a checkpoint that is under way has it.</summary>
    private CheckpointColumns? _checkpointColumns = new();

    public async Task<Ownership?> TakeOverAsync(bool atStart, CancellationToken cancellation)
    {
        await DropConnectionAsync();
        _owned = null;
        await using var connection = await queries.OpenConnectionAsync(cancellation);
        await condition.LookAsync(connection, cancellation);
        if (condition.Refusal is { } refusal) throw refusal;
        var doubtful = false;
        connection.Notice += (_, notice) => doubtful |= notice.Notice.SqlState == SqlStates.Warning;
        await using var command = new NpgsqlCommand(SqlText.Read("take_over"), connection) { CommandTimeout = limits.CommitTimeoutSeconds };
        Add(command, "partition", partition);
        Add(command, "node", node);
        Add(command, "instance", instance);
        Add(command, "lease_seconds", (double)limits.LeaseSeconds);
        Add(command, "at_start", atStart);
        Ownership? owned;
        await using (var reader = await command.ExecuteReaderAsync(cancellation))
            owned = await reader.ReadAsync(cancellation) ? new Ownership(reader.GetInt64(0), reader.GetInt64(1), reader.GetInt64(2)) : null;
        // A take-over that a standby has confirmed proves that everything before it is there too; one that has not proves nothing.
        if (doubtful) throw new TimeoutException("The standby did not confirm the take-over.");
        (_owned, _nextSeq) = (owned, owned?.NextSeq ?? 0);
        return _owned;
    }

    public async Task<AppendResult> AppendAsync(RowBuffer rows)
    {
        Invariant.Require(_owned is not null && rows.Count > 0 && rows.Rows[0].Seq == _nextSeq);
        if (condition.Refusal is { } refusal) return new AppendResult(AppendOutcome.NotCommitted, refusal);
        try
        {
            if (_connection is { IsOpen: false }) await DropConnectionAsync();
            _connection ??= await CommitConnection.OpenAsync(commits, partition, limits);
        }
        catch (Exception reason) when (SqlStates.IsPassing(reason))
        {
            return new AppendResult(AppendOutcome.NotCommitted, reason);
        }

        var result = await _connection.AppendAsync(_owned.Epoch, _nextSeq, rows);
        if (result.Outcome == AppendOutcome.Committed) _nextSeq += rows.Count;
        else if (result.Outcome == AppendOutcome.Unknown) await DropConnectionAsync();
        else if (SqlStates.IsReadOnly(result.Reason))
        {
            // The connections lead to what is a standby now: new ones find the primary.
            await DropConnectionAsync();
            commits.Clear();
            queries.Clear();
        }
        else if (SqlStates.IsMissingMonth(result.Reason)) await MakeMonthsAsync(rows);
        return result;
    }

    public async Task<bool> ConfirmAsync(CancellationToken cancellation)
    {
        await using var command = queries.CreateCommand(SqlText.Read("confirm"));
        AddFence(command);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        return await reader.ReadAsync(cancellation);
    }

    public async Task<bool> RenewAsync(CancellationToken cancellation)
    {
        await using var command = queries.CreateCommand(SqlText.Read("renew"));
        AddFence(command);
        Add(command, "lease_seconds", (double)limits.LeaseSeconds);
        return await command.ExecuteNonQueryAsync(cancellation) == 1;
    }

    public async Task ReleaseAsync(CancellationToken cancellation)
    {
        if (_owned is null) return;
        await using var command = queries.CreateCommand(SqlText.Read("release"));
        AddFence(command);
        await command.ExecuteNonQueryAsync(cancellation);
        _owned = null;
    }

    public async Task<IReadOnlyList<AccountState>> LoadAsync(IReadOnlyCollection<long> accounts, CancellationToken cancellation)
    {
        await using var command = queries.CreateCommand(SqlText.Read("load_accounts"));
        Add(command, "partition", partition);
        Add(command, "accounts", accounts.ToArray());
        await using var reader = await command.ExecuteReaderAsync(cancellation);
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

    public async Task<IReadOnlyList<JournalRow>> TailAsync(long afterSeq, int maxCount, CancellationToken cancellation)
    {
        await using var command = queries.CreateCommand(SqlText.Tail);
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
        JournalQueries.FindRelatedAsync(queries, originals, maxCount, cancellation);

    public async Task<IReadOnlyDictionary<Guid, long>> FindCardsAsync(IReadOnlyCollection<Guid> ids, CancellationToken cancellation)
    {
        await using var command = queries.CreateCommand(SqlText.Read("find_cards"));
        Add(command, "cards", ids.ToArray());
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var found = new Dictionary<Guid, long>();
        while (await reader.ReadAsync(cancellation)) found.Add(reader.GetGuid(0), reader.GetInt64(1));
        return found;
    }

    public async Task CheckpointAsync(IReadOnlyCollection<AccountState> accounts, long checkpointSeq, CancellationToken cancellation)
    {
        var owned = _owned;
        if (owned is null) return;
        // Two may meet: one of an epoch that is over, and one of the next.
        var columns = Interlocked.Exchange(ref _checkpointColumns, null) ?? new CheckpointColumns();
        await using var connection = await queries.OpenConnectionAsync(cancellation);
        await using var batch = new NpgsqlBatch(connection);
        var write = new NpgsqlBatchCommand(SqlText.CheckpointAccounts);
        write.Parameters.Add(new NpgsqlParameter<short>("partition", partition));
        columns.Add(accounts, write.Parameters);
        batch.BatchCommands.Add(write);
        var note = new NpgsqlBatchCommand(SqlText.CheckpointPartition);
        note.Parameters.Add(new NpgsqlParameter<short>("partition", partition));
        note.Parameters.Add(new NpgsqlParameter<long>("epoch", owned.Epoch));
        note.Parameters.Add(new NpgsqlParameter<long>("checkpoint_seq", checkpointSeq));
        batch.BatchCommands.Add(note);
        await batch.ExecuteNonQueryAsync(cancellation);
        _checkpointColumns = columns;
    }

    public async ValueTask DisposeAsync() => await DropConnectionAsync();

    private async Task MakeMonthsAsync(RowBuffer rows)
    {
        var moments = rows.Rows.ToArray().Select(row => UuidV7.TimeOf(row.Key)).Distinct();
        foreach (var month in moments.Select(moment => new DateTime(moment.Year, moment.Month, 1, 0, 0, 0, DateTimeKind.Utc)).Distinct())
            await JournalMonths.MakeAsync(queries, month, CancellationToken.None);
    }

    private async Task DropConnectionAsync()
    {
        var connection = _connection;
        _connection = null;
        if (connection is not null) await connection.DisposeAsync();
    }

    private void AddFence(NpgsqlCommand command)
    {
        Invariant.Require(_owned is not null);
        Add(command, "partition", partition);
        Add(command, "epoch", _owned.Epoch);
    }

    private static void Add<T>(NpgsqlCommand command, string name, T value) => command.Parameters.Add(new NpgsqlParameter<T>(name, value));
}

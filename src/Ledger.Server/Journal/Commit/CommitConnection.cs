using Ledger.Rules.Basics;
using Ledger.Rules.Codes;
using Ledger.Rules.Rows;
using Ledger.Server.Basics;
using Ledger.Server.Journal.Columns;
using Ledger.Server.Journal.Sql;
using Npgsql;
using NpgsqlTypes;

namespace Ledger.Server.Journal.Commit;

/// <summary>The connection a partition commits over, with the append statement prepared. One commit at a time.</summary>
internal sealed class CommitConnection : IAsyncDisposable
{
    private readonly NpgsqlConnection _connection;
    private readonly NpgsqlCommand _append;
    private readonly ArrayColumns<JournalRow> _columns = RowColumns.Make();
    private readonly short _partition;
    private readonly NpgsqlParameter<long> _epoch = new("epoch", NpgsqlDbType.Bigint);
    private readonly NpgsqlParameter<DateTime> _postedAt = new("posted_at", NpgsqlDbType.TimestampTz);
    private readonly NpgsqlParameter<long> _nextSeq = new("next_seq", NpgsqlDbType.Bigint);
    private readonly NpgsqlParameter<int> _count = new("count", NpgsqlDbType.Integer);
    private bool _doubtful;

    private CommitConnection(NpgsqlConnection connection, short partition, Limits limits)
    {
        (_connection, _partition) = (connection, partition);
        // When a synchronous standby does not answer in time, the commit reports success and only this notice tells.
        connection.Notice += (_, notice) => _doubtful |= notice.Notice.SqlState == SqlStates.Warning;

        _append = new NpgsqlCommand(SqlText.Append, connection) { CommandTimeout = limits.CommitTimeoutSeconds };
        _append.Parameters.Add(new NpgsqlParameter<short>("partition", partition));
        _append.Parameters.Add(_epoch);
        _append.Parameters.Add(_postedAt);
        _append.Parameters.Add(_nextSeq);
        _append.Parameters.Add(_count);
        _append.Parameters.Add(new NpgsqlParameter<double>("lease_seconds", limits.LeaseSeconds));
        _columns.AddTo(_append.Parameters);
    }

    public bool IsOpen => _connection.State == System.Data.ConnectionState.Open;

    public static async Task<CommitConnection> OpenAsync(NpgsqlDataSource commits, short partition, Limits limits)
    {
        var connection = await commits.OpenConnectionAsync();
        try
        {
            var opened = new CommitConnection(connection, partition, limits);
            await opened._append.PrepareAsync();
            return opened;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>Commits <paramref name="rows"/> behind the fence. Never throws for what the database does.</summary>
    public async Task<AppendResult> AppendAsync(long epoch, long nextSeq, RowBuffer rows)
    {
        _epoch.TypedValue = epoch;
        _nextSeq.TypedValue = nextSeq;
        _count.TypedValue = rows.Count;
        _postedAt.TypedValue = rows[0].PostedAt;
        _columns.Fill(rows.Rows);
        _doubtful = false;
        try
        {
            var inserted = DirectoryStep.In(rows.Rows) is not { } steps ? await _append.ExecuteNonQueryAsync()
                : await AppendWithCardsAsync(epoch, nextSeq, rows.Count, steps);
            if (_doubtful) return new AppendResult(AppendOutcome.Unknown);
            if (inserted == 0) return new AppendResult(AppendOutcome.Fenced);
            Invariant.Require(inserted == rows.Count);
            return new AppendResult(AppendOutcome.Committed);
        }
        catch (Exception reason) when (reason is NpgsqlException or TimeoutException or IOException or OperationCanceledException)
        {
            return new AppendResult(SqlStates.Of(reason), reason);
        }
    }

    // Rare: a transaction of several statements, sent one after the other.
    private async Task<int> AppendWithCardsAsync(long epoch, long nextSeq, int count, List<DirectoryStep> steps)
    {
        await using var transaction = await _connection.BeginTransactionAsync();
        _append.Transaction = transaction;
        try
        {
            var inserted = await _append.ExecuteNonQueryAsync();
            if (inserted == 0) return 0;
            foreach (var step in steps)
            {
                if (step.Freed is { } freed) await FreeAsync(freed, transaction);
                if (step.Given is { } given) await IssueAsync(epoch, nextSeq + count, given, transaction);
            }
            await transaction.CommitAsync();
            return inserted;
        }
        finally
        {
            _append.Transaction = null;
        }
    }

    private async Task FreeAsync(List<FreedIdentifier> freed, NpgsqlTransaction transaction)
    {
        await using var free = new NpgsqlCommand(SqlText.Read("free_identifiers"), _connection, transaction);
        free.CommandTimeout = _append.CommandTimeout;
        free.Parameters.Add(new NpgsqlParameter<Guid[]>("ids", [.. freed.Select(one => one.Id)]));
        free.Parameters.Add(new NpgsqlParameter<long[]>("accounts", [.. freed.Select(one => one.Account)]));
        free.Parameters.Add(new NpgsqlParameter<Guid[]>("keys", [.. freed.Select(one => one.Key)]));
        await free.ExecuteNonQueryAsync();
    }

    private async Task IssueAsync(long epoch, long nextSeq, List<GivenCard> issues, NpgsqlTransaction transaction)
    {
        await using var issue = new NpgsqlCommand(SqlText.Read("issue_cards"), _connection, transaction);
        issue.CommandTimeout = _append.CommandTimeout;
        issue.Parameters.Add(new NpgsqlParameter<short>("partition", _partition));
        issue.Parameters.Add(new NpgsqlParameter<long>("epoch", epoch));
        issue.Parameters.Add(new NpgsqlParameter<long>("next_seq", nextSeq));
        issue.Parameters.Add(new NpgsqlParameter<Guid[]>("cards", [.. issues.Select(given => given.Id)]));
        issue.Parameters.Add(new NpgsqlParameter<long[]>("accounts", [.. issues.Select(given => given.Account)]));
        issue.Parameters.Add(new NpgsqlParameter<string[]>("last_fours", [.. issues.Select(given => given.LastFour)]));
        issue.Parameters.Add(new NpgsqlParameter<Guid[]>("keys", [.. issues.Select(given => given.Key)]));
        issue.Parameters.Add(new NpgsqlParameter<short[]>("kinds", [.. issues.Select(given => (short)given.Kind)]));
        Invariant.Require(await issue.ExecuteNonQueryAsync() >= issues.Count(given => given.Kind == IdentifierKind.Card));
    }

    public async ValueTask DisposeAsync()
    {
        await _append.DisposeAsync();
        await _connection.DisposeAsync();
    }
}

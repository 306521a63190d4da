using Ledger.Rules.Basics;
using Ledger.Rules.Codes;
using Ledger.Rules.Rows;
using Ledger.Server.Basics;
using Ledger.Server.Journal.Columns;
using Ledger.Server.Journal.Sql;
using Npgsql;
using NpgsqlTypes;

namespace Ledger.Server.Journal.Commit;

/// <summary>The connection a lane commits over, with the append statement prepared. One commit at a time.</summary>
internal sealed class CommitConnection : IAsyncDisposable
{
    private readonly NpgsqlConnection _connection;
    private readonly NpgsqlCommand _append;
    private readonly RowColumns _columns = new();
    private readonly NpgsqlParameter<int> _lane = new("lane", NpgsqlDbType.Integer);
    private readonly NpgsqlParameter<Guid> _instance = new("instance", NpgsqlDbType.Uuid);
    private readonly NpgsqlParameter<long> _epoch = new("epoch", NpgsqlDbType.Bigint);
    private readonly NpgsqlParameter<long> _commitNo = new("commit_no", NpgsqlDbType.Bigint);
    private readonly NpgsqlParameter<DateTime> _postedAt = new("posted_at", NpgsqlDbType.TimestampTz);
    private readonly CommitWatch _watch;
    private readonly Limits _limits;
    private bool _doubtful;

    private CommitConnection(NpgsqlConnection connection, CommitWatch watch, Limits limits)
    {
        (_connection, _watch, _limits) = (connection, watch, limits);
        // When a synchronous standby does not answer in time, the commit reports success and only this notice tells.
        connection.Notice += (_, notice) => _doubtful |= notice.Notice.SqlState == SqlStates.Warning;

        _append = new NpgsqlCommand(SqlText.Append, connection);
        _append.Parameters.Add(_lane);
        _append.Parameters.Add(_instance);
        _append.Parameters.Add(_epoch);
        _append.Parameters.Add(_commitNo);
        _append.Parameters.Add(_postedAt);
        _append.Parameters.Add(new NpgsqlParameter<double>("lease_seconds", limits.LeaseSeconds));
        _columns.AddTo(_append.Parameters);
    }

    public bool IsOpen => _connection.State == System.Data.ConnectionState.Open;

    public static async Task<CommitConnection> OpenAsync(NpgsqlDataSource commits, CommitWatch watch, Limits limits)
    {
        var connection = await commits.OpenConnectionAsync();
        try
        {
            var opened = new CommitConnection(connection, watch, limits);
            // It may be one that was lost while nobody used it.
            opened._append.CommandTimeout = limits.LookUpTimeoutSeconds;
            await opened._append.PrepareAsync();
            opened._append.CommandTimeout = limits.CommitTimeoutSeconds;
            return opened;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>Commits <paramref name="rows"/> behind the fence. Never throws for what the database does.</summary>
    public async Task<AppendResult> AppendAsync(LaneFence fence, Guid instance, RowBuffer rows)
    {
        _lane.TypedValue = fence.Lane;
        _instance.TypedValue = instance;
        _epoch.TypedValue = fence.Epoch;
        _commitNo.TypedValue = fence.CommitNo;
        _columns.Fill(rows.Rows);
        _postedAt.TypedValue = _columns.PostedAt;
        _doubtful = false;
        try
        {
            var steps = DirectoryStep.In(rows.Rows);
            var inserted = await _watch.AnswerAsync(_connection, given => steps is null ? _append.ExecuteNonQueryAsync(given)
                : AppendWithCardsAsync(steps, given), CancellationToken.None);
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
    private async Task<int> AppendWithCardsAsync(List<DirectoryStep> steps, CancellationToken given)
    {
        await using var transaction = await _connection.BeginNowAsync(_limits.LookUpTimeoutSeconds, given);
        _append.Transaction = transaction;
        try
        {
            var inserted = await _append.ExecuteNonQueryAsync(given);
            if (inserted == 0) return 0;
            foreach (var step in steps)
            {
                if (step.Freed is { } freed) await FreeAsync(freed, transaction, given);
                if (step.Given is { } cards) await IssueAsync(cards, transaction, given);
            }
            await transaction.CommitAsync(given);
            return inserted;
        }
        finally
        {
            _append.Transaction = null;
        }
    }

    private async Task FreeAsync(List<FreedIdentifier> freed, NpgsqlTransaction transaction, CancellationToken given)
    {
        await using var free = new NpgsqlCommand(SqlText.Read("free_identifiers"), _connection, transaction);
        free.CommandTimeout = _append.CommandTimeout;
        free.Parameters.Add(new NpgsqlParameter<Guid[]>("ids", [.. freed.Select(one => one.Id)]));
        free.Parameters.Add(new NpgsqlParameter<long[]>("accounts", [.. freed.Select(one => one.Account)]));
        free.Parameters.Add(new NpgsqlParameter<Guid[]>("keys", [.. freed.Select(one => one.Key)]));
        await free.ExecuteNonQueryAsync(given);
    }

    private async Task IssueAsync(List<GivenCard> issues, NpgsqlTransaction transaction, CancellationToken given)
    {
        if (issues.Exists(given => given.Kind != IdentifierKind.Card))
        {
            await using var replace = Giving("replace_identifiers", issues, transaction);
            await replace.ExecuteNonQueryAsync(given);
        }
        await using var issue = Giving("issue_cards", issues, transaction);
        issue.Parameters.Add(new NpgsqlParameter<string[]>("last_fours", [.. issues.Select(given => given.LastFour)]));
        Invariant.Require(await issue.ExecuteNonQueryAsync(given) >= issues.Count(given => given.Kind == IdentifierKind.Card));
    }

    private NpgsqlCommand Giving(string text, List<GivenCard> issues, NpgsqlTransaction transaction)
    {
        var command = new NpgsqlCommand(SqlText.Read(text), _connection, transaction) { CommandTimeout = _append.CommandTimeout };
        command.Parameters.Add(new NpgsqlParameter<Guid[]>("cards", [.. issues.Select(given => given.Id)]));
        command.Parameters.Add(new NpgsqlParameter<long[]>("accounts", [.. issues.Select(given => given.Account)]));
        command.Parameters.Add(new NpgsqlParameter<Guid[]>("keys", [.. issues.Select(given => given.Key)]));
        command.Parameters.Add(new NpgsqlParameter<short[]>("kinds", [.. issues.Select(given => (short)given.Kind)]));
        return command;
    }

    public async ValueTask DisposeAsync()
    {
        await _append.DisposeAsync();
        await _connection.DisposeAsync();
    }
}

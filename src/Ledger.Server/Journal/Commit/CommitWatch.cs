using Ledger.Server.Basics;
using Ledger.Server.Journal.Sql;
using Npgsql;

namespace Ledger.Server.Journal.Commit;

/// <summary>
/// A second opinion on what a lane writes or loads (a commit, a checkpoint, a take-over, accounts) when the answer does not come. A network
/// that has lost a connection without a word leaves both of its ends waiting for minutes, and what the database has locked for it locked;
/// so after a while the database is asked over another connection whether it works on it at all.
/// </summary>
/// <param name="watch">
/// How to connect, as whoever has logged in: only he sees what a server's sessions do. It is asked over a connection that has just been
/// made, to the host that the session is on.
/// </param>
/// <param name="hosts">What goes over the same network, and may be lost with it.</param>
internal sealed class CommitWatch(NpgsqlConnectionStringBuilder watch, DatabaseHosts hosts, Limits limits) : IDisposable
{
    // Sent and not begun yet looks the same, so the first look ends nothing.
    private const int LooksMax = 2;
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(2);
    // A lane looks once at a time, whatever it waits for.
    private readonly SemaphoreSlim _turn = new(1);

    /// <summary>
    /// What <paramref name="ask"/> is answered. Once the database does not work on it, or does not answer at all, it is given up, and
    /// nobody knows what became of it.
    /// </summary>
    /// <param name="on">The connection that is asked over.</param>
    /// <exception cref="TimeoutException">It was given up.</exception>
    public async Task<T> AnswerAsync<T>(NpgsqlConnection on, Func<CancellationToken, Task<T>> ask, CancellationToken cancellation)
    {
        var session = new Session(on.ProcessID, on.Host, on.Port);
        using var given = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var asked = ask(given.Token);
        for (var looks = 0; looks < LooksMax; looks = await IsUnderWayAsync(session, asked, mayEnd: looks > 0) ? 0 : looks + 1)
        {
            await ((Task)asked).WaitAsync(TimeSpan.FromMilliseconds(limits.CommitLookMilliseconds), CancellationToken.None)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (asked.IsCompleted) return await asked;
        }
        hosts.DropConnections();
        await given.CancelAsync();
        try
        {
            return await asked;
        }
        catch (OperationCanceledException reason) when (!cancellation.IsCancellationRequested)
        {
            throw new TimeoutException("The connection to the database was lost without a word.", reason);
        }
    }

    public void Dispose() => _turn.Dispose();

    // Nothing that goes wrong here is the outcome of what was asked.
    private async Task<bool> IsUnderWayAsync(Session session, Task asked, bool mayEnd)
    {
        await _turn.WaitAsync();
        try
        {
            using var patience = new CancellationTokenSource(_patience);
            await using var connection = new NpgsqlConnection(
                new NpgsqlConnectionStringBuilder(watch.ConnectionString) { Host = session.Host, Port = session.Port }.ConnectionString);
            await connection.OpenAsync(patience.Token);
            // It may have come while nobody had time to look.
            if (asked.IsCompleted) return true;
            await using var command = new NpgsqlCommand(SqlText.Read("look_at_commit"), connection);
            command.Parameters.Add(new NpgsqlParameter<int>("session", session.Process));
            command.Parameters.Add(new NpgsqlParameter<double>("seconds", limits.CommitLookMilliseconds / 1000.0));
            command.Parameters.Add(new NpgsqlParameter<bool>("may_end", mayEnd));
            return (bool)(await command.ExecuteScalarAsync(patience.Token))!;
        }
        catch (PostgresException)
        {
            // It does not say, but it answers: how long that may take is the time limit's.
            return true;
        }
        catch (Exception reason) when (reason is NpgsqlException or OperationCanceledException or TimeoutException or IOException)
        {
            return false;
        }
        finally
        {
            _turn.Release();
        }
    }

    private readonly record struct Session(int Process, string? Host, int Port);
}

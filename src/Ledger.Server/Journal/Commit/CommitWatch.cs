using Ledger.Server.Basics;
using Ledger.Server.Journal.Sql;
using Npgsql;

namespace Ledger.Server.Journal.Commit;

/// <summary>
/// A second opinion on what a lane writes (a commit, a checkpoint, a take-over) when the answer does not come. A network that has lost a connection without a word leaves both
/// of its ends waiting for minutes, and what the database has locked for it locked; so after a while the database is asked over another
/// connection whether it works on it at all.
/// </summary>
/// <param name="watch">Where it is asked: each time over a connection that has just been made.</param>
/// <param name="hosts">What goes over the same network, and may be lost with it.</param>
internal sealed class CommitWatch(NpgsqlDataSource watch, DatabaseHosts hosts, Limits limits)
{
    // Sent and not begun yet looks the same.
    private const int LooksMax = 2;
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(2);

    /// <summary>
    /// What <paramref name="ask"/> is answered. Once the database does not work on it, or does not answer at all, it is given up, and nobody
    /// knows what became of it.
    /// </summary>
    /// <param name="session">Process id of the session that is asked.</param>
    /// <exception cref="TimeoutException">It was given up.</exception>
    public async Task<T> AnswerAsync<T>(int session, Func<CancellationToken, Task<T>> ask, CancellationToken cancellation)
    {
        using var given = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var asked = ask(given.Token);
        for (var looks = 0; looks < LooksMax; looks = await IsUnderWayAsync(session) ? 0 : looks + 1)
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

    private async Task<bool> IsUnderWayAsync(int session)
    {
        try
        {
            await using var command = watch.CreateCommand(SqlText.Read("look_at_commit"));
            command.Parameters.Add(new NpgsqlParameter<int>("session", session));
            command.Parameters.Add(new NpgsqlParameter<double>("seconds", limits.CommitLookMilliseconds / 1000.0));
            using var patience = new CancellationTokenSource(_patience);
            return (bool)(await command.ExecuteScalarAsync(patience.Token))!;
        }
        catch (Exception reason) when (reason is OperationCanceledException || SqlStates.IsPassing(reason))
        {
            return false;
        }
    }
}

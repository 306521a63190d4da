using Ledger.Server.Journal.Commit;
using Ledger.Server.Journal.Sql;
using Npgsql;

namespace Ledger.Server.Journal.Servers;

/// <summary>
/// Listens for word that a partition was given back or taken. It comes within milliseconds and may be lost with the connection, so whoever
/// hears it also looks by himself from time to time.
/// </summary>
internal sealed class PartitionNews(NpgsqlDataSource news, TimeProvider time)
{
    private static readonly TimeSpan BeforeAnotherAttempt = TimeSpan.FromSeconds(1);

    /// <summary>Calls <paramref name="heard"/> for each word until it is cancelled.</summary>
    public async Task RunAsync(Action heard, CancellationToken cancellation)
    {
        while (!cancellation.IsCancellationRequested)
            try
            {
                await ListenAsync(heard, cancellation);
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
            {
            }
            catch (Exception reason) when (SqlStates.IsPassing(reason))
            {
                await Task.Delay(BeforeAnotherAttempt, time, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
    }

    private async Task ListenAsync(Action heard, CancellationToken cancellation)
    {
        await using var connection = await news.OpenConnectionAsync(cancellation);
        connection.Notification += (_, _) => heard();
        await using (var listen = new NpgsqlCommand(SqlText.Read("listen_moves"), connection))
            await listen.ExecuteNonQueryAsync(cancellation);
        // What was told while nobody listened.
        heard();
        while (true) await connection.WaitAsync(cancellation);
    }
}

using System.Data;
using Npgsql;

namespace Ledger.Server.Journal.Sql;

/// <summary>Begins transactions so that what is done in them can be cancelled.</summary>
internal static class BegunTransaction
{
    /// <summary>
    /// Begins a transaction and waits until the database has begun it. The driver would send it in front of the first statement, and as
    /// long as it has no answer to that it cancels nothing: where the answer is lost it would wait as long as that statement may take.
    /// </summary>
    /// <param name="withinSeconds">How long the answer may take.</param>
    public static async Task<NpgsqlTransaction> BeginNowAsync(
        this NpgsqlConnection connection, int withinSeconds, CancellationToken cancellation,
        IsolationLevel level = IsolationLevel.ReadCommitted)
    {
        var transaction = await connection.BeginTransactionAsync(level, cancellation);
        try
        {
            await using var ping = new NpgsqlCommand(SqlText.Read("ping"), connection, transaction) { CommandTimeout = withinSeconds };
            await ping.ExecuteNonQueryAsync(cancellation);
            return transaction;
        }
        catch
        {
            await transaction.DisposeAsync();
            throw;
        }
    }
}

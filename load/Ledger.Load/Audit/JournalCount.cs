using Npgsql;

namespace Ledger.Load.Audit;

/// <summary>Counts the transactions of a ledger in its database: the server's own count, whatever its process has gone through.</summary>
internal static class JournalCount
{
    public static async Task<long> OfAsync(string connection, CancellationToken cancellation)
    {
        await using var source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(connection) { CommandTimeout = 0 });
        // Each transaction has one row that is its first.
        await using var command = source.CreateCommand("SELECT count(*) FROM journal WHERE leg = 0");
        return (long)(await command.ExecuteScalarAsync(cancellation))!;
    }
}

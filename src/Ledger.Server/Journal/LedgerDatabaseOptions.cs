using Npgsql;

namespace Ledger.Server.Journal;

/// <summary>Where a ledger's database is and how a new one is made.</summary>
/// <param name="Connection">Npgsql connection string.</param>
/// <param name="IsOwn">The server runs this PostgreSQL itself.</param>
/// <param name="Partitions">Of a new ledger, 1 to 1024; one that is there keeps its own.</param>
/// <param name="Lanes">Of this server, at least 1.</param>
public sealed record LedgerDatabaseOptions(string Connection, bool IsOwn, int Partitions, int Lanes)
{
    /// <summary>Connection string of the login that applies migrations; null: <see cref="Connection"/>.</summary>
    public string? MigrateConnection { get; init; }

    /// <summary>Why <paramref name="connection"/> is no connection string; null: it is one.</summary>
    internal static string? FaultOf(string connection)
    {
        try
        {
            _ = new NpgsqlConnectionStringBuilder(connection);
            return null;
        }
        catch (Exception reason) when (reason is ArgumentException or FormatException or OverflowException)
        {
            return reason.Message.ReplaceLineEndings(" ");
        }
    }
}

using Npgsql;

namespace Ledger.Embedded;

/// <summary>Connections to the private cluster, before the ledger itself uses it.</summary>
internal static class ClusterConnection
{
    private const int TimeoutSeconds = 15;

    public static string StringFor(string socketFolder, string database) => new NpgsqlConnectionStringBuilder
    {
        Host = socketFolder,
        Port = EmbeddedPostgres.Port,
        Username = EmbeddedPostgres.Login,
        Database = database,
        // A socket on the same machine: neither is of use, and the environment must not ask for them.
        SslMode = SslMode.Disable,
        GssEncryptionMode = GssEncryptionMode.Disable,
    }.ConnectionString;

    /// <summary>Whether a database answers, by asking it; when it says that it is starting or stopping, asking again makes sense.</summary>
    public static async Task<(bool Answers, bool IsChanging)> AskAsync(string socketFolder, CancellationToken cancellation)
    {
        try
        {
            await using var connection = await OpenAsync(socketFolder, cancellation);
            await using var command = new NpgsqlCommand("SELECT 1", connection);
            await command.ExecuteScalarAsync(cancellation);
            return (true, false);
        }
        catch (PostgresException refused) when (refused.SqlState == PostgresErrorCodes.CannotConnectNow)
        {
            return (false, true);
        }
        catch (Exception silent) when (silent is NpgsqlException or TimeoutException)
        {
            return (false, false);
        }
    }

    public static async Task EnsureDatabaseAsync(string socketFolder, string database, CancellationToken cancellation)
    {
        await using var connection = await OpenAsync(socketFolder, cancellation);
        await using var look = new NpgsqlCommand(
            "SELECT 1 FROM pg_database WHERE datname = $1", connection) { Parameters = { new() { Value = database } } };
        if (await look.ExecuteScalarAsync(cancellation) is not null)
            return;
        await using var create = new NpgsqlCommand($"CREATE DATABASE \"{database.Replace("\"", "\"\"")}\"", connection);
        await create.ExecuteNonQueryAsync(cancellation);
    }

    private static async Task<NpgsqlConnection> OpenAsync(string socketFolder, CancellationToken cancellation)
    {
        // Not pooled: a pooled connection would look like a session that outlives its use.
        var settings = new NpgsqlConnectionStringBuilder(StringFor(socketFolder, "postgres"))
        {
            Pooling = false,
            Timeout = TimeoutSeconds,
            CommandTimeout = TimeoutSeconds,
        };
        var connection = new NpgsqlConnection(settings.ConnectionString);
        await connection.OpenAsync(cancellation);
        return connection;
    }
}

using Dapper;
using Ledger.Embedded;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Ledger.Testing;

/// <summary>
/// A real PostgreSQL in a folder of its own under the temporary folder, for the tests of one collection. Every ledger gets a fresh
/// database in it. Stopped and removed at the end.
/// </summary>
public sealed class PostgresCluster : IAsyncDisposable
{
    private readonly EmbeddedPostgres _embedded;
    private int _databases;

    private PostgresCluster(EmbeddedPostgres embedded, string folder) => (_embedded, Folder) = (embedded, folder);

    public string Folder { get; }

    public int PostmasterPid => _embedded.PostmasterPid;

    /// <param name="settings">postgresql.conf settings in place of the product's own.</param>
    public static async Task<PostgresCluster> StartAsync(IReadOnlyDictionary<string, string>? settings = null)
    {
        var folder = Directory.CreateTempSubdirectory("ledger-test-").FullName;
        // The cluster belongs to another user when the tests run as root; that user must be able to enter.
        File.SetUnixFileMode(folder, (UnixFileMode)0b111_101_101);
        var options = new EmbeddedPostgresOptions(folder);
        if (settings is not null) options = options with { Settings = settings };
        return new PostgresCluster(await EmbeddedPostgres.StartAsync(options, NullLogger.Instance, default), folder);
    }

    /// <summary>Makes an empty database and returns its connection string.</summary>
    public async Task<string> NewDatabaseAsync()
    {
        var name = $"ledger_{Interlocked.Increment(ref _databases)}";
        await using var connection = new NpgsqlConnection(_embedded.ConnectionString);
        await connection.ExecuteAsync($"CREATE DATABASE {name}");
        return new NpgsqlConnectionStringBuilder(_embedded.ConnectionString) { Database = name }.ConnectionString;
    }

    public async ValueTask DisposeAsync()
    {
        await _embedded.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
    }
}

using Ledger.Embedded;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Ledger.Tooling.Clusters;

/// <summary>
/// A real PostgreSQL with the product's own settings in a folder of its own under the temporary folder. Every ledger gets a fresh
/// database in it. Stopped and removed at the end.
/// </summary>
public sealed class PostgresCluster : IAsyncDisposable
{
    private readonly EmbeddedPostgres _embedded;
    private int _databases;

    private PostgresCluster(EmbeddedPostgres embedded, string folder) => (_embedded, Folder) = (embedded, folder);

    /// <summary>Its folder; there is room beside the data for what else belongs to a run.</summary>
    public string Folder { get; }

    /// <summary>Process id of PostgreSQL's main process.</summary>
    public int PostmasterPid => _embedded.PostmasterPid;

    /// <summary>The folder of its socket.</summary>
    public string SocketFolder => _embedded.SocketFolder;

    /// <summary>Superuser connection string of the database that it begins with.</summary>
    public string ConnectionString => _embedded.ConnectionString;

    /// <summary>Makes and starts one.</summary>
    /// <param name="settings">postgresql.conf settings in place of the product's own.</param>
    /// <param name="cancellation">Gives up.</param>
    public static async Task<PostgresCluster> StartAsync(
        IReadOnlyDictionary<string, string>? settings = null, CancellationToken cancellation = default)
    {
        var folder = Directory.CreateTempSubdirectory("ledger-cluster-").FullName;
        // The cluster belongs to another user when this program is root; that user must be able to enter.
        File.SetUnixFileMode(folder, (UnixFileMode)0b111_101_101);
        var options = new EmbeddedPostgresOptions(folder);
        if (settings is not null) options = options with { Settings = settings };
        return new PostgresCluster(await EmbeddedPostgres.StartAsync(options, NullLogger.Instance, cancellation), folder);
    }

    /// <summary>Superuser connection string of a database in it, whether or not that is there.</summary>
    /// <param name="database">The database's name.</param>
    public string ConnectionTo(string database) =>
        new NpgsqlConnectionStringBuilder(ConnectionString) { Database = database }.ConnectionString;

    /// <summary>Makes an empty database and returns its connection string.</summary>
    public async Task<string> NewDatabaseAsync()
    {
        var name = $"ledger_{Interlocked.Increment(ref _databases)}";
        await using var connection = new NpgsqlConnection(ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand($"CREATE DATABASE {name}", connection);
        await command.ExecuteNonQueryAsync();
        return ConnectionTo(name);
    }

    /// <summary>Starts PostgreSQL again when it has died; true when it had.</summary>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="EmbeddedPostgresException">It does not start.</exception>
    public Task<bool> RestartIfDeadAsync(CancellationToken cancellation) => _embedded.RestartIfDeadAsync(cancellation);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _embedded.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
    }
}

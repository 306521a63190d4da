using Dapper;
using Ledger.Tooling.Clusters;
using Npgsql;

namespace Ledger.Yardstick.Ground;

/// <summary>
/// A private PostgreSQL for one run, with the settings that the product's own one has. Every leg works in a database of its own. Removed at
/// the end.
/// </summary>
internal sealed class Cluster : IAsyncDisposable
{
    /// <summary>The settings that decide what a commit costs; printed with the results.</summary>
    private static readonly string[] Shown =
    [
        "server_version", "fsync", "synchronous_commit", "full_page_writes", "wal_sync_method", "wal_compression", "wal_buffers",
        "shared_buffers",
        "max_wal_size", "checkpoint_timeout", "checkpoint_completion_target", "autovacuum", "max_connections", "jit",
    ];

    private readonly PostgresCluster _postgres;

    private Cluster(PostgresCluster postgres)
    {
        _postgres = postgres;
        Observer = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(postgres.ConnectionString) { CommandTimeout = 0,
            MaxPoolSize = 4 });
    }

    public string Folder => _postgres.Folder;

    public int PostmasterPid => _postgres.PostmasterPid;

    public string SocketFolder => _postgres.SocketFolder;

    /// <summary>Connections for whoever watches; not to the database of any leg.</summary>
    public NpgsqlDataSource Observer { get; }

    /// <summary>The secret of the ledgers in this cluster.</summary>
    public string CardKeyFile => Path.Combine(Folder, "card.key");

    /// <summary>The folder of the programs of the PostgreSQL that runs.</summary>
    public string ProgramFolder => Path.GetDirectoryName(new FileInfo($"/proc/{PostmasterPid}/exe").LinkTarget)!;

    public static async Task<Cluster> StartAsync(CancellationToken cancellation) =>
        new(await PostgresCluster.StartAsync(cancellation: cancellation));

    /// <summary>Makes an empty database and returns its connection string.</summary>
    public async Task<string> MakeAsync(string database)
    {
        await ExecuteAsync($"CREATE DATABASE {database}");
        return _postgres.ConnectionTo(database);
    }

    /// <summary>Makes a copy of a database that nobody is connected to and returns its connection string.</summary>
    public async Task<string> CloneAsync(string template, string database)
    {
        await DropAsync(database);
        await ExecuteAsync($"CREATE DATABASE {database} TEMPLATE {template} STRATEGY file_copy");
        return _postgres.ConnectionTo(database);
    }

    public Task DropAsync(string database) => ExecuteAsync($"DROP DATABASE IF EXISTS {database} WITH (FORCE)");

    public Task CheckpointAsync() => ExecuteAsync("CHECKPOINT");

    public async Task<IReadOnlyDictionary<string, string>> SettingsAsync()
    {
        await using var connection = await Observer.OpenConnectionAsync();
        var settings = await connection.QueryAsync<(string Name, string Value)>(
            "SELECT name, current_setting(name) FROM pg_settings WHERE name = ANY (@Shown)", new { Shown });
        return settings.ToDictionary(each => each.Name, each => each.Value);
    }

    public async ValueTask DisposeAsync()
    {
        await Observer.DisposeAsync();
        NpgsqlConnection.ClearAllPools();
        await _postgres.DisposeAsync();
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var command = Observer.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}

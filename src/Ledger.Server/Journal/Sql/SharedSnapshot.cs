using System.Data;
using Npgsql;

namespace Ledger.Server.Journal.Sql;

/// <summary>Connections that see a database as of one moment, all of them the same.</summary>
internal sealed class SharedSnapshot : IAsyncDisposable
{
    private readonly DatabaseHosts _hosts;
    private readonly NpgsqlDataSource _source;
    private readonly List<NpgsqlConnection> _connections = [];
    private string _name = "";

    private SharedSnapshot(DatabaseHosts hosts, NpgsqlDataSource source) => (_hosts, _source) = (hosts, source);

    /// <summary>
    /// Takes the snapshot of the database that <paramref name="connection"/> leads to. Its queries take as long as they do.
    /// </summary>
    public static async Task<SharedSnapshot> TakeAsync(string connection, CancellationToken cancellation)
    {
        var hosts = new DatabaseHosts();
        // Rows come by the hundred thousand.
        var settings = new NpgsqlConnectionStringBuilder(connection) { CommandTimeout = 0, ReadBufferSize = 64 * 1024 };
        // While one is read the others rest.
        settings.Options = $"{settings.Options} -c idle_in_transaction_session_timeout=0".Trim();
        var snapshot = new SharedSnapshot(hosts, hosts.Connect(new NpgsqlDataSourceBuilder(settings.ConnectionString)));
        try
        {
            var first = await snapshot.OpenAsync(cancellation);
            await using var export = new NpgsqlCommand(SqlText.Read("export_snapshot"), first);
            snapshot._name = (string)(await export.ExecuteScalarAsync(cancellation))!;
        }
        catch
        {
            await snapshot.DisposeAsync();
            throw;
        }
        return snapshot;
    }

    /// <summary>One more connection, in a transaction that writes nothing; it ends with this.</summary>
    public async Task<NpgsqlConnection> OpenAsync(CancellationToken cancellation)
    {
        var connection = await _source.OpenConnectionAsync(cancellation);
        lock (_connections) _connections.Add(connection);
        await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellation);
        if (_name.Length == 0) return connection;
        // It takes no parameter, and is PostgreSQL's own.
        await using var command = new NpgsqlCommand($"SET TRANSACTION SNAPSHOT '{_name}'", connection);
        await command.ExecuteNonQueryAsync(cancellation);
        return connection;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var connection in _connections) await connection.DisposeAsync();
        await _hosts.DisposeAsync();
    }
}

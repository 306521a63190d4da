using System.Collections.Concurrent;
using Dapper;
using Ledger.Client;
using Npgsql;

namespace Ledger.Crash.Tests.Servers;

/// <summary>Several servers of one ledger, each a process with a fixed address, over one database.</summary>
internal sealed class SharedSite : IAsyncDisposable
{
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(60);
    private readonly PostgresCluster _cluster;
    private readonly Dictionary<string, ServerProcess> _servers = [];
    private readonly ConcurrentDictionary<string, Uri> _addresses = [];

    private SharedSite(PostgresCluster cluster, string connection) => (_cluster, Connection) = (cluster, connection);

    public string Connection { get; }

    /// <summary>Where the servers are reached, those too that do not run now.</summary>
    public IReadOnlyList<Uri> Addresses => [.. _addresses.Values];

    public static async Task<SharedSite> OpenAsync(params string[] nodes)
    {
        var cluster = await PostgresCluster.StartAsync();
        var site = new SharedSite(cluster, await cluster.NewDatabaseAsync());
        foreach (var node in nodes) await site.StartAsync(node);
        await site.SharedAsync(nodes.Length);
        return site;
    }

    /// <summary>Starts a server, under the address it had before.</summary>
    public async Task StartAsync(string node)
    {
        var address = _addresses.GetOrAdd(node, _ => LoopbackPort.FreeAddress());
        _servers[node] = await ServerProcess.ServeAsync(ServerProcess.Ledger, Settings(node, address), _cluster.Folder);
    }

    /// <summary>Stops a server in order.</summary>
    public async Task StopAsync(string node)
    {
        var server = _servers[node];
        _servers.Remove(node);
        Assert.True(await server.TerminateAsync(StopPatience) == 0, $"{node} did not stop in order.\n{server.Output}");
        await server.DisposeAsync();
    }

    /// <summary>kill -9.</summary>
    public async Task KillAsync(string node)
    {
        var server = _servers[node];
        _servers.Remove(node);
        await server.KillAsync();
        await server.DisposeAsync();
    }

    /// <summary>Waits until so many servers have the same part each, but for one partition.</summary>
    public Task SharedAsync(int servers) => Eventually.HoldsAsync(async () =>
    {
        await using var session = new NpgsqlConnection(Connection);
        var counts = (await session.QueryAsync<int>(
            """
            SELECT count(*)::int FROM partition JOIN lane ON lane.lane = partition.lane AND lane.epoch = partition.held_epoch
             WHERE lane.lease_until > now() GROUP BY lane.node
            """)).ToList();
        return counts.Count == servers && counts.Sum() == 64 && counts.Max() - counts.Min() <= 1;
    });

    /// <summary>The real client, which knows all the servers.</summary>
    public LedgerClient Client() => new(new LedgerClientOptions { Addresses = Addresses, Store = 1, Terminal = 7, Operator = 3 });

    /// <summary>How many of these keys the journal holds.</summary>
    public async Task<long> CountAsync(IReadOnlyCollection<Guid> keys)
    {
        await using var session = new NpgsqlConnection(Connection);
        return await session.ExecuteScalarAsync<long>(
            "SELECT count(*) FROM journal WHERE leg = 0 AND key = ANY (@keys)", new { keys = keys.ToArray() });
    }

    public async Task VerifyAsync()
    {
        var (code, output) = await ServerProcess.RunAsync(["verify"], Settings("verify", new Uri("http://127.0.0.1:0")));
        Assert.True(code == 0, output);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var server in _servers.Values)
        {
            await server.KillAsync();
            await server.DisposeAsync();
        }
        NpgsqlConnection.ClearAllPools();
        await _cluster.DisposeAsync();
    }

    private Dictionary<string, string> Settings(string node, Uri address) => new()
    {
        ["LEDGER_ADDRESS"] = address.ToString().TrimEnd('/'), ["LEDGER_NODE"] = node, ["LEDGER_INSECURE"] = "true", ["LEDGER_CONNECTION"] = Connection,
        ["LEDGER_DATA"] = Path.Combine(_cluster.Folder, "keys"), ["LEDGER_LANES"] = "2", ["LEDGER_QUERY_CONNECTIONS_MAX"] = "6",
        ["LEDGER_STATEMENT_CONNECTIONS_MAX"] = "2", ["LEDGER_REPORT_CONNECTIONS_MAX"] = "1",
    };
}

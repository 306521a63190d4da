namespace Ledger.Server.Tests.Fixtures;

/// <summary>One real PostgreSQL for the tests of a collection; each ledger in it has a database of its own.</summary>
public sealed class LedgerCluster : IAsyncLifetime
{
    private PostgresCluster? _cluster;

    public PostgresCluster Postgres => _cluster ?? throw new InvalidOperationException("The cluster has not been started.");

    public async ValueTask InitializeAsync() =>
        _cluster = await PostgresCluster.StartAsync(new Dictionary<string, string> { ["shared_buffers"] = "64MB" });

    public async ValueTask DisposeAsync()
    {
        if (_cluster is not null) await _cluster.DisposeAsync();
    }
}

/// <summary>What a single healthy server does: kinds, reads, idempotency, bad input.</summary>
[CollectionDefinition(Name)]
public sealed class OneServer : ICollectionFixture<LedgerCluster>
{
    public const string Name = "one server";
}

/// <summary>Overload, blocked commits, several servers, restarts: tests that wait for something, run beside the others.</summary>
[CollectionDefinition(Name)]
public sealed class Disturbances : ICollectionFixture<LedgerCluster>
{
    public const string Name = "disturbances";
}

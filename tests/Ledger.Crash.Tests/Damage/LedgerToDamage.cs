using Dapper;
using Ledger.Client;
using Ledger.Server.Hosting;
using Ledger.Testing;
using Ledger.V1;
using Npgsql;

namespace Ledger.Crash.Tests.Damage;

/// <summary>A ledger that was filled by a server which is gone. Each test damages a copy of its own.</summary>
public abstract class LedgerToDamage : IAsyncLifetime
{
    private PostgresCluster? _cluster;
    private int _copies;

    /// <summary>Superuser connection string of the ledger that is copied.</summary>
    protected string Template { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        _cluster = await PostgresCluster.StartAsync();
        var ledger = await BeginAsync(_cluster);
        using (var client = ledger.Client()) await FillAsync(client);
        await ledger.DisposeAsync();
        Template = ledger.Connection;
        await DamageAsync(Template, Finish);
    }

    public virtual async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        NpgsqlConnection.ClearAllPools();
        await _cluster!.DisposeAsync();
    }

    /// <summary>A copy of the ledger, and its superuser connection string.</summary>
    public async Task<string> CopyAsync()
    {
        var template = new NpgsqlConnectionStringBuilder(Template);
        var copy = $"copy_{++_copies}";
        await DamageAsync(new NpgsqlConnectionStringBuilder(Template) { Database = "postgres" }.ConnectionString,
            $"CREATE DATABASE {copy} TEMPLATE {template.Database}");
        return new NpgsqlConnectionStringBuilder(Template) { Database = copy, Pooling = false }.ConnectionString;
    }

    /// <summary>Runs SQL as the superuser, past everything the server may not do.</summary>
    public static async Task<int> DamageAsync(string connection, string sql)
    {
        await using var session = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(connection) { Pooling = false }.ConnectionString);
        return await session.ExecuteAsync(sql);
    }

    protected virtual void Configure(Settings settings) => settings.Partitions = 2;

    /// <summary>A server on a ledger that is to be filled.</summary>
    protected virtual Task<TestLedger> BeginAsync(PostgresCluster cluster) => TestLedger.StartAsync(cluster, Configure);

    protected abstract Task FillAsync(LedgerClient client);

    /// <summary>SQL that brings the ledger, still sound, into the shape the tests need.</summary>
    protected abstract string Finish { get; }

    internal static async Task PostAsync(Outcome expected, Task<PostingResult> posting)
    {
        var outcome = await posting switch
        {
            PostingResult.Posted posted => posted.Receipt.Outcome,
            PostingResult.Refused refused => refused.Outcome,
            var other => throw new InvalidOperationException($"Not answered: {other}"),
        };
        Assert.Equal(expected, outcome);
    }
}

using Dapper;
using Ledger.Server.Basics;
using Ledger.Rules.Rows;
using Ledger.Server.Journal;
using Ledger.Server.Journal.Columns;
using Ledger.Server.Journal.Commit;
using Ledger.Server.Journal.Sql;
using Ledger.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Ledger.Crash.Tests.Journals;

/// <summary>The journal in PostgreSQL. Each test has a database of its own in one cluster.</summary>
public sealed class PostgresJournalTests(ConformanceCluster cluster) : JournalConformance, IClassFixture<ConformanceCluster>, IDisposable
{
    // Far longer than a test takes: no lease ends but by command.
    private static readonly Limits Limits = new() { LeaseSeconds = 3600, CommitTimeoutSeconds = 3600 };

    private string? _connection;
    private LedgerDatabase? _database;

    public void Dispose() => _database?.DisposeAsync().AsTask().GetAwaiter().GetResult();

    protected override async Task<ILaneJournal> JournalAsync(short number, string node)
    {
        if (_database is null)
        {
            _connection = await cluster.NewDatabaseAsync();
            var options = new LedgerDatabaseOptions(_connection, IsOwn: true, Partitions: 2, Lanes: 2);
            _database = await LedgerDatabase.OpenAsync(
                options, Limits, cardKeyCheck: [1], new InstantTime(Members.Start), NullLogger.Instance, default);
        }
        return _database.Lane(number, Guid.NewGuid(), node);
    }

    protected override async Task ExpireLeaseAsync(short partition)
    {
        await using var connection = new NpgsqlConnection(_connection);
        await connection.ExecuteAsync(
            "UPDATE lane SET lease_until = '-infinity' FROM partition WHERE partition = @partition AND partition.lane = lane.lane",
            new { partition });
    }

    protected override async Task<Func<RowBuffer, Task<AppendOutcome>>> LateAsync(ILaneJournal journal)
    {
        await using var connection = new NpgsqlConnection(_connection);
        var (lane, instance, epoch, commitNo) = await connection.QuerySingleAsync<(int, Guid, long, long)>(
            "SELECT lane, instance, epoch, commit_no FROM lane WHERE node = 'node'");
        return async rows =>
        {
            await using var hosts = new DatabaseHosts();
            var commits = hosts.Connect(EncodedArrays.AddTo(new NpgsqlDataSourceBuilder(_connection)));
            using var watch = new CommitWatch(new NpgsqlConnectionStringBuilder(_connection), hosts, Limits);
            await using var late = await CommitConnection.OpenAsync(commits, watch, Limits);
            return (await late.AppendAsync(new LaneFence(lane, instance, epoch, commitNo), instance, rows)).Outcome;
        };
    }

    protected override async Task ForgetCommitAsync()
    {
        await using var connection = new NpgsqlConnection(_connection);
        await connection.ExecuteAsync("UPDATE lane SET commit_no = commit_no - 1");
    }
}

/// <summary>A PostgreSQL that starts with the first test that asks for it.</summary>
public sealed class ConformanceCluster : IDisposable
{
    private readonly Lazy<Task<PostgresCluster>> _cluster = new(() => PostgresCluster.StartAsync());

    public async Task<string> NewDatabaseAsync() => await (await _cluster.Value).NewDatabaseAsync();

    public void Dispose()
    {
        NpgsqlConnection.ClearAllPools();
        if (_cluster.IsValueCreated) Task.Run(async () => await (await _cluster.Value).DisposeAsync()).GetAwaiter().GetResult();
    }
}

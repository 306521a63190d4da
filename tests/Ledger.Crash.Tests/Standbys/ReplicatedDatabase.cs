using Ledger.Embedded;

namespace Ledger.Crash.Tests.Standbys;

/// <summary>A ledger's database with a standby: the two change places when the primary is lost or put aside.</summary>
internal sealed class ReplicatedDatabase : IAsyncDisposable
{
    private const string Database = "ledger";

    private readonly string _folder;
    private readonly bool _isSynchronous;

    private ReplicatedDatabase(string folder, DatabaseNode primary, DatabaseNode standby, bool isSynchronous)
    {
        (_folder, Primary, Standby, _isSynchronous) = (folder, primary, standby, isSynchronous);
        Connection = $"Host=127.0.0.1:{primary.Port},127.0.0.1:{standby.Port};Username=ledger;Database={Database};"
            + "Target Session Attributes=primary";
    }

    public DatabaseNode Primary { get; private set; }

    public DatabaseNode Standby { get; private set; }

    /// <summary>The ledger's connection string, which names both hosts.</summary>
    public string Connection { get; }

    /// <summary>Makes both; when this returns the standby follows.</summary>
    /// <param name="isSynchronous">A commit waits until the standby has it.</param>
    public static async Task<ReplicatedDatabase> StartAsync(bool isSynchronous)
    {
        var folder = Directory.CreateTempSubdirectory("ledger-standby-").FullName;
        // The databases run as another user when the tests run as root; that user must be able to enter.
        File.SetUnixFileMode(folder, (UnixFileMode)0b111_101_101);
        var user = await ClusterUser.FindAsync(default);
        var binaries = await PostgresBinaries.FindAsync(null, null, default);
        var database = new ReplicatedDatabase(folder, new DatabaseNode(Path.Combine(folder, "a"), user, binaries),
            new DatabaseNode(Path.Combine(folder, "b"), user, binaries), isSynchronous);
        try
        {
            await database.Primary.MakeAsync();
            await database.Primary.ExecuteAsync($"CREATE DATABASE {Database}");
            await database.RebuildStandbyAsync();
            return database;
        }
        catch
        {
            await database.DisposeAsync();
            throw;
        }
    }

    /// <summary>The standby takes over from a primary that no longer runs, and has none itself.</summary>
    public async Task PromoteAsync()
    {
        Assert.Empty(Primary.Processes());
        await Standby.PromoteAsync();
        (Primary, Standby) = (Standby, Primary);
    }

    /// <summary>
    /// Copies the primary over the standby; when this returns the standby follows, and commits wait for it if they are to.
    /// </summary>
    public async Task RebuildStandbyAsync()
    {
        await Standby.FollowAsync(Primary);
        if (_isSynchronous) await Primary.SetAsync("synchronous_standby_names", "*");
        await Eventually.HoldsAsync(async () => await Primary.AskAsync<string>(
            "SELECT sync_state FROM pg_stat_replication WHERE state = 'streaming'") == (_isSynchronous ? "sync" : "async"));
    }

    /// <summary>Ends once the standby has written what the primary has written so far.</summary>
    public async Task IsReplicatedAsync()
    {
        var position = await Primary.AskAsync<string>("SELECT pg_current_wal_flush_lsn()::text");
        await Eventually.HoldsAsync(() => Standby.AskAsync<bool>($"SELECT pg_last_wal_replay_lsn() >= '{position}'::pg_lsn"));
    }

    /// <summary>Epoch and lease of each lane, on the primary.</summary>
    public async Task<string[]> LanesAsync() => await Primary.AskAsync<string[]>(
        "SELECT array_agg(epoch || ' ' || lease_until ORDER BY lane) FROM lane", Database) ?? [];

    public async ValueTask DisposeAsync()
    {
        await Primary.DisposeAsync();
        await Standby.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}

using Ledger.Embedded;
using Npgsql;

namespace Ledger.Crash.Tests.Standbys;

/// <summary>
/// One PostgreSQL on loopback, in a folder and on a port of its own: made new as a primary, or copied from another one that it follows.
/// </summary>
internal sealed class DatabaseNode(string folder, ClusterUser user, PostgresBinaries binaries) : IAsyncDisposable
{
    private const string Login = "ledger";
    private static readonly TimeSpan CommandLimit = TimeSpan.FromMinutes(2);

    private ClusterFolder Cluster { get; } = new(folder, folder);

    public int Port { get; } = LoopbackPort.FreeAddress().Port;

    /// <summary>Superuser connection string, for looks of a moment.</summary>
    public string Connection =>
        $"Host=127.0.0.1;Port={Port};Username={Login};Database=postgres;Pooling=false";

    private bool Runs => PostmasterFile.TryRead(Cluster) is { } file && file.IsAlive(Cluster);

    /// <summary>An empty one that takes writes.</summary>
    public async Task MakeAsync()
    {
        await user.OwnFolderAsync(folder, default);
        await RunAsync("initdb", "-D", folder, "--username=" + Login, "--auth=trust", "--encoding=UTF8", "--locale=C");
        await StartAsync();
    }

    /// <summary>A copy of another one, in place of what was here; it follows that one.</summary>
    public async Task FollowAsync(DatabaseNode primary)
    {
        if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
        await user.OwnFolderAsync(folder, default);
        await RunAsync("pg_basebackup", "-D", folder, "-d", $"host=127.0.0.1 port={primary.Port} user={Login}", "-R", "-X", "stream", "-c", "fast");
        await StartAsync();
        // Copied from a primary that may have waited for standbys: this one has none.
        await SetAsync("synchronous_standby_names", "");
    }

    public Task StartAsync() => RunAsync("pg_ctl", "start", "-D", folder, "-l", Path.Combine(folder, "node.log"), "--wait", "--silent", "-o",
        $"-p {Port} -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c shared_buffers=64MB -c wal_keep_size=256MB");

    /// <summary>In order: sessions end, and a standby gets all there is.</summary>
    public Task StopAsync() => RunAsync("pg_ctl", "stop", "-D", folder, "-m", "fast", "--wait", "--silent");

    /// <summary>kill -9 of its main process, and the end of all.</summary>
    public async Task KillAsync()
    {
        if (PostmasterFile.TryRead(Cluster) is { } file && file.IsAlive(Cluster)) Signal.Kill(file.Pid);
        await Eventually.HoldsAsync(() => Processes().Count == 0);
    }

    /// <summary>From now on it takes writes.</summary>
    public Task PromoteAsync() => RunAsync("pg_ctl", "promote", "-D", folder, "--wait", "--silent");

    /// <summary>Its main process, its sessions, and what replicates.</summary>
    public IReadOnlyList<int> Processes() => PostmasterFile.ProcessesOf(Cluster);

    /// <summary>Changes a setting, without a restart.</summary>
    public async Task SetAsync(string setting, string value)
    {
        await ExecuteAsync($"ALTER SYSTEM SET {setting} = '{value}'");
        await ExecuteAsync("SELECT pg_reload_conf()");
    }

    public Task ExecuteAsync(string sql) => AskAsync<object>(sql);

    /// <summary>The first column of the first row.</summary>
    public async Task<T?> AskAsync<T>(string sql, string database = "postgres")
    {
        var there = new NpgsqlConnectionStringBuilder(Connection) { Database = database };
        await using var session = new NpgsqlConnection(there.ConnectionString);
        await session.OpenAsync();
        await using var command = new NpgsqlCommand(sql, session);
        return await command.ExecuteScalarAsync() is T value ? value : default;
    }

    public async ValueTask DisposeAsync()
    {
        if (Runs) await KillAsync();
    }

    private async Task RunAsync(string program, params string[] arguments) =>
        (await user.RunAsync([Path.Combine(binaries.Folder, program), .. arguments], CommandLimit, default)).Require(program);
}

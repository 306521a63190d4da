using System.Diagnostics;
using Npgsql;
using Xunit;

namespace Ledger.Embedded.Tests;

public sealed class LifeOfAClusterTests : IAsyncLifetime
{
    private readonly ClusterSandbox _sandbox = new();

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync() => await _sandbox.DisposeAsync();

    [Fact]
    public async Task The_first_start_creates_a_durable_cluster_and_the_second_finds_its_data()
    {
        await using (var first = await _sandbox.StartAsync())
        {
            foreach (var (setting, value) in new Dictionary<string, string>
            {
                ["fsync"] = "on", ["synchronous_commit"] = "on", ["full_page_writes"] = "on", ["data_checksums"] = "on",
                ["server_encoding"] = "UTF8", ["listen_addresses"] = "", ["max_wal_size"] = "4GB", ["shared_buffers"] = "16MB",
            })
            {
                Assert.Equal(value, await ClusterSandbox.QueryAsync(first, $"SELECT current_setting('{setting}')"));
            }

            await ClusterSandbox.QueryAsync(first, "CREATE TABLE kept (value int); INSERT INTO kept VALUES (42)");
        }

        await using var second = await _sandbox.StartAsync();
        Assert.Equal(42, await ClusterSandbox.QueryAsync(second, "SELECT value FROM kept"));
        Assert.Equal("ledger", await ClusterSandbox.QueryAsync(second, "SELECT current_database()::text"));
    }

    [Fact]
    public async Task Stopping_ends_the_process_frees_the_folder_and_can_be_repeated()
    {
        var postgres = await _sandbox.StartAsync();
        await postgres.DisposeAsync();
        await postgres.DisposeAsync();

        Assert.Empty(_sandbox.Processes);
        Assert.False(File.Exists(Path.Combine(_sandbox.Cluster, "postmaster.pid")));
        await using var again = await _sandbox.StartAsync();
    }

    [Fact]
    public async Task A_database_whose_server_was_killed_is_adopted_with_its_data_and_the_new_settings()
    {
        var killed = await _sandbox.StartAsync();
        await ClusterSandbox.QueryAsync(killed, "CREATE TABLE kept (value int); INSERT INTO kept VALUES (42)");
        killed.FolderLock.Dispose();

        await using var next =
            await _sandbox.StartAsync(_sandbox.Options with { Settings = new Dictionary<string, string> { ["work_mem"] = "7MB" } });

        Assert.Equal(killed.PostmasterPid, next.PostmasterPid);
        Assert.Equal(42, await ClusterSandbox.QueryAsync(next, "SELECT value FROM kept"));
        Assert.Equal("7MB", await ClusterSandbox.QueryAsync(next, "SELECT current_setting('work_mem')"));
        Assert.Contains(_sandbox.LogLines, line => line.StartsWith("905", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_killed_database_recovers_what_was_committed()
    {
        var first = await _sandbox.StartAsync();
        await ClusterSandbox.QueryAsync(first, "CREATE TABLE kept (value int); INSERT INTO kept VALUES (42)");
        await ClusterSandbox.KillAsync(first.PostmasterPid);
        await first.DisposeAsync();

        await using var second = await _sandbox.StartAsync();

        Assert.NotEqual(first.PostmasterPid, second.PostmasterPid);
        Assert.Equal(42, await ClusterSandbox.QueryAsync(second, "SELECT value FROM kept"));
    }

    [Fact]
    public async Task A_killed_database_is_started_anew_although_one_of_its_sessions_still_works()
    {
        var first = await _sandbox.StartAsync();
        await using var source = NpgsqlDataSource.Create(first.ConnectionString);
        await using var busy = await source.OpenConnectionAsync();
        // A loop in PL/pgSQL waits for nothing, so the session does not notice that its database is gone until the loop ends.
        await using var loop = new NpgsqlCommand("DO 'DECLARE t timestamptz := clock_timestamp(); BEGIN WHILE clock_timestamp() < t + interval ''3 s'' LOOP END LOOP; END'", busy);
        var work = loop.ExecuteNonQueryAsync();
        await Task.Delay(200);
        await ClusterSandbox.KillAsync(first.PostmasterPid);
        await first.DisposeAsync();

        await using var second = await _sandbox.StartAsync();

        Assert.Equal(1, await ClusterSandbox.QueryAsync(second, "SELECT 1"));
        await Record.ExceptionAsync(() => work);
    }

    [Fact]
    public async Task A_pid_file_that_names_a_stranger_does_not_stop_the_start()
    {
        await (await _sandbox.StartAsync()).DisposeAsync();
        // After a restart of the machine the number belongs to somebody else: here to a living process of the same user.
        var user = await ClusterUser.FindAsync(CancellationToken.None);
        string[] sleep = [.. user.Prefix, "sleep", "60"];
        using var stranger = Process.Start(sleep[0], sleep[1..]);
        try
        {
            var lines = $"{stranger.Id}\n{_sandbox.Cluster}\n0\n5432\n{_sandbox.DataFolder}/run\n\n0 0\nready\n";
            await File.WriteAllTextAsync(Path.Combine(_sandbox.Cluster, "postmaster.pid"), lines);

            await using var postgres = await _sandbox.StartAsync();

            Assert.NotEqual(stranger.Id, postgres.PostmasterPid);
            Assert.False(stranger.HasExited);
        }
        finally
        {
            await ClusterSandbox.KillAsync(stranger.Id);
        }
    }

    [Fact]
    public async Task A_second_server_on_the_same_data_folder_is_refused_and_harms_nothing()
    {
        await using var first = await _sandbox.StartAsync();

        var refused = await Assert.ThrowsAsync<EmbeddedPostgresException>(() => _sandbox.StartAsync());

        Assert.Contains($"(process {Environment.ProcessId}) already uses the data folder {_sandbox.DataFolder}", refused.Message,
            StringComparison.Ordinal);
        Assert.Equal(1, await ClusterSandbox.QueryAsync(first, "SELECT 1"));
    }

    [Fact]
    public async Task Another_database_of_the_cluster_is_made_when_it_is_missing()
    {
        await using var postgres = await _sandbox.StartAsync(_sandbox.Options with { Database = "odd \"name\"" });

        Assert.Equal("odd \"name\"", await ClusterSandbox.QueryAsync(postgres, "SELECT current_database()::text"));
    }
}

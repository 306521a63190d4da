using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Ledger.Embedded.Tests;

public sealed class BeginningOfAClusterTests : IAsyncLifetime
{
    private readonly ClusterSandbox _sandbox = new();

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync() => await _sandbox.DisposeAsync();

    [Fact]
    public async Task An_initdb_that_a_crash_left_half_finished_is_done_again()
    {
        var halfFinished = Path.Combine(_sandbox.DataFolder, "postgres.initdb-4711");
        Directory.CreateDirectory(Path.Combine(halfFinished, "base", "1"));
        await File.WriteAllTextAsync(Path.Combine(halfFinished, "PG_VERSION"), "15\n");

        await using var postgres = await _sandbox.StartAsync();

        Assert.Equal(1, await ClusterSandbox.QueryAsync(postgres, "SELECT 1"));
        Assert.False(Directory.Exists(halfFinished));
    }

    [Fact]
    public async Task A_folder_that_is_no_cluster_is_left_as_it_is()
    {
        Directory.CreateDirectory(_sandbox.Cluster);
        var precious = Path.Combine(_sandbox.Cluster, "precious");
        await File.WriteAllTextAsync(precious, "data");

        var refused = await Assert.ThrowsAsync<EmbeddedPostgresException>(() => _sandbox.StartAsync());

        Assert.Contains("neither empty nor a complete PostgreSQL cluster", refused.Message, StringComparison.Ordinal);
        Assert.Equal("data", await File.ReadAllTextAsync(precious));
    }

    [Fact]
    public async Task Missing_binaries_are_named_with_the_command_that_installs_them()
    {
        var empty = Directory.CreateDirectory(Path.Combine(_sandbox.Root, "bin")).FullName;
        File.CreateSymbolicLink(Path.Combine(empty, "pg_ctl"), Path.Combine(empty, "nowhere"));

        var refused = await Assert.ThrowsAsync<EmbeddedPostgresException>(
            () => _sandbox.StartAsync(_sandbox.Options with { BinaryFolders = [empty] }));

        Assert.Contains("apt-get install postgresql", refused.Message, StringComparison.Ordinal);
        // The refusal gives the folder back.
        await using var postgres = await _sandbox.StartAsync();
    }

    [Fact]
    public async Task A_cluster_of_another_major_version_asks_for_the_package_of_that_version()
    {
        await (await _sandbox.StartAsync()).DisposeAsync();
        await File.WriteAllTextAsync(Path.Combine(_sandbox.Cluster, "PG_VERSION"), "9\n");

        var refused = await Assert.ThrowsAsync<EmbeddedPostgresException>(() => _sandbox.StartAsync());

        Assert.Contains("apt-get install postgresql-9", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_start_that_fails_shows_the_end_of_the_log_and_the_next_one_succeeds()
    {
        var wrong = _sandbox.Options with { Settings = new Dictionary<string, string> { ["max_connections"] = "many" } };

        var refused = await Assert.ThrowsAsync<EmbeddedPostgresException>(() => _sandbox.StartAsync(wrong));

        Assert.Contains("invalid value for parameter \"max_connections\": \"many\"", refused.Message, StringComparison.Ordinal);
        await using var postgres = await _sandbox.StartAsync();
    }

    [Theory]
    [InlineData("port", "5433")]
    [InlineData("Unix_Socket_Directories", "/tmp")]
    [InlineData("work_mem", "1MB'\nfsync = 'off")]
    [InlineData("fsync = off #", "")]
    public async Task Settings_that_belong_to_the_server_or_are_not_one_line_are_refused(string name, string value)
    {
        var options = _sandbox.Options with { Settings = new Dictionary<string, string> { [name] = value } };

        await Assert.ThrowsAsync<EmbeddedPostgresException>(() => _sandbox.StartAsync(options));
    }

    [Theory]
    [InlineData(50)]
    [InlineData(300)]
    [InlineData(600)]
    [InlineData(1000)]
    public async Task A_cancelled_start_does_not_stand_in_the_way_of_the_next(int afterMilliseconds)
    {
        using var soon = new CancellationTokenSource(TimeSpan.FromMilliseconds(afterMilliseconds));
        try
        {
            // On a fast machine the start may win the race; then this is an ordinary stop and start.
            await (await EmbeddedPostgres.StartAsync(_sandbox.Options, NullLogger.Instance, soon.Token)).DisposeAsync();
        }
        catch (OperationCanceledException cancelled)
        {
            Assert.True(soon.IsCancellationRequested, cancelled.Message);
        }

        await using var postgres = await _sandbox.StartAsync();
        Assert.Equal(1, await ClusterSandbox.QueryAsync(postgres, "SELECT 1"));
    }
}

using Xunit;

namespace Ledger.Embedded.Tests;

public sealed class PlaceOfAClusterTests : IAsyncLifetime
{
    private readonly ClusterSandbox _sandbox = new();

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync() => await _sandbox.DisposeAsync();

    [Fact]
    public async Task The_socket_lies_in_the_data_folder_closed_to_others()
    {
        await using var postgres = await _sandbox.StartAsync();

        Assert.Equal(Path.Combine(_sandbox.DataFolder, "run"), postgres.SocketFolder);
        Assert.Equal((UnixFileMode)Convert.ToInt32("700", 8), File.GetUnixFileMode(postgres.SocketFolder));
    }

    [Fact]
    public async Task A_data_folder_too_deep_for_a_socket_gets_a_short_one_elsewhere()
    {
        _sandbox.DataFolder = Path.Combine(_sandbox.Root, new string('d', 60), new string('e', 60));

        await using var postgres = await _sandbox.StartAsync();

        Assert.DoesNotContain(_sandbox.DataFolder, postgres.SocketFolder, StringComparison.Ordinal);
        Assert.True(Path.Combine(postgres.SocketFolder, ".s.PGSQL.5432").Length <= 107);
        Assert.Equal((UnixFileMode)Convert.ToInt32("700", 8), File.GetUnixFileMode(postgres.SocketFolder));
        Assert.Equal(1, await ClusterSandbox.QueryAsync(postgres, "SELECT 1"));
        await postgres.DisposeAsync();
        Assert.False(Directory.Exists(postgres.SocketFolder), "a folder in the temp folder is removed when the database stops");
    }

    [Fact]
    public async Task A_comma_and_a_blank_in_the_path_do_no_harm()
    {
        _sandbox.DataFolder = Path.Combine(_sandbox.Root, "Ledger, the second's folder");

        await using var postgres = await _sandbox.StartAsync();

        Assert.Equal(1, await ClusterSandbox.QueryAsync(postgres, "SELECT 1"));
    }

    [Fact]
    public async Task A_folder_of_somebody_else_in_the_temp_folder_is_not_used_for_the_socket()
    {
        _sandbox.DataFolder = Path.Combine(_sandbox.Root, new string('d', 60), new string('e', 60));
        var taken = Path.Combine(Path.GetTempPath(), "ledger-" + ClusterFolder.HashOf(_sandbox.DataFolder));
        Directory.CreateDirectory(taken, (UnixFileMode)Convert.ToInt32("755", 8));
        try
        {
            var refused = await Assert.ThrowsAsync<EmbeddedPostgresException>(() => _sandbox.StartAsync());

            Assert.Contains($"{taken} is needed for PostgreSQL's socket", refused.Message, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(taken);
        }
    }

    [RootFact]
    public async Task A_data_folder_closed_to_the_database_user_gets_its_cluster_elsewhere_and_a_link()
    {
        var closed = Path.Combine(_sandbox.Root, "closed");
        Directory.CreateDirectory(closed, (UnixFileMode)Convert.ToInt32("700", 8));
        _sandbox.DataFolder = Path.Combine(closed, "data");

        await using (var first = await _sandbox.StartAsync())
            await ClusterSandbox.QueryAsync(first, "CREATE TABLE kept (value int); INSERT INTO kept VALUES (42)");

        Assert.StartsWith("/var/lib/ledger-", new DirectoryInfo(_sandbox.Cluster).LinkTarget, StringComparison.Ordinal);
        Assert.Single(_sandbox.LogLines, line => line.StartsWith("901", StringComparison.Ordinal));
        await using var second = await _sandbox.StartAsync();
        Assert.Equal(42, await ClusterSandbox.QueryAsync(second, "SELECT value FROM kept"));
    }

    [Fact]
    public async Task A_link_to_a_cluster_that_is_gone_is_not_taken_for_an_empty_ledger()
    {
        Directory.CreateDirectory(_sandbox.DataFolder);
        File.CreateSymbolicLink(_sandbox.Cluster, Path.Combine(_sandbox.Root, "gone"));

        var refused = await Assert.ThrowsAsync<EmbeddedPostgresException>(() => _sandbox.StartAsync());

        Assert.Contains("which does not exist", refused.Message, StringComparison.Ordinal);
    }
}

using System.Diagnostics;
using Grpc.Net.Client;
using Ledger.Server.Basics;
using Ledger.Server.Hosting;
using Ledger.Tooling.Processes;

namespace Ledger.Server.Tests.Servers;

/// <summary>The built program as an operator runs it, with its own PostgreSQL.</summary>
[Collection(Disturbances.Name)]
public sealed class ProgramTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("ledger-program-").FullName;

    // Its PostgreSQL runs as another user when the tests run as root.
    public ProgramTests() => File.SetUnixFileMode(_folder, (UnixFileMode)0b111_101_101);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task I4_What_was_answered_is_there_after_a_stop_by_SIGTERM_and_verify_finds_it_sound()
    {
        var operations = new OperationBuilder(1, 7, 3, TimeProvider.System);
        var topUp = operations.TopUp(Target.Account(42), 20_000);
        Receipt first;
        await using (var server = await RunningServer.StartAsync(_folder))
        {
            using var channel = GrpcChannel.ForAddress(server.Address);
            var posting = new Posting.PostingClient(channel);
            await posting.PostAsync(operations.OpenAccount("card-of-member-1111", 42));
            first = await posting.PostAsync(topUp);

            Assert.Equal(0, await server.StopAsync());
        }

        await using (var server = await RunningServer.StartAsync(_folder))
        {
            using var channel = GrpcChannel.ForAddress(server.Address);
            Assert.Equal(Expected.Replayed(first), await new Posting.PostingClient(channel).PostAsync(topUp));
            var balances = await new Reading.ReadingClient(channel).GetBalancesAsync(
                new GetBalancesRequest { Card = "card-of-member-1111" });
            Assert.Equal(Expected.Holds(principal: 20_000, bonus: 1_500), balances.Holdings);

            Assert.Equal(0, await server.StopAsync());
        }

        var (exitCode, output) = await RunAsync(("LEDGER_DATA", Path.Combine(_folder, "data")), "verify");
        Assert.Equal(0, exitCode);
        Assert.Contains("Read 3 rows of 2 transactions on 1 accounts.", output, StringComparison.Ordinal);
        Assert.Contains("The ledger is sound.", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("LEDGER_ADDRESS", "http://0.0.0.0:0", "--insecure")]
    [InlineData("LEDGER_QUEUE", "1", "LEDGER_QUEUE is not a setting.")]
    [InlineData("LEDGER_CONNECTION", "garbage", "Connection is not a connection string")]
    [InlineData("LEDGER_PROGRAMS", "/nowhere", "Programs /nowhere is not a folder")]
    [InlineData("LEDGER_METRICS_ADDRESS", "https://127.0.0.1:5005", "MetricsAddress must be another one than Address")]
    [InlineData("LEDGER_MESSAGE_MAX_BYTES", "1000", "MessageMaxBytes must be at least 65535")]
    public async Task A_mistake_of_the_operator_is_told_in_a_line_with_exit_code_2(string name, string value, string told)
    {
        var (exitCode, output) = await RunAsync((name, value), "--data", Path.Combine(_folder, "data"));

        Assert.Equal(2, exitCode);
        Assert.Contains(told, output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("for 1 s (DatabaseWaitSeconds)", "--database-wait-seconds", "1")]
    [InlineData("nothing is verified", "verify")]
    public async Task A_database_that_is_away_is_told_in_a_line_with_exit_code_3(string told, params string[] arguments)
    {
        var ready = Path.Combine(_folder, "ready");
        await File.WriteAllTextAsync(ready, "http://127.0.0.1:5005");

        var (exitCode, output) = await RunAsync(
            ("LEDGER_CONNECTION", "Host=/nowhere;Username=nobody"), [.. arguments, "--data", _folder, "--ready-file", ready]);

        Assert.Equal(3, exitCode);
        Assert.Contains(told, output, StringComparison.Ordinal);
        Assert.Contains("cannot be reached", output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", output, StringComparison.Ordinal);
        Assert.Equal(arguments[0] == "verify", File.Exists(ready));
    }

    [Fact]
    public async Task An_option_nobody_knows_is_told_in_a_line_with_exit_code_2()
    {
        var (exitCode, output) = await RunAsync(("LEDGER_DATA", Path.Combine(_folder, "data")), "--colour", "red");

        Assert.Equal(2, exitCode);
        Assert.Contains("'--colour'", output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task To_verify_a_database_that_is_no_ledgers_is_refused_with_the_setting_that_leads_there()
    {
        await using var cluster = await PostgresCluster.StartAsync(new Dictionary<string, string> { ["shared_buffers"] = "16MB" });
        var strange = await cluster.NewDatabaseAsync();

        var (exitCode, output) = await RunAsync(("LEDGER_CONNECTION", strange), "verify");

        Assert.Equal(2, exitCode);
        Assert.Contains("Connection does not lead to a ledger that can be read", output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_card_key_that_others_may_read_is_refused_by_its_name()
    {
        var key = Path.Combine(_folder, "card.key");
        await File.WriteAllBytesAsync(key, new byte[32]);
        File.SetUnixFileMode(key, (UnixFileMode)0b110_100_000);

        var (exitCode, output) = await RunAsync(("LEDGER_CARD_KEY_FILE", key), "--data", Path.Combine(_folder, "data"));

        Assert.Equal(2, exitCode);
        Assert.Contains($"The card key {key} is open to others than its owner", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_address_in_use_is_told_in_a_line_with_exit_code_2()
    {
        using var taken = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        taken.Start();

        var (exitCode, output) = await RunAsync(
            ("LEDGER_ADDRESS", $"http://{taken.LocalEndpoint}"), "--insecure", "--data", Path.Combine(_folder, "data"));

        Assert.Equal(2, exitCode);
        Assert.DoesNotContain("   at ", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_the_ledgers_own_settings_open_a_listener()
    {
        var (other, urls) = (LoopbackPort.FreeAddress().Port, LoopbackPort.FreeAddress().Port);
        await using var server = await RunningServer.StartAsync(
            _folder, ("Kestrel__Endpoints__Other__Url", $"http://127.0.0.1:{other}"), ("ASPNETCORE_URLS", $"http://127.0.0.1:{urls}"));

        foreach (var port in new[] { other, urls })
        {
            using var client = new System.Net.Sockets.TcpClient();
            await Assert.ThrowsAnyAsync<System.Net.Sockets.SocketException>(() => client.ConnectAsync(System.Net.IPAddress.Loopback, port));
        }
    }

    [Theory]
    [InlineData(10_231, 10_000, false)]
    [InlineData(10_230, 9_999, true)]
    [InlineData(247, 16, true)]
    [InlineData(246, null, false)]
    public void I13_Callers_get_the_file_handles_that_are_left(int allowed, int? connections, bool isTold)
    {
        var told = new FakeLog();
        int Connections() => FileHandles.ConnectionsFor(allowed, 31, new Limits(), told);

        if (connections is { } expected) Assert.Equal(expected, Connections());
        else Assert.Contains("10231", Assert.Throws<SettingsException>(() => Connections()).Message, StringComparison.Ordinal);

        Assert.Equal(isTold ? 1 : 0, told.Count);
    }

    private sealed class FakeLog : Microsoft.Extensions.Logging.ILogger
    {
        public int Count { get; private set; }

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(Microsoft.Extensions.Logging.LogLevel logLevel) => true;

        public void Log<TState>(Microsoft.Extensions.Logging.LogLevel logLevel, Microsoft.Extensions.Logging.EventId eventId, TState state,
            Exception? exception, Func<TState, Exception?, string> formatter) => Count++;
    }

    private static async Task<(int ExitCode, string Output)> RunAsync((string Name, string Value) variable, params string[] arguments)
    {
        using var process = RunningServer.Begin([variable], arguments);
        var output = Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(1));
        return (process.ExitCode, string.Join('\n', await output));
    }
}

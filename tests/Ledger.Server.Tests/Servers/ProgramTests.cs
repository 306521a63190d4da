using System.Diagnostics;
using Grpc.Net.Client;

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
            var balances = await new Reading.ReadingClient(channel).GetBalancesAsync(new GetBalancesRequest { Card = "card-of-member-1111" });
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
    [InlineData("LEDGER_CONNECTION", "Host=/nowhere;Username=nobody", "cannot be reached")]
    public async Task A_mistake_of_the_operator_is_told_in_a_line_with_exit_code_2(string name, string value, string told)
    {
        var (exitCode, output) = await RunAsync((name, value), "--data", Path.Combine(_folder, "data"));

        Assert.Equal(2, exitCode);
        Assert.Contains(told, output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_address_in_use_is_told_in_a_line_with_exit_code_2()
    {
        using var taken = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        taken.Start();

        var (exitCode, output) = await RunAsync(("LEDGER_ADDRESS", $"http://{taken.LocalEndpoint}"), "--data", Path.Combine(_folder, "data"));

        Assert.Equal(2, exitCode);
        Assert.DoesNotContain("   at ", output, StringComparison.Ordinal);
    }

    private static async Task<(int ExitCode, string Output)> RunAsync((string Name, string Value) variable, params string[] arguments)
    {
        using var process = RunningServer.Begin([variable], arguments);
        var output = Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(1));
        return (process.ExitCode, string.Join('\n', await output));
    }
}

using System.Net;
using System.Net.Sockets;
using Ledger.Server.Hosting;
using Ledger.Tooling.Processes;

namespace Ledger.Server.Tests.Tool;

/// <summary>A server that takes every caller's word is asked with <c>--insecure</c>.</summary>
[Collection(Disturbances.Name)]
public sealed class WithoutTlsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("ledger-tool-").FullName;

    // Its PostgreSQL runs as another user when the tests run as root.
    public WithoutTlsTests() => File.SetUnixFileMode(_folder, (UnixFileMode)0b111_101_101);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task It_answers_without_a_credential_and_tells_its_figures()
    {
        var metrics = LoopbackPort.FreeAddress().GetLeftPart(UriPartial.Authority);
        // Whoever starts it may have the variable of the commands in his environment.
        await using var server = await RunningServer.StartAsync(
            _folder, ("LEDGER_METRICS_ADDRESS", metrics), ("LEDGER_PARTITIONS", "3"), ("LEDGER_CREDENTIALS", _folder));
        string[] where = ["--insecure", "--address", $"{server.Address}"];

        var stores = await ToolTest.RunAsync(["stores", .. where]);
        Assert.Equal((0, ""), (stores.Code, stores.Errors));
        var status = await ToolTest.RunAsync(["status", "--metrics", $"{metrics}/metrics", .. where]);
        Assert.Equal(0, status.Code);
        var row = status.Rows[0].Zip(status.Rows[1]).ToDictionary(cell => cell.First, cell => cell.Second);
        Assert.Equal(("serving", "3", "0"), (row["health"], row["partitions"], row["queued"]));
        Assert.StartsWith(typeof(Settings).Assembly.GetName().Version!.ToString(3), row["version"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_change_whose_answer_is_lost_is_told_as_unknown()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var over = new CancellationTokenSource();
        var hangingUp = Task.Run(async () =>
        {
            while (!over.IsCancellationRequested)
                using (await listener.AcceptTcpClientAsync(over.Token)) await Task.Delay(10, over.Token);
        });

        var told = await ToolTest.RunAsync("caller", "revoke", "3", "--insecure", "--address", $"http://{listener.LocalEndpoint}");
        await over.CancelAsync();

        Assert.Equal(4, told.Code);
        Assert.Contains("It is not known whether that was done", told.Errors, StringComparison.Ordinal);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => hangingUp.Bounded());
    }
}

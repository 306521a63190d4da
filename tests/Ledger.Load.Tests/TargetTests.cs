using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Ledger.Load.Engine;
using Ledger.Load.Scenarios;
using Ledger.Load.Targets;
using Ledger.Tooling.Measures;
using Ledger.Tooling.Processes;

namespace Ledger.Load.Tests;

public class TargetTests
{
    [Fact]
    public void Metrics_are_read_as_the_server_writes_them()
    {
        var page = MetricsPage.Parse("""
            # HELP ledger_queue_depth Operations waiting.
            # TYPE ledger_queue_depth gauge
            ledger_queue_depth{partition="0"} 3
            ledger_queue_depth{partition="1"} 4
            ledger_answers_total{outcome="posted"} 100
            ledger_answers_total{outcome="insufficient_funds"} 5
            ledger_commit_seconds_bucket{le="0.005"} 7
            ledger_commit_seconds_bucket{le="+Inf"} 9
            ledger_commit_seconds_sum 0.125
            process_cpu_seconds_total 1.5e1
            """);
        Assert.Equal(7, page.Sum("ledger_queue_depth"));
        Assert.Equal(15, page.Sum("process_cpu_seconds_total"));
        Assert.Equal(5, page.By("ledger_answers_total", "outcome")["insufficient_funds"]);
        Assert.Equal(9, page.By("ledger_commit_seconds_bucket", "le")["+Inf"]);
        Assert.Equal(0, page.Sum("nothing"));
        Assert.False(page.Has("nothing"));
    }

    [Fact]
    public async Task A_cut_wire_holds_everything_back_and_loses_nothing()
    {
        using var echo = new Echo();
        await using var proxy = NetworkProxy.Start(echo.Address);
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, proxy.Address.Port);
        Assert.Equal("one", await AskAsync(client, "one"));

        proxy.Cut();
        var asked = AskAsync(client, "two");
        await Task.Delay(300);
        Assert.False(asked.IsCompleted);
        proxy.Mend();
        Assert.Equal("two", await asked.WaitAsync(TimeSpan.FromSeconds(5)));
    }

    [Fact]
    public async Task A_reset_breaks_connections_and_lets_new_ones_in()
    {
        using var echo = new Echo();
        await using var proxy = NetworkProxy.Start(echo.Address);
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, proxy.Address.Port);
        Assert.Equal("one", await AskAsync(client, "one"));
        proxy.Reset();
        await Assert.ThrowsAnyAsync<IOException>(async () =>
        {
            for (var i = 0; i < 10; i++)
                Assert.Equal("gone", await AskAsync(client, "gone"));
        });
        using var another = new TcpClient();
        await another.ConnectAsync(IPAddress.Loopback, proxy.Address.Port);
        Assert.Equal("back", await AskAsync(another, "back"));
    }

    [Fact]
    public async Task Faults_come_at_their_times_and_are_noted_as_they_happened()
    {
        var clock = new RunClock(TimeProvider.System);
        var from = clock.Now;
        var schedule = new FaultSchedule(
            [Fault.TryRead("at 200ms stop server for 300ms", out _)!, Fault.TryRead("at 100ms kill server", out _)!],
            async (fault, cancel) => await Task.Delay(fault.Lasts, cancel), clock, TimeProvider.System);
        await schedule.RunAsync(from, default);
        Assert.Equal(["at 100ms kill server", "at 200ms stop server for 300ms"], schedule.Records.Select(record => record.What));
        Assert.InRange(schedule.Records[0].BeganMicroseconds, 90_000, 400_000);
        Assert.InRange(schedule.Records[1].EndedMicroseconds - schedule.Records[1].BeganMicroseconds, 290_000, 700_000);
    }

    [Fact]
    public async Task A_stop_before_a_fault_leaves_it_out()
    {
        using var stop = new CancellationTokenSource(50);
        var schedule = new FaultSchedule([Fault.TryRead("at 1m kill server", out _)!], (_, _) => throw new InvalidOperationException(),
            new RunClock(TimeProvider.System), TimeProvider.System);
        await schedule.RunAsync(0, stop.Token);
        Assert.Empty(schedule.Records);
    }

    [Fact]
    public void A_nap_is_as_long_as_it_should_be()
    {
        var began = Stopwatch.GetTimestamp();
        for (var i = 0; i < 20; i++)
            Nap.Take(2000);
        Assert.InRange(Stopwatch.GetElapsedTime(began).TotalMilliseconds, 40, 400);
    }

    [Fact]
    public void A_generator_that_was_the_bottleneck_is_told_by_what_it_did()
    {
        var limits = new GeneratorLimits { LagP99Max = TimeSpan.FromMilliseconds(10), CpuMax = 0.5 };
        Assert.Empty(Figures(9_000, 9_000, 0.9).WhyInvalid(limits));
        Assert.Contains("released more than 11 ms late", Assert.Single(Figures(11_000, 0, 0).WhyInvalid(limits)), StringComparison.Ordinal);
        Assert.Contains("waited more than 30 ms for a thread", Assert.Single(Figures(0, 30_000, 0).WhyInvalid(limits)),
            StringComparison.Ordinal);
        Assert.Contains("used 1.5 of 2 cores", Assert.Single(Figures(0, 0, 1.5).WhyInvalid(limits)), StringComparison.Ordinal);

        static GeneratorFigures Figures(long lag, long queueing, double cores) => new(lag, lag, queueing, queueing, cores, 2, 0, 0);
    }

    private static async Task<string> AskAsync(TcpClient client, string word)
    {
        var stream = client.GetStream();
        await stream.WriteAsync(System.Text.Encoding.ASCII.GetBytes(word));
        var buffer = new byte[100];
        var count = await stream.ReadAtLeastAsync(buffer, word.Length);
        return System.Text.Encoding.ASCII.GetString(buffer, 0, count);
    }

    private sealed class Echo : IDisposable
    {
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);

        public Echo()
        {
            _listener.Start();
            _ = AcceptAsync();
        }

        public Uri Address => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");

        public void Dispose() => _listener.Dispose();

        private async Task AcceptAsync()
        {
            while (true)
            {
                Socket socket;
                try
                {
                    socket = await _listener.AcceptSocketAsync();
                }
                catch (Exception ended) when (ended is SocketException or ObjectDisposedException)
                {
                    return;
                }
                _ = Task.Run(async () =>
                {
                    var buffer = new byte[1000];
                    using (socket)
                    {
                        int count;
                        while ((count = await socket.ReceiveAsync(buffer).ContinueWith(read =>
                            read.IsCompletedSuccessfully ? read.Result : 0)) > 0)
                            await socket.SendAsync(buffer.AsMemory(0, count));
                    }
                });
            }
        }
    }
}

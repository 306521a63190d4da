using System.Collections.Concurrent;
using System.Diagnostics;
using Ledger.Client;
using Ledger.Tooling.Measures;
using Ledger.V1;

namespace Ledger.Crash.Tests.Servers;

/// <summary>
/// Top-ups at a steady rate, whether or not those before them are answered, by clients that each know all the servers, over accounts of all
/// partitions.
/// </summary>
internal sealed class SteadyLoad : IAsyncDisposable
{
    private const int Accounts = 200;
    private const int ClientsCount = 3;
    private readonly CancellationTokenSource _stopping = new();
    private readonly List<LedgerClient> _clients;
    private readonly List<Task> _calls = [];
    private readonly LatencyHistogram _latencies = new();
    private readonly Lock _lock = new();
    private List<long> _accounts = [];
    private Task _running = Task.CompletedTask;

    private SteadyLoad(SharedSite site) => _clients = [.. Enumerable.Range(0, ClientsCount).Select(_ => site.Client())];

    /// <summary>Keys that were told as posted.</summary>
    public ConcurrentBag<Guid> Acknowledged { get; } = [];

    /// <summary>Calls that were not.</summary>
    public ConcurrentBag<string> Failed { get; } = [];

    public string Told
    {
        get
        {
            lock (_lock)
                return $"{_latencies.Count} calls: p50 {Milliseconds(50)}, p99 {Milliseconds(99)}, longest {Milliseconds(100)}, "
                    + $"{Failed.Count} failed";
        }
    }

    public static async Task<SteadyLoad> StartAsync(SharedSite site, int callsPerSecond)
    {
        var load = new SteadyLoad(site);
        var opened = await Task.WhenAll(Enumerable.Range(0, Accounts).Select(i => load._clients[i % ClientsCount].OpenAccountAsync()));
        load._accounts = [.. opened.Select(result => ((PostingResult.Posted)result).Receipt.Account)];
        load._running = Task.Run(() => load.RunAsync(callsPerSecond));
        return load;
    }

    /// <summary>From now until a call on an account of every partition is answered.</summary>
    public async Task<TimeSpan> UntilAllAnswerAsync()
    {
        var since = Stopwatch.GetTimestamp();
        await Task.WhenAll(_accounts.Select((account, i) => CallAsync(_clients[i % ClientsCount], account)));
        return Stopwatch.GetElapsedTime(since);
    }

    /// <summary>Ends the load and waits for what is under way.</summary>
    public async Task StopAsync()
    {
        await _stopping.CancelAsync();
        await _running;
        await Task.WhenAll(_calls);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        foreach (var client in _clients) client.Dispose();
        _stopping.Dispose();
    }

    private string Milliseconds(double percent) => $"{_latencies.Percentile(percent) / 1000} ms";

    private async Task RunAsync(int callsPerSecond)
    {
        var since = Stopwatch.GetTimestamp();
        for (var sent = 0; !_stopping.IsCancellationRequested;)
        {
            for (var due = (int)(Stopwatch.GetElapsedTime(since).TotalSeconds * callsPerSecond); sent < due; sent++)
                _calls.Add(CallAsync(_clients[sent % ClientsCount], _accounts[sent % _accounts.Count]));
            await Task.Delay(5);
        }
    }

    private async Task CallAsync(LedgerClient client, long account)
    {
        var operation = client.Operations.TopUp(Target.Account(account), 1);
        var since = Stopwatch.GetTimestamp();
        try
        {
            var result = await client.PostAsync(operation);
            if (result is PostingResult.Posted) Acknowledged.Add(new Guid(operation.Key.Span, bigEndian: true));
            else Failed.Add(result.ToString());
        }
        catch (Exception reason)
        {
            Failed.Add(reason.ToString());
        }
        lock (_lock) _latencies.Record((long)Stopwatch.GetElapsedTime(since).TotalMicroseconds);
    }
}

using System.Globalization;
using Ledger.Load.Engine;
using Ledger.Load.Recording;
using Ledger.Tooling.Measures;

namespace Ledger.Load.Targets;

/// <summary>
/// Reads the server's metrics once a second and puts what changed into the run's intervals. A server that was restarted counts from 0
/// again; a reading that fails leaves a gap. Without an address it does nothing.
/// </summary>
internal sealed class ServerWatch(Uri? address, Recorder recorder, RunClock clock, TimeProvider time) : IAsyncDisposable
{
    private static readonly TimeSpan _period = TimeSpan.FromSeconds(1);

    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(2) };
    private readonly CancellationTokenSource _stopped = new();
    private readonly SortedDictionary<double, double> _commitBuckets = [];
    private readonly Dictionary<double, double> _lastBuckets = [];
    private MetricsPage? _last;
    private Task _watching = Task.CompletedTask;

    /// <summary>The newest figures; null when the server says nothing.</summary>
    public ServerFigures? Latest { get; private set; }

    /// <summary>Operations committed since <see cref="StartAsync"/>, over restarts; null when the server says nothing.</summary>
    public double? CommittedOperations { get; private set; }

    /// <summary>
    /// True when the server was restarted meanwhile: what it committed between the last reading and its end is not counted.
    /// </summary>
    public bool Restarted { get; private set; }

    /// <summary>Takes the first reading and begins to watch.</summary>
    public async Task StartAsync()
    {
        if (address is null)
            return;
        _last = await ReadAsync();
        CommittedOperations = _last is null ? null : 0;
        _watching = Task.Run(WatchAsync);
    }

    /// <summary>Takes a last reading, so that everything answered so far is in it.</summary>
    public async Task FinishAsync()
    {
        await _stopped.CancelAsync();
        await _watching;
        if (address is not null)
            await TakeAsync();
    }

    /// <summary>
    /// Time of commits at a percentile, in microseconds, by linear interpolation in the server's buckets; null without data.
    /// </summary>
    public double? CommitPercentile(double percent)
    {
        var total = _commitBuckets.Count > 0 ? _commitBuckets.Values.Max() : 0;
        if (total <= 0)
            return null;
        var (below, lower) = (0.0, 0.0);
        foreach (var (upper, count) in _commitBuckets)
        {
            if (count >= percent / 100 * total)
            {
                if (double.IsInfinity(upper))
                    return lower * 1e6;
                var share = count > below ? ((percent / 100 * total) - below) / (count - below) : 1;
                return (lower + ((upper - lower) * share)) * 1e6;
            }
            (below, lower) = (count, upper);
        }
        return lower * 1e6;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_stopped.IsCancellationRequested)
            await _stopped.CancelAsync();
        await _watching;
        _http.Dispose();
        _stopped.Dispose();
    }

    private async Task WatchAsync()
    {
        using var timer = new PeriodicTimer(_period, time);
        try
        {
            while (await timer.WaitForNextTickAsync(_stopped.Token))
                await TakeAsync();
        }
        catch (OperationCanceledException)
        {
            // The run is over.
        }
    }

    private async Task TakeAsync()
    {
        if (await ReadAsync() is not { } page)
        {
            Latest = null;
            return;
        }
        if (_last is not null)
        {
            Restarted |= page.Sum("process_cpu_seconds_total") < _last.Sum("process_cpu_seconds_total");
            var figures = new ServerFigures(
                page.Sum("ledger_queue_depth"), Grown(page, "ledger_commits_total"), Grown(page, "ledger_committed_operations_total"),
                Grown(page, "ledger_commit_seconds_sum"), Refusals(page) - Refusals(_last) is >= 0
                and var refusals ? refusals : Refusals(page),
                page.Sum("process_resident_memory_bytes"), Grown(page, "process_cpu_seconds_total"));
            CommittedOperations += figures.CommittedOperations;
            Latest = figures;
            recorder.Note(clock.Now, interval => interval.Server = interval.Server?.With(figures) ?? figures);
            TakeBuckets(page);
        }
        CommittedOperations ??= 0;
        _last = page;
    }

    private void TakeBuckets(MetricsPage page)
    {
        var now = BucketsOf(page);
        foreach (var (upper, count) in now)
        {
            var before = _lastBuckets.GetValueOrDefault(upper);
            _commitBuckets[upper] = _commitBuckets.GetValueOrDefault(upper) + (count >= before ? count - before : count);
            _lastBuckets[upper] = count;
        }
    }

    private async Task<MetricsPage?> ReadAsync()
    {
        try
        {
            var page = MetricsPage.Parse(await _http.GetStringAsync(new Uri(address!, "/metrics")));
            if (_last is null)
            {
                foreach (var (upper, count) in BucketsOf(page))
                    _lastBuckets[upper] = count;
            }
            return page;
        }
        catch (Exception silent) when (silent is HttpRequestException or TaskCanceledException)
        {
            return null;
        }
    }

    /// <summary>What a counter has grown by; after a restart all of it.</summary>
    private double Grown(MetricsPage page, string name) =>
        page.Sum(name) - _last!.Sum(name) is >= 0 and var grown ? grown : page.Sum(name);

    private static double Refusals(MetricsPage page) =>
        page.By("ledger_answers_total", "outcome").Where(answer => answer.Key is not ("posted" or "posted_in_part" or "replayed"))
        .Sum(answer => answer.Value);

    private static IEnumerable<(double Upper, double Count)> BucketsOf(MetricsPage page) =>
        page.By("ledger_commit_seconds_bucket", "le").Select(bucket => (
            bucket.Key == "+Inf" ? double.PositiveInfinity : double.Parse(bucket.Key, CultureInfo.InvariantCulture), bucket.Value));
}

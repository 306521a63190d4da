using System.Diagnostics;
using Ledger.Load.Recording;
using Ledger.Tooling.Measures;

namespace Ledger.Load.Engine;

/// <summary>
/// Watches the generator itself: CPU, memory, pauses of the collector, and how long a piece of work waits for a thread. Answers are
/// taken by such pieces, so what they wait is in every latency without being the target's.
/// </summary>
internal sealed class GeneratorWatch(Recorder recorder, RunClock clock, TimeProvider time) : IAsyncDisposable
{
    private static readonly TimeSpan _period = TimeSpan.FromMilliseconds(100);

    private readonly CancellationTokenSource _stopped = new();
    private readonly Lock _gate = new();
    private readonly LatencyHistogram _queueing = new();
    private readonly TimeSpan _pausedBefore = GC.GetTotalPauseDuration();
    private Task _watching = Task.CompletedTask;
    private long _measuredFrom;
    private TimeSpan _cpuFrom;
    private TimeSpan _cpu;
    private double _seconds;

    public long MemoryMaxBytes { get; private set; }

    /// <summary>Begins to measure; call when the measured part begins.</summary>
    public void Start()
    {
        (_measuredFrom, _cpuFrom) = (clock.Now, Environment.CpuUsage.TotalTime);
        _watching = Task.Run(WatchAsync);
    }

    /// <summary>What the generator has come to so far.</summary>
    public GeneratorFigures Figures
    {
        get
        {
            lock (_gate)
            {
                return new GeneratorFigures(
                    recorder.Look(r => r.Lag.Percentile(99)), recorder.Look(r => r.Lag.MaxMicroseconds),
                    _queueing.Percentile(99), _queueing.MaxMicroseconds,
                    _seconds > 0 ? _cpu.TotalSeconds / _seconds : 0, Environment.ProcessorCount,
                    MemoryMaxBytes, (GC.GetTotalPauseDuration() - _pausedBefore).TotalMilliseconds);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stopped.CancelAsync();
        await _watching;
        _stopped.Dispose();
    }

    private async Task WatchAsync()
    {
        using var timer = new PeriodicTimer(_period, time);
        var (lastCpu, lastNow) = (_cpuFrom, _measuredFrom);
        try
        {
            while (await timer.WaitForNextTickAsync(_stopped.Token))
            {
                var asked = clock.Now;
                ThreadPool.UnsafeQueueUserWorkItem(_ => Probe(asked), null);
                var now = clock.Now;
                if (now - lastNow < 1_000_000)
                    continue;
                var cpu = Environment.CpuUsage.TotalTime;
                var cores = (cpu - lastCpu).TotalMicroseconds / (now - lastNow);
                var memory = Environment.WorkingSet;
                lock (_gate)
                {
                    MemoryMaxBytes = Math.Max(MemoryMaxBytes, memory);
                    (_cpu, _seconds) = (cpu - _cpuFrom, (now - _measuredFrom) / 1e6);
                }
                recorder.Note(now, interval => (interval.GeneratorCores, interval.GeneratorMemoryBytes) =
                    (Math.Max(interval.GeneratorCores, cores), memory));
                (lastCpu, lastNow) = (cpu, now);
            }
        }
        catch (OperationCanceledException)
        {
            // The run is over.
        }
    }

    private void Probe(long asked)
    {
        lock (_gate)
            _queueing.Record(clock.Now - asked);
    }
}

/// <summary>What the generator itself came to.</summary>
/// <param name="LagP99Microseconds">How late the clockwork released requests, 99th percentile.</param>
/// <param name="LagMaxMicroseconds">The same, largest.</param>
/// <param name="QueueingP99Microseconds">How long a piece of work waited for a thread, 99th percentile of ten probes a second.</param>
/// <param name="QueueingMaxMicroseconds">The same, largest.</param>
/// <param name="Cores">CPU used on average, in cores.</param>
/// <param name="CoresOfMachine">Cores there are.</param>
/// <param name="MemoryMaxBytes">Largest resident memory.</param>
/// <param name="PausedMilliseconds">Pauses of the collector in all.</param>
internal sealed record GeneratorFigures(
    long LagP99Microseconds, long LagMaxMicroseconds, long QueueingP99Microseconds, long QueueingMaxMicroseconds,
    double Cores, int CoresOfMachine, long MemoryMaxBytes, double PausedMilliseconds)
{
    /// <summary>Why the figures of the run are the generator's rather than the target's; empty when they are not.</summary>
    public IReadOnlyList<string> WhyInvalid(Scenarios.GeneratorLimits limits)
    {
        var reasons = new List<string>();
        var lagMax = limits.LagP99Max.TotalMicroseconds;
        if (LagP99Microseconds > lagMax)
            reasons.Add($"1 % of the requests were released more than {LagP99Microseconds / 1000.0:0.#} ms late (allowed {lagMax / 1000:0.#} ms)");
        if (QueueingP99Microseconds > lagMax)
            reasons.Add($"1 % of the generator's work waited more than {QueueingP99Microseconds / 1000.0:0.#} ms for a thread (allowed {lagMax / 1000:0.#} ms)");
        if (Cores > limits.CpuMax * CoresOfMachine)
            reasons.Add($"the generator alone used {Cores:0.##} of {CoresOfMachine} cores (allowed {limits.CpuMax:P0})");
        return reasons;
    }
}

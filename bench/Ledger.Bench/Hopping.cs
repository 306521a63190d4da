using System.Threading.Channels;
using BenchmarkDotNet.Attributes;
using Ledger.Server.Partitions;

namespace Ledger.Bench;

/// <summary>Work handed from a call to the single writer through the queue that the writer has: many hands, one reader.</summary>
public class Hopping
{
    private const int Burst = 64;
    private const int QueueMax = 16_384;

    private readonly Tick[] _items = [.. Enumerable.Range(0, Burst).Select(_ => new Tick())];
    private readonly CallerQueue _full = new(QueueMax, QueueMax, turnCount: 32);
    private readonly CallerQueue _there = new(QueueMax, QueueMax, turnCount: 32);
    private readonly Channel<WorkItem> _back = Channel.CreateUnbounded<WorkItem>(new UnboundedChannelOptions { SingleReader = true });
    private Task _echo = Task.CompletedTask;

    [GlobalSetup]
    public void Start() => _echo = Task.Run(async () =>
    {
        while (await _there.WaitToReadAsync())
            while (_there.TryRead(out var item)) _back.Writer.TryWrite(item);
    });

    [GlobalCleanup]
    public void Stop()
    {
        _there.Complete();
        _echo.Wait();
    }

    /// <summary>In and out without anyone waiting; one of a burst.</summary>
    [Benchmark(OperationsPerInvoke = Burst)]
    public int Queued()
    {
        foreach (var item in _items) _full.TryWrite(item);
        return Drained();
    }

    /// <summary>The same as one run, as a batch hands over what is for a partition.</summary>
    [Benchmark(OperationsPerInvoke = Burst)]
    public int HandedOver()
    {
        var run = new WorkChain();
        foreach (var item in _items) run.Add(item);
        _full.Write(ref run);
        return Drained();
    }

    /// <summary>To a reader that waits, and back.</summary>
    [Benchmark]
    public async Task<WorkItem> ThereAndBack()
    {
        _there.TryWrite(_items[0]);
        return await _back.Reader.ReadAsync();
    }

    private int Drained()
    {
        var (drained, read) = (new WorkChain(), 0);
        _full.Drain(ref drained, QueueMax);
        while (drained.TryTake(out _)) read++;
        return read;
    }
}

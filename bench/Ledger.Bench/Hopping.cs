using System.Threading.Channels;
using BenchmarkDotNet.Attributes;
using Ledger.Server.Partitions;

namespace Ledger.Bench;

/// <summary>Work handed from a call to the single writer through a bounded channel, as the writer has it: many hands, one reader.</summary>
public class Hopping
{
    private const int Burst = 64;

    private readonly Tick _item = new();
    private readonly Channel<WorkItem> _full = Make();
    private readonly Channel<WorkItem> _there = Make();
    private readonly Channel<WorkItem> _back = Make();
    private Task _echo = Task.CompletedTask;

    [GlobalSetup]
    public void Start() => _echo = Task.Run(async () =>
    {
        while (await _there.Reader.WaitToReadAsync())
            while (_there.Reader.TryRead(out var item)) _back.Writer.TryWrite(item);
    });

    [GlobalCleanup]
    public void Stop()
    {
        _there.Writer.Complete();
        _echo.Wait();
    }

    /// <summary>In and out without anyone waiting; one of a burst.</summary>
    [Benchmark(OperationsPerInvoke = Burst)]
    public int Queued()
    {
        for (var i = 0; i < Burst; i++) _full.Writer.TryWrite(_item);
        var read = 0;
        while (_full.Reader.TryRead(out _)) read++;
        return read;
    }

    /// <summary>To a reader that waits, and back.</summary>
    [Benchmark]
    public async Task<WorkItem> ThereAndBack()
    {
        _there.Writer.TryWrite(_item);
        return await _back.Reader.ReadAsync();
    }

    private static Channel<WorkItem> Make() =>
        Channel.CreateBounded<WorkItem>(new BoundedChannelOptions(16_384) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });
}

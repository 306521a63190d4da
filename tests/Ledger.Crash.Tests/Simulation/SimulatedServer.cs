using Ledger.Crash.Tests.Journals;
using Ledger.Server.Basics;
using Ledger.Server.Partitions;

namespace Ledger.Crash.Tests.Simulation;

/// <summary>
/// One life of a server: its lanes, each with several partitions where there are more. It dies at once and silently; a successor of the
/// same name follows.
/// </summary>
internal sealed class SimulatedServer
{
    private readonly TaskCompletionSource _died = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly StopLog _stops = new();
    private readonly List<RandomFaults> _plans = [];
    private readonly List<LaneWorker> _lanes = [];
    private readonly List<Task> _running = [];
    private Exception? _failure;

    public SimulatedServer(
        JournalStore store, string node, int lanes, int seed, double rate, FaultBudget budget, Limits limits, TimeProvider time)
    {
        var instance = new Guid(seed, 0, 0, new byte[8]);
        for (short number = 0; number < Math.Min(lanes, store.Partitions); number++)
        {
            var partitions = Enumerable.Range(0, store.Partitions).Select(partition => (short)partition)
                .Where(partition => partition % Math.Min(lanes, store.Partitions) == number).ToArray();
            var plan = new RandomFaults(unchecked(seed * 7 + number), rate, budget, Die, () => store.ExpireLease(partitions[0]));
            var journal = new FaultyJournal(store, number, instance, node, plan);
            var worker = new LaneWorker(number, partitions, journal, Members.Programs, limits, time, _stops);
            _plans.Add(plan);
            _lanes.Add(worker);
            var running = Task.Factory.StartNew(worker.RunAsync, CancellationToken.None, TaskCreationOptions.None, TaskScheduler.Current)
                .Unwrap();
            _ = running.ContinueWith(Fail, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Current);
            _running.Add(running);
        }
    }

    /// <summary>Ends when the server dies.</summary>
    public Task Died => _died.Task;

    /// <summary>Why a partition has stopped by itself, which none ever should.</summary>
    public Exception? StopReason => _stops.Reason ?? _failure;

    public void Hand(short partition, WorkItem item)
    {
        item.Partition = partition;
        _lanes[partition % _lanes.Count].Hand(item);
    }

    /// <summary>A kill -9: whatever is under way stays as it is.</summary>
    public void Die()
    {
        foreach (var plan in _plans) plan.Die();
        _died.TrySetResult();
    }

    public async Task StopAsync()
    {
        foreach (var lane in _lanes) lane.Stop();
        await Task.WhenAll(_running);
    }

    private void Fail(Task ended)
    {
        _failure = ended.Exception;
        Die();
    }
}

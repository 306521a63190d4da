using Ledger.Crash.Tests.Journals;
using Ledger.Server.Basics;
using Ledger.Server.Partitions;

namespace Ledger.Crash.Tests.Simulation;

/// <summary>
/// One life of a server: a writer for each partition. It dies at once and silently; a successor of the same name follows.
/// </summary>
internal sealed class SimulatedServer
{
    private readonly TaskCompletionSource _died = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly StopLog _stops = new();
    private readonly List<RandomFaults> _plans = [];
    private readonly List<PartitionWorker> _workers = [];
    private readonly List<Task> _running = [];
    private Exception? _failure;

    public SimulatedServer(JournalStore store, string node, int seed, double rate, FaultBudget budget, Limits limits, TimeProvider time)
    {
        var instance = new Guid(seed, 0, 0, new byte[8]);
        for (short partition = 0; partition < store.Partitions; partition++)
        {
            var of = partition;
            var plan = new RandomFaults(unchecked(seed * 7 + partition), rate, budget, Die, () => store.ExpireLease(of));
            var journal = new FaultyJournal(store, partition, instance, node, plan);
            var worker = new PartitionWorker(partition, journal, Members.Programs, limits, time, _stops);
            _plans.Add(plan);
            _workers.Add(worker);
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

    public void Hand(short partition, WorkItem item) => _workers[partition].Hand(item);

    /// <summary>A kill -9: whatever is under way stays as it is.</summary>
    public void Die()
    {
        foreach (var plan in _plans) plan.Die();
        _died.TrySetResult();
    }

    public async Task StopAsync()
    {
        foreach (var worker in _workers) worker.Stop();
        await Task.WhenAll(_running);
    }

    private void Fail(Task ended)
    {
        _failure = ended.Exception;
        Die();
    }
}

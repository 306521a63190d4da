using Ledger.Server.Basics;
using Ledger.Server.Journal;
using Ledger.Server.Programs;

namespace Ledger.Server.Partitions;

/// <summary>Knows which partition an account belongs to and hands work to its single writer. Starts and stops the writers.</summary>
public sealed class Router(
    LedgerDatabase database, ProgramBook programs, ServerIdentity identity, Limits limits, TimeProvider time, ILoggerFactory loggers,
    SentTransfers sent) : IHostedService, IAsyncDisposable
{
    private readonly PartitionWorker[] _workers = MakeWorkers(database, programs, identity, limits, time, loggers, sent);
    private readonly CancellationTokenSource _stopping = new();
    private Task _running = Task.CompletedTask;

    public IReadOnlyList<PartitionWorker> Workers => _workers;

    /// <summary>The partition of an account: the same for ever, on every server.</summary>
    public static short PartitionOf(long account, int partitions)
    {
        // Fibonacci hashing: the high bits of the product depend on all bits of the account number.
        var mixed = (ulong)account * 0x9E3779B97F4A7C15;
        return (short)((mixed >> 32) % (ulong)partitions);
    }

    /// <summary>Hands an item to the writer of <paramref name="account"/>; the item gets its answer in any case.</summary>
    public void Hand(long account, WorkItem item) => WriterOf(account).Hand(item);

    /// <summary>Gathers the operations of a call, to be handed over together.</summary>
    internal WorkRuns Gather() => new(_workers);

    /// <summary>The writer of <paramref name="account"/> on this server, whether it has its partition or not.</summary>
    public PartitionWorker WriterOf(long account) => _workers[PartitionOf(account, _workers.Length)];

    /// <summary>Starts the writers and waits until each has taken its partition over, or knows that another server has it.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var workers = _workers.Select(worker => Task.Run(worker.RunAsync));
        _running = Task.WhenAll([.. workers, TickAsync()]);
        await Task.WhenAll(_workers.Select(worker => worker.Settled)).WaitAsync(cancellationToken);
    }

    /// <summary>Takes nothing new, lets the writers finish, and waits for them.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        foreach (var worker in _workers) worker.Stop();
        // Its own bound: whatever stopped before may have used up the host's. A commit that takes longer is looked up at the next start.
        await Task.WhenAny(_running, Task.Delay(TimeSpan.FromSeconds(limits.CommitTimeoutSeconds), time, CancellationToken.None));
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var worker in _workers) await worker.DisposeAsync();
        _stopping.Dispose();
    }

    private async Task TickAsync()
    {
        // Three chances to prolong a lease before it ends.
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(limits.LeaseSeconds / 3.0), time);
        do
            foreach (var worker in _workers) worker.Hand(new Tick());
        while (await NextAsync(timer));
    }

    private async Task<bool> NextAsync(PeriodicTimer timer)
    {
        try
        {
            return await timer.WaitForNextTickAsync(_stopping.Token);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private static PartitionWorker[] MakeWorkers(
        LedgerDatabase database, ProgramBook programs, ServerIdentity identity, Limits limits, TimeProvider time, ILoggerFactory loggers,
        SentTransfers sent)
    {
        var logger = loggers.CreateLogger<PartitionWorker>();
        var turns = new CommitTurns();
        var workers = new PartitionWorker[database.Partitions];
        for (short partition = 0; partition < workers.Length; partition++)
            workers[partition] = new PartitionWorker(
                partition, database.Partition(partition, identity.Instance, identity.Node), programs, limits, time, logger, sent)
            {
                Turns = turns,
            };
        return workers;
    }
}

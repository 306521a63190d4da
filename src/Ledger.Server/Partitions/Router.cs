using Ledger.Server.Basics;
using Ledger.Server.Journal;
using Ledger.Server.Programs;

namespace Ledger.Server.Partitions;

/// <summary>
/// Knows which partition an account belongs to, and hands work to the lane that serves it. Starts and stops the lanes.
/// </summary>
public sealed class Router(
    LedgerDatabase database, ProgramBook programs, ServerIdentity identity, Limits limits, TimeProvider time, ILoggerFactory loggers,
    SentTransfers sent, FreedCards freed) : IHostedService, IAsyncDisposable
{
    private readonly LaneWorker[] _lanes = MakeLanes(database, programs, identity, limits, time, loggers, sent, freed);
    private readonly CancellationTokenSource _stopping = new();
    private Task _running = Task.CompletedTask;

    /// <summary>The writers of this server.</summary>
    public IReadOnlyList<LaneWorker> Lanes => _lanes;

    /// <summary>All partitions of the ledger in order, whether this server has them or not.</summary>
    public IEnumerable<ServedPartition> Partitions => Enumerable.Range(0, database.Partitions).Select(number => Of((short)number));

    /// <summary>The partition of an account: the same for ever, on every server.</summary>
    public static short PartitionOf(long account, int partitions)
    {
        // Fibonacci hashing: the high bits of the product depend on all bits of the account number.
        var mixed = (ulong)account * 0x9E3779B97F4A7C15;
        return (short)((mixed >> 32) % (ulong)partitions);
    }

    /// <summary>The lane of a server that serves a partition: the same as long as the process lives.</summary>
    public static int LaneOf(short partition, int lanes) => partition % lanes;

    /// <summary>Hands an item to the writer of <paramref name="account"/>; the item gets its answer in any case.</summary>
    public void Hand(long account, WorkItem item) => HandTo(PartitionOf(account, database.Partitions), item);

    /// <summary>Hands an item to the writer of <paramref name="partition"/>; the item gets its answer in any case.</summary>
    internal void HandTo(short partition, WorkItem item)
    {
        item.Partition = partition;
        _lanes[LaneOf(partition, _lanes.Length)].Hand(item);
    }

    /// <summary>Gathers the operations of a call, to be handed over together.</summary>
    internal WorkRuns Gather() => new(_lanes, database.Partitions);

    /// <summary>What this server does with the partition of <paramref name="account"/>.</summary>
    public PartitionStatus StatusOf(long account) => Of(PartitionOf(account, database.Partitions)).Status;

    /// <summary>Starts the lanes and waits until each has taken its partitions over, or knows that other servers have them.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var lanes = _lanes.Select(lane => Task.Run(lane.RunAsync));
        _running = Task.WhenAll([.. lanes, TickAsync()]);
        await Task.WhenAll(_lanes.Select(lane => lane.Settled)).WaitAsync(cancellationToken);
    }

    /// <summary>Takes nothing new, lets the lanes finish, and waits for them.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        foreach (var lane in _lanes) lane.Stop();
        // Its own bound: whatever stopped before may have used up the host's. A commit that takes longer is looked up at the next start.
        await Task.WhenAny(_running, Task.Delay(TimeSpan.FromSeconds(limits.CommitTimeoutSeconds), time, CancellationToken.None));
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var lane in _lanes) await lane.DisposeAsync();
        _stopping.Dispose();
    }

    private async Task TickAsync()
    {
        // Three chances to prolong a lease before it ends.
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(limits.LeaseSeconds / 3.0), time);
        do
            foreach (var lane in _lanes) lane.Hand(new Tick());
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

    private ServedPartition Of(short partition) => _lanes[LaneOf(partition, _lanes.Length)].Partitions[partition / _lanes.Length];

    private static LaneWorker[] MakeLanes(
        LedgerDatabase database, ProgramBook programs, ServerIdentity identity, Limits limits, TimeProvider time, ILoggerFactory loggers,
        SentTransfers sent, FreedCards freed)
    {
        var logger = loggers.CreateLogger<LaneWorker>();
        var turns = new CommitTurns();
        var lanes = new LaneWorker[database.Lanes];
        for (short number = 0; number < lanes.Length; number++)
        {
            var partitions = Enumerable.Range(0, database.Partitions).Select(partition => (short)partition)
                .Where(partition => LaneOf(partition, lanes.Length) == number).ToArray();
            lanes[number] = new LaneWorker(
                number, partitions, database.Lane(number, identity.Instance, identity.Node), programs, limits, time, logger, sent, freed)
            {
                Turns = turns,
            };
        }
        return lanes;
    }
}

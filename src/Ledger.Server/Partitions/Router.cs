using Ledger.Server.Basics;
using Ledger.Server.Journal;
using Ledger.Server.Journal.Servers;

namespace Ledger.Server.Partitions;

/// <summary>
/// Knows which partition an account belongs to, and hands work to the lane that serves it. Starts the lanes, tells them what of the ledger
/// is theirs, and stops them, after what they have is handed over to others where there are any.
/// </summary>
public sealed class Router : IHostedLifecycleService, IAsyncDisposable
{
    private readonly LedgerDatabase _database;
    private readonly Sharing _sharing;
    private readonly PartitionNews _news;
    private readonly Limits _limits;
    private readonly TimeProvider _time;
    private readonly LaneWorker[] _lanes;
    private readonly CancellationTokenSource _stopping = new();
    private Task _running = Task.CompletedTask;

    internal Router(
        LedgerDatabase database, Sharing sharing, PartitionNews news, Limits limits, TimeProvider time,
        Func<short, short[], LaneWorker> lane)
    {
        (_database, _sharing, _news, _limits, _time) = (database, sharing, news, limits, time);
        _lanes = new LaneWorker[database.Lanes];
        for (short number = 0; number < _lanes.Length; number++)
        {
            var partitions = Enumerable.Range(0, database.Partitions).Select(partition => (short)partition)
                .Where(partition => LaneOf(partition, _lanes.Length) == number).ToArray();
            _lanes[number] = lane(number, partitions);
        }
    }

    /// <summary>The writers of this server.</summary>
    public IReadOnlyList<LaneWorker> Lanes => _lanes;

    /// <summary>All partitions of the ledger in order, whether this server has them or not.</summary>
    public IEnumerable<ServedPartition> Partitions => Enumerable.Range(0, _database.Partitions).Select(number => Of((short)number));

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
    public void Hand(long account, WorkItem item) => HandTo(PartitionOf(account, _database.Partitions), item);

    /// <summary>Hands an item to the writer of <paramref name="partition"/>; the item gets its answer in any case.</summary>
    internal void HandTo(short partition, WorkItem item)
    {
        item.Partition = partition;
        _lanes[LaneOf(partition, _lanes.Length)].Hand(item);
    }

    /// <summary>Something has changed for a partition: its lane looks what to do.</summary>
    internal void Wake(short partition) => _lanes[LaneOf(partition, _lanes.Length)].Hand(new Tick());

    /// <summary>Gathers the operations of a call, to be handed over together.</summary>
    internal WorkRuns Gather() => new(_lanes, _database.Partitions);

    /// <summary>What this server does with the partition of <paramref name="account"/>.</summary>
    public PartitionStatus StatusOf(long account) => Of(PartitionOf(account, _database.Partitions)).Status;

    /// <summary>Starts the lanes and waits until each has taken its partitions over, or knows that other servers have them.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var lanes = _lanes.Select(lane => Task.Run(lane.RunAsync));
        _running = Task.WhenAll([.. lanes, TickAsync(), ShareAsync(), _news.RunAsync(_sharing.LookSoon, _stopping.Token)]);
        await Task.WhenAll(_lanes.Select(lane => lane.Settled)).WaitAsync(cancellationToken);
    }

    /// <summary>
    /// Hands over what this server has, one partition after the other, while it still answers: callers notice nothing of it. Where there is
    /// nobody to hand it to, it goes with <see cref="StopAsync"/>.
    /// </summary>
    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        _sharing.IsLeaving = true;
        _sharing.LookSoon();
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        bound.CancelAfter(TimeSpan.FromSeconds(_limits.HandOverSeconds));
        while (_sharing.HasHeir && Partitions.Any(one => one.IsHere) && !bound.IsCancellationRequested)
            await Task.WhenAny(_sharing.Next, Task.Delay(Timeout.Infinite, bound.Token));
    }

    /// <inheritdoc/>
    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Takes nothing new, lets the lanes finish, and waits for them.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        foreach (var lane in _lanes) lane.Stop();
        // Its own bound: whatever stopped before may have used up the host's. A commit that takes longer is looked up at the next start.
        await Task.WhenAny(_running, Task.Delay(TimeSpan.FromSeconds(_limits.CommitTimeoutSeconds), _time, CancellationToken.None));
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var lane in _lanes) await lane.DisposeAsync();
        _stopping.Dispose();
    }

    // By itself: a database that does not answer must not keep the lanes from trying.
    private async Task ShareAsync()
    {
        for (var isTold = false; !_stopping.IsCancellationRequested;)
        {
            // Most looks have nothing to do; the first one settles the lanes.
            if (await _sharing.LookAsync(_stopping.Token) is { } share && (!isTold || share.Takes.Count > 0 || share.GivesBack is not null))
            {
                foreach (var lane in _lanes) lane.Want(share);
                isTold = true;
            }
            await _sharing.WaitAsync(TimeSpan.FromSeconds(_limits.LeaseSeconds / 3.0), _stopping.Token)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task TickAsync()
    {
        // Three chances to prolong a lease before it ends.
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(_limits.LeaseSeconds / 3.0), _time);
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
}

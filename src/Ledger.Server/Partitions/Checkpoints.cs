using Ledger.Server.Basics;
using Ledger.Server.Journal.Checkpoint;
using Ledger.Server.Journal.Commit;

namespace Ledger.Server.Partitions;

/// <summary>
/// Writes the accounts of a lane's partitions down beside its commits, longest waiting first, a few hundred in a statement whichever
/// partitions they are of.
/// </summary>
internal sealed class Checkpoints(IReadOnlyList<ServedPartition> partitions, ILaneJournal journal, Limits limits)
{
    private readonly PriorityQueue<AccountCache, long> _oldestFirst = new();
    /// <summary>What is under way, or done and not yet settled.</summary>
    private Task<Exception?>? _underWay;
    private bool _isFenced;

    /// <summary>Rows of the lane so far: by them it is told how long an account has waited.</summary>
    public long Rows { get; set; }

    /// <summary>Written before all others while it has something to write: it is about to be given back.</summary>
    public ServedPartition? First { get; set; }

    /// <summary>Why the last one failed; it is tried again. Null: it did not.</summary>
    public Exception? Failure { get; private set; }

    /// <summary>The last one was refused: the epoch is over, or the database has gone back.</summary>
    public bool IsFenced { get; private set; }

    private IEnumerable<AccountCache> Caches => partitions.Where(one => one.Memory is not null).Select(one => one.Memory!.Accounts);

    /// <summary>Writes every account that waits for its checkpoint.</summary>
    public async Task WriteAllAsync()
    {
        Failure = null;
        do
        {
            await SettleAsync();
            if (Failure is not null || IsFenced || Caches.All(accounts => accounts.DirtyCount == 0)) return;
            _underWay = StartAsync();
        }
        while (true);
    }

    /// <summary>Writes every account of <see cref="First"/> that waits for its checkpoint.</summary>
    public async Task WriteFirstAsync()
    {
        Failure = null;
        do
        {
            await SettleAsync();
            if (Failure is not null || IsFenced || First!.AccountsDirty == 0) return;
            _underWay = StartAsync();
        }
        while (true);
    }

    /// <summary>
    /// Starts writing a few accounts beside the next commits when the oldest has waited long enough, or when nothing else is to do.
    /// Waits only when checkpoints cannot keep up at all.
    /// </summary>
    public async Task WriteSomeAsync(bool idle)
    {
        var longest = 4L * limits.CheckpointLagMaxRows;
        while (Lag() is { } lag)
        {
            if (lag > longest || _underWay is { IsCompleted: true }) await SettleAsync();

            lag = Lag() ?? -1;
            if (_underWay is null && !IsFenced && lag >= 0 && (idle || lag >= limits.CheckpointLagMaxRows)) _underWay = StartAsync();
            if (lag <= longest || Failure is not null || IsFenced) return;
        }
    }

    /// <summary>Rows of the lane since the oldest change that is in no checkpoint; null: there is none.</summary>
    private long? Lag()
    {
        long? oldest = null;
        foreach (var one in partitions)
            if (one.Memory?.Accounts.OldestDirtyAt is { } at && !(at >= oldest)) oldest = at;
        return Rows - oldest;
    }

    /// <summary>
    /// Waits for what is under way. Only here, in the writer's own turn, are the accounts told that they are written.
    /// </summary>
    public async Task SettleAsync()
    {
        if (_underWay is null) return;
        Failure = await _underWay;
        _underWay = null;
        IsFenced = _isFenced;
        if (Failure is not null || IsFenced) return;
        foreach (var accounts in Caches) accounts.CheckpointWritten();
    }

    private async Task<Exception?> StartAsync()
    {
        var next = Next();
        try
        {
            _isFenced = !await Task.Run(() => journal.CheckpointAsync(next, default));
            return null;
        }
        catch (Exception reason) when (SqlStates.IsPassing(reason))
        {
            return reason;
        }
    }

    /// <summary>The accounts that have waited longest; after a failure the same ones again, in their then newest state.</summary>
    private List<PartitionCheckpoint> Next()
    {
        if (!Caches.Any(accounts => accounts.IsWriting))
        {
            _oldestFirst.Clear();
            if (First?.Memory?.Accounts is { WaitsSince: not null } first) Enqueue(first);
            else foreach (var accounts in Caches) Enqueue(accounts);
            for (var count = 0; count < limits.CheckpointMaxCount && _oldestFirst.TryDequeue(out var accounts, out _); count++)
            {
                accounts.WriteNext();
                Enqueue(accounts);
            }
        }
        var next = new List<PartitionCheckpoint>();
        foreach (var one in partitions)
            if (one.Memory is { Accounts.IsWriting: true } memory)
            {
                var (states, reaches) = memory.Accounts.Writing(memory.LastSeq);
                next.Add(new PartitionCheckpoint(one.Number, states, reaches, memory.LastSeq));
            }
        return next;
    }

    private void Enqueue(AccountCache accounts)
    {
        if (accounts.WaitsSince is { } at) _oldestFirst.Enqueue(accounts, at);
    }
}

using Ledger.Server.Basics;
using Ledger.Server.Journal.Commit;

namespace Ledger.Server.Partitions;

/// <summary>
/// A writer's hold on its partition: taken over from the database with a new epoch, kept alive, written down in checkpoints, given up when
/// what is in memory may no longer be the truth, and given back at the end.
/// </summary>
internal sealed class Tenure(
    short partition, IPartitionJournal journal, Limits limits, PartitionFigures figures, PartitionClock clock, ILogger logger)
{
    private readonly TaskCompletionSource _settled = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _isFailureTold;
    private Disturbance _told;
    private bool _everOwned;
    private long _lastSeqAtTick;

    /// <summary>What is known under the present epoch; null: the partition is not this writer's, as far as it knows.</summary>
    public PartitionMemory? Memory { get; private set; }

    public PartitionStatus Status { get; private set; } = PartitionStatus.Starting;

    /// <summary>Ends once it is known who has the partition.</summary>
    public Task Settled => _settled.Task;

    /// <summary>
    /// Takes the partition over unless it is this writer's. False: another server has it. Throws when the database does not answer.
    /// </summary>
    public async Task<bool> TakeOverAsync()
    {
        if (Memory is not null) return true;
        Memory = await PartitionMemory.TakeOverAsync(journal, atStart: !_everOwned, limits);
        _settled.TrySetResult();
        if (Memory is null)
        {
            if (Status != PartitionStatus.HeldElsewhere) PartitionLog.HeldElsewhere(logger, partition);
            Status = PartitionStatus.HeldElsewhere;
            return false;
        }
        Status = PartitionStatus.Serving;
        _everOwned = true;
        PartitionLog.TakenOver(logger, partition, Memory.Epoch, Memory.LastSeq, Memory.Replayed);
        // Told at once, and not only when something is posted.
        Now(Memory);
        return true;
    }

    /// <summary>The time at which what is decided next is posted, UTC.</summary>
    public DateTime Now(PartitionMemory memory) => clock.Now(memory.LastPostedAt);

    /// <summary>What is in memory may be behind the journal now; a new epoch makes sure that nothing is on its way any more.</summary>
    public void GiveUp() => Memory = null;

    /// <summary>What is done with the partition comes to its end.</summary>
    public void Serve()
    {
        if (Status == PartitionStatus.Disturbed) PartitionLog.ServesAgain(logger, partition);
        Status = PartitionStatus.Serving;
    }

    /// <summary>Something is tried again. That is told when it begins, each kind of it once, and its end when it ends.</summary>
    /// <param name="tell">Logs what it is.</param>
    public void Disturb(Disturbance kind, Action<ILogger> tell)
    {
        if (Status != PartitionStatus.Disturbed) _told = Disturbance.None;
        Status = PartitionStatus.Disturbed;
        if ((_told & kind) == 0) tell(logger);
        _told |= kind;
    }

    /// <summary>Nothing more is done with the partition.</summary>
    public void Stop()
    {
        Status = PartitionStatus.Stopped;
        Memory = null;
        _settled.TrySetResult();
    }

    /// <summary>
    /// Writes the checkpoints that are due beside the next commits; after a tick an idle partition also prolongs its lease.
    /// </summary>
    public async Task KeepAsync(bool ticked)
    {
        if (Memory is null) return;
        var isIdle = ticked && Memory.LastSeq == _lastSeqAtTick;
        if (limits.CheckpointLagMaxRows == 1) await Memory.CheckpointAllAsync(journal);
        else await Memory.CheckpointSomeAsync(journal, isIdle);
        (figures.AccountsCached, figures.AccountsDirty) = (Memory.Accounts.Count, Memory.Accounts.DirtyCount);
        if (Memory.CheckpointFailure is { } failure && !_isFailureTold)
            PartitionLog.CheckpointFailed(logger, partition, PartitionLog.Why(failure));
        _isFailureTold = Memory.CheckpointFailure is not null;

        if (!ticked) return;
        // A commit prolongs the lease by itself.
        if (isIdle && !await RenewAsync()) Memory = null;
        _lastSeqAtTick = Memory?.LastSeq ?? 0;
    }

    /// <summary>Writes the checkpoints and gives the partition back.</summary>
    public async Task LeaveAsync()
    {
        Status = PartitionStatus.Stopped;
        if (Memory is null) return;
        try
        {
            await Memory.CheckpointAllAsync(journal);
            await journal.ReleaseAsync(default);
        }
        catch (Exception reason) when (SqlStates.IsPassing(reason))
        {
            // The journal has it all; the next start reads a longer tail.
            PartitionLog.CheckpointFailed(logger, partition, PartitionLog.Why(reason));
        }
        Memory = null;
    }

    private async Task<bool> RenewAsync()
    {
        try
        {
            var isMine = await journal.RenewAsync(default);
            if (isMine) Serve();
            return isMine;
        }
        catch (Exception reason) when (SqlStates.IsPassing(reason))
        {
            Disturb(Disturbance.Lease, log => PartitionLog.LeaseNotProlonged(log, partition, PartitionLog.Why(reason)));
            return true;
        }
    }
}

/// <summary>What of a partition is tried again.</summary>
[Flags]
internal enum Disturbance
{
    None = 0,
    /// <summary>The lease of an idle partition could not be prolonged.</summary>
    Lease = 1,
    /// <summary>A batch could not be committed.</summary>
    Commit = 2,
    /// <summary>The partition could not be taken over.</summary>
    TakeOver = 4,
}

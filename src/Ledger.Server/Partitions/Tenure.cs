using Ledger.Rules.Basics;
using Ledger.Server.Basics;
using Ledger.Server.Journal.Commit;

namespace Ledger.Server.Partitions;

/// <summary>
/// A writer's hold on its lane and partitions: taken over from the database with a new epoch, kept alive, written down in checkpoints,
/// given up when what is in memory may no longer be the truth, and given back at the end.
/// </summary>
internal sealed class Tenure
{
    private readonly short _lane;
    private readonly ILaneJournal _journal;
    private readonly Limits _limits;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly TaskCompletionSource _settled = new(TaskCreationOptions.RunContinuationsAsynchronously);
    /// <summary>By number; null: a partition of another lane.</summary>
    private readonly ServedPartition?[] _byNumber;
    private bool _isHeld;
    private bool _everHeld;
    private int _missing;
    private bool _isMoreWanted;
    private long? _triedAt;
    private bool _isFailureTold;
    private Disturbance _told;
    private long _commitsAtTick;

    public Tenure(
        short lane, IReadOnlyList<short> partitions, ILaneJournal journal, Limits limits, TimeProvider time, ILogger logger)
    {
        (_lane, _journal, _limits, _time, _logger) = (lane, journal, limits, time, logger);
        Partitions = [.. partitions.Select(number => new ServedPartition(number, this, new PartitionClock(number, time, logger)))];
        _byNumber = new ServedPartition?[partitions.Max() + 1];
        foreach (var partition in Partitions) _byNumber[partition.Number] = partition;
        _missing = Partitions.Count;
        Memory = new LaneMemory(Partitions, journal, limits);
    }

    public IReadOnlyList<ServedPartition> Partitions { get; }

    /// <summary>What is known under the present epoch beside what each partition knows.</summary>
    public LaneMemory Memory { get; private set; }

    /// <summary>What is done in this lane, whichever of its partitions it has.</summary>
    public PartitionStatus Status { get; private set; } = PartitionStatus.Starting;

    /// <summary>Commits that were told to be durable and are not in the database.</summary>
    public long CommitsLost { get; private set; }

    /// <summary>Ends once it is known who has the partitions.</summary>
    public Task Settled => _settled.Task;

    /// <summary>Nothing is to be taken now.</summary>
    public bool HasAll => _isHeld && HasAny && (_missing == 0 || !IsTimeForMore());

    public bool HasAny => _isHeld && _missing < Partitions.Count;

    /// <summary>What is known of a partition; null: it is not this writer's, as far as it knows.</summary>
    public PartitionMemory? MemoryOf(short partition) => _byNumber[partition]!.Memory;

    public ServedPartition Of(short partition) => _byNumber[partition]!;

    /// <summary>Nothing is served of a partition, whoever asks.</summary>
    public bool IsBroken(short partition) => _byNumber[partition]?.IsBroken == true;

    /// <summary>Somebody asks for a partition that others have, or may have given back since.</summary>
    public void TakeMoreSoon() => _isMoreWanted = true;

    /// <summary>
    /// Takes over what this writer has not: the lane and all its partitions, or those that others had. What others have still stays theirs.
    /// Throws when the database does not answer.
    /// </summary>
    public async Task TakeOverAsync()
    {
        (_triedAt, _isMoreWanted) = (_time.GetTimestamp(), false);
        short[] wanted = [.. Partitions.Where(one => one.Memory is null && !one.IsBroken).Select(one => one.Number)];
        // A partition whose rows cannot be is not taken again; the others are the writer's all the same.
        if (wanted.Length == 0) return;
        try
        {
            var hold = _isHeld ? await _journal.TakeMoreAsync(wanted, default)
                : await _journal.TakeOverAsync(wanted, !_everHeld, default);
            if (hold is null) GiveUp();
            else await TakeInAsync(hold);
        }
        catch
        {
            // Some may be the lane's now whose rows were not read: only a new epoch makes sure of what there is.
            GiveUp();
            throw;
        }
        foreach (var one in Partitions) Note(one, isHere: one.Memory is not null);
        if (Status == PartitionStatus.Starting) Status = PartitionStatus.Serving;
        _everHeld |= _isHeld;
        _settled.TrySetResult();
    }

    /// <summary>What is in memory may be behind the journal now; a new epoch makes sure that nothing is on its way any more.</summary>
    public void GiveUp()
    {
        foreach (var one in Partitions)
        {
            one.LastTold = Math.Max(one.LastTold, one.Memory?.LastSeq ?? 0);
            one.Memory = null;
        }
        (_isHeld, _missing) = (false, Partitions.Count);
    }

    /// <summary>What is done in the lane comes to its end.</summary>
    public void Serve()
    {
        if (Status == PartitionStatus.Disturbed) LaneLog.ServesAgain(_logger, _lane);
        Status = PartitionStatus.Serving;
    }

    /// <summary>Something is tried again. That is told when it begins, each kind of it once, and its end when it ends.</summary>
    /// <param name="tell">Logs what it is.</param>
    public void Disturb(Disturbance kind, Action<ILogger> tell)
    {
        if (Status != PartitionStatus.Disturbed) _told = Disturbance.None;
        Status = PartitionStatus.Disturbed;
        if ((_told & kind) == 0) tell(_logger);
        _told |= kind;
    }

    /// <summary>Nothing more is done in the lane.</summary>
    public void Stop()
    {
        Status = PartitionStatus.Stopped;
        GiveUp();
        _settled.TrySetResult();
    }

    /// <summary>
    /// Writes the checkpoints that are due beside the next commits; after a tick an idle lane also prolongs its lease.
    /// </summary>
    public async Task KeepAsync(bool ticked)
    {
        if (!_isHeld) return;
        var isIdle = ticked && Memory.Commits == _commitsAtTick;
        var checkpoints = Memory.Checkpoints;
        if (_limits.CheckpointLagMaxRows == 1) await checkpoints.WriteAllAsync();
        else await checkpoints.WriteSomeAsync(isIdle);
        if (checkpoints.Failure is { } failure && !_isFailureTold) LaneLog.CheckpointFailed(_logger, _lane, LaneLog.Why(failure));
        _isFailureTold = checkpoints.Failure is not null;
        if (checkpoints.IsFenced) GiveUp();

        if (!ticked) return;
        // A commit prolongs the lease by itself.
        if (isIdle && _isHeld && !await RenewAsync()) GiveUp();
        _commitsAtTick = Memory.Commits;
    }

    /// <summary>Writes the checkpoints and gives the lane back.</summary>
    public async Task LeaveAsync()
    {
        Status = PartitionStatus.Stopped;
        if (!_isHeld) return;
        try
        {
            await Memory.Checkpoints.WriteAllAsync();
            await _journal.ReleaseAsync(default);
        }
        catch (Exception reason) when (SqlStates.IsPassing(reason))
        {
            // The journal has it all; the next start reads a longer tail.
            LaneLog.CheckpointFailed(_logger, _lane, LaneLog.Why(reason));
        }
        GiveUp();
    }

    // Whoever asks for what others have comes often: the database is asked no more than so often.
    private bool IsTimeForMore() => _isMoreWanted
        && (_triedAt is not { } tried || _time.GetElapsedTime(tried).TotalMilliseconds >= _limits.RetryDelayMilliseconds);

    private async Task TakeInAsync(LaneHold hold)
    {
        var isAnew = !_isHeld;
        // What was just taken needs no prolonging at the next tick.
        if (isAnew) (Memory, _commitsAtTick) = (new LaneMemory(Partitions, _journal, _limits), -1);
        if (hold.CommitsLost > 0)
        {
            CommitsLost += hold.CommitsLost;
            LaneLog.CommitsLost(_logger, _lane, hold.CommitsLost);
        }
        var (replayed, loading) = (0L, new AccountLoading(_journal, _limits, _logger));
        foreach (var owned in hold.Taken)
        {
            var one = Of(owned.Partition);
            if (owned.LastSeq < one.LastTold) LaneLog.JournalShorter(_logger, owned.Partition, owned.LastSeq + 1, one.LastTold);
            one.LastTold = owned.LastSeq;
            try
            {
                one.Memory = await PartitionMemory.ReadAsync(owned, Memory, loading, _journal, _limits);
            }
            catch (InvariantBrokenException reason)
            {
                one.IsBroken = true;
                LaneLog.PartitionStopped(_logger, reason, owned.Partition);
                continue;
            }
            if (one.Memory is null)
            {
                // The lane was lost while the tail was read.
                GiveUp();
                return;
            }
            replayed += one.Memory.Replayed;
            // Told at once, and not only when something is posted.
            one.PostingTime(_time.GetJournalNow());
        }
        _isHeld = true;
        _missing = Partitions.Count(one => one.Memory is null);
        if (hold.Taken.Count > 0) LaneLog.TakenOver(_logger, _lane, hold.Epoch, hold.Taken.Count, Partitions.Count, replayed);
    }

    private void Note(ServedPartition one, bool isHere)
    {
        if (!isHere && !one.IsElsewhere && !one.IsBroken) LaneLog.HeldElsewhere(_logger, one.Number);
        one.IsElsewhere = !isHere && !one.IsBroken;
    }

    private async Task<bool> RenewAsync()
    {
        try
        {
            var isMine = await _journal.RenewAsync(default);
            if (isMine) Serve();
            return isMine;
        }
        catch (Exception reason) when (SqlStates.IsPassing(reason))
        {
            Disturb(Disturbance.Lease, log => LaneLog.LeaseNotProlonged(log, _lane, LaneLog.Why(reason)));
            return true;
        }
    }
}

/// <summary>What of a lane is tried again.</summary>
[Flags]
internal enum Disturbance
{
    None = 0,
    /// <summary>The lease of an idle lane could not be prolonged.</summary>
    Lease = 1,
    /// <summary>A batch could not be committed.</summary>
    Commit = 2,
    /// <summary>The lane could not be taken over.</summary>
    TakeOver = 4,
}

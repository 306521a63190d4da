using Ledger.Rules.Basics;
using Ledger.Server.Basics;
using Ledger.Server.Journal.Commit;

namespace Ledger.Server.Partitions;

/// <summary>
/// A writer's hold on its lane and partitions: taken over from the database with a new epoch, kept alive, written down in checkpoints,
/// given up when what is in memory may no longer be the truth, and given back: one partition to a server that joins, all at the end.
/// </summary>
/// <remarks>
/// Where servers share the partitions, a lane wants what <see cref="Want"/> names and no others, and what it could not get it wants no more
/// until it is named again. Without that it wants all.
/// </remarks>
internal sealed class Tenure
{
    /// <summary>
    /// Commits that the checkpoints of a partition that leaves may take to catch up: at the most a few seconds, where each is full.
    /// </summary>
    private const int LeavingRoundsMax = 200;

    private readonly short _lane;
    private readonly ILaneJournal _journal;
    private readonly Limits _limits;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly TaskCompletionSource _settled = new(TaskCreationOptions.RunContinuationsAsynchronously);
    /// <summary>By number; null: a partition of another lane.</summary>
    private readonly ServedPartition?[] _byNumber;
    private readonly IElsewhere? _elsewhere;
    private readonly bool _isShared;
    private bool _isHeld;
    private bool _everHeld;
    /// <summary>What is wanted and not there.</summary>
    private int _missing;
    private int _had;
    private ServedPartition? _leaving;
    private int _leavingRounds;
    private bool _isMoreWanted;
    private long? _triedAt;
    private bool _isFailureTold;
    private Disturbance _told;
    private long _commitsAtTick;

    public Tenure(
        short lane, IReadOnlyList<short> partitions, ILaneJournal journal, Limits limits, TimeProvider time, ILogger logger,
        IElsewhere? elsewhere = null, bool isShared = false)
    {
        (_elsewhere, _isShared) = (elsewhere, isShared);
        (_lane, _journal, _limits, _time, _logger) = (lane, journal, limits, time, logger);
        Partitions = [.. partitions.Select(number => new ServedPartition(number, this, new PartitionClock(number, time, logger)))];
        _byNumber = new ServedPartition?[partitions.Max() + 1];
        foreach (var partition in Partitions) _byNumber[partition.Number] = partition;
        foreach (var partition in Partitions) partition.IsWanted = !isShared;
        Count();
        Memory = new LaneMemory(Partitions, journal, limits);
    }

    public IReadOnlyList<ServedPartition> Partitions { get; }

    /// <summary>What is known under the present epoch beside what each partition knows.</summary>
    public LaneMemory Memory { get; private set; }

    /// <summary>What is done in this lane, whichever of its partitions it has.</summary>
    public PartitionStatus Status { get; private set; } = PartitionStatus.Starting;

    /// <summary>Partitions that the lane has got and whose work, as far as it waited elsewhere, has not been taken back.</summary>
    public Queue<short> JustTaken { get; } = new();

    /// <summary>Commits that were told to be durable and are not in the database.</summary>
    public long CommitsLost { get; private set; }

    /// <summary>Ends once it is known who has the partitions.</summary>
    public Task Settled => _settled.Task;

    /// <summary>Nothing is to be taken now.</summary>
    public bool HasAll => _missing == 0 || (HasAny && !IsTimeForMore());

    public bool HasAny => _isHeld && _had > 0;

    /// <summary>A partition is being given back.</summary>
    public bool IsLeavingOne => _leaving is not null;

    /// <summary>Whether more is wanted of the lane than it has, or nothing at all.</summary>
    public bool WantsAny => _missing > 0;

    /// <summary>What is known of a partition; null: it is not this writer's, as far as it knows.</summary>
    public PartitionMemory? MemoryOf(short partition) => _byNumber[partition]!.Memory;

    public ServedPartition Of(short partition) => _byNumber[partition]!;

    /// <summary>Nothing is served of a partition, whoever asks.</summary>
    public bool IsBroken(short partition) => _byNumber[partition]?.IsBroken == true;

    /// <summary>Somebody asks for a partition that others have, or may have given back since.</summary>
    public void TakeMoreSoon() => _isMoreWanted = true;

    /// <summary>The lane is to take what of <paramref name="share"/> is its own, and to give one back.</summary>
    public void Want(Share share)
    {
        foreach (var number in share.Takes)
            if (ServedHere(number) is { Memory: null, IsBroken: false } one) (one.IsWanted, _isMoreWanted, _triedAt) = (true, true, null);
        if (_leaving is null && share.GivesBack is { } back && ServedHere(back) is { Memory: not null } leaving)
            (_leaving, _leavingRounds) = (leaving, 0);
        Count();
        foreach (var one in Partitions)
            if (!one.IsWanted) Note(one, isHere: one.Memory is not null);
        if (_missing > 0) return;
        if (Status == PartitionStatus.Starting) Status = PartitionStatus.Serving;
        _settled.TrySetResult();
    }

    /// <summary>
    /// Takes over what this writer has not: the lane and all its partitions, or those that others had. What others have still stays theirs.
    /// Throws when the database does not answer.
    /// </summary>
    public async Task TakeOverAsync()
    {
        (_triedAt, _isMoreWanted) = (_time.GetTimestamp(), false);
        short[] wanted = [.. Partitions.Where(IsToBeTaken).Select(one => one.Number)];
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
        foreach (var one in Partitions)
        {
            Note(one, isHere: one.Memory is not null);
            // What waits for an answer from elsewhere is taken as soon as it has come.
            if (_isShared) one.IsWanted = one.Memory is not null || (one.IsWanted && !wanted.Contains(one.Number));
        }
        Count();
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
        (_isHeld, _leaving) = (false, null);
        Count();
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
    /// <param name="ticked">A tick has come by.</param>
    /// <param name="isQuiet">Nobody waits for a commit.</param>
    public async Task KeepAsync(bool ticked, bool isQuiet)
    {
        if (!_isHeld) return;
        if (_leaving is not null) await HandBackAsync(_leaving, isQuiet);
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
            JustTaken.Enqueue(one.Number);
            replayed += one.Memory.Replayed;
            // Told at once, and not only when something is posted.
            one.PostingTime(_time.GetJournalNow());
        }
        _isHeld = true;
        Count();
        if (hold.Taken.Count > 0) LaneLog.TakenOver(_logger, _lane, hold.Epoch, hold.Taken.Count, Partitions.Count, replayed);
    }

    /// <summary>
    /// Gives one partition back when its checkpoints are nearly all written, so that it is out of service for two statements; until then
    /// they are written before all others, beside the commits. One whose accounts change faster than they are written goes all the same:
    /// whoever takes it reads more.
    /// </summary>
    private async Task HandBackAsync(ServedPartition one, bool isQuiet)
    {
        var checkpoints = Memory.Checkpoints;
        checkpoints.First = one;
        var isNearlyWritten = one.AccountsDirty <= _limits.CheckpointMaxCount || ++_leavingRounds > LeavingRoundsMax;
        if (!isNearlyWritten)
        {
            await checkpoints.WriteSomeAsync(idle: true);
            // Nobody comes by who would look for its end.
            if (isQuiet) await checkpoints.SettleAsync();
            return;
        }
        if (one.AccountsDirty <= _limits.CheckpointMaxCount) await checkpoints.WriteFirstAsync();
        else await checkpoints.SettleAsync();
        checkpoints.First = null;
        _leaving = null;
        // Where the checkpoint failed another look says again what to give back.
        if (checkpoints.Failure is not null) return;
        if (checkpoints.IsFenced || !await TryHandBackAsync(one)) GiveUp();
    }

    // False: what of it has happened, only a new epoch tells.
    private async Task<bool> TryHandBackAsync(ServedPartition one)
    {
        one.IsWanted = false;
        try
        {
            if (!await _journal.HandBackAsync(one.Number, default)) return false;
        }
        catch (Exception reason) when (SqlStates.IsPassing(reason))
        {
            Disturb(Disturbance.HandBack, log => LaneLog.NotHandedBack(log, one.Number, LaneLog.Why(reason)));
            return false;
        }
        one.LastTold = Math.Max(one.LastTold, one.Memory!.LastSeq);
        (one.Memory, one.IsElsewhere) = (null, true);
        Count();
        LaneLog.HandedBack(_logger, one.Number, one.LastTold);
        return true;
    }

    private bool IsToBeTaken(ServedPartition one) =>
        one.IsWanted && one.Memory is null && !one.IsBroken && _elsewhere?.IsSending(one.Number) != true;

    private ServedPartition? ServedHere(short partition) => partition < _byNumber.Length ? _byNumber[partition] : null;

    private void Count() => (_missing, _had) = (
        Partitions.Count(one => one.IsWanted && one.Memory is null && !one.IsBroken), Partitions.Count(one => one.Memory is not null));

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
    /// <summary>A partition could not be given back.</summary>
    HandBack = 8,
}

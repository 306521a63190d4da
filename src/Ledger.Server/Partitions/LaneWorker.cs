using Ledger.Server.Basics;
using Ledger.Server.Contract;
using Ledger.Server.Journal.Commit;
using Ledger.Server.Programs;

namespace Ledger.Server.Partitions;

/// <summary>
/// The single writer of the partitions of one lane. Everything that changes their accounts comes through its queue and is decided here, in
/// order:
/// <code>
///   callers ─▶ drain ─▶ load ─▶ DECIDE ─▶ append ─▶ publish ─▶ reply
///              what     accounts  pure    one       memory    after the
///              queued   missing   rules   commit    catches   commit, never
///              meanwhile in memory        fenced    up        before
/// </code>
/// One batch is in flight at a time, with rows of any of the partitions; the next one is what has queued while it committed. Until a commit
/// is known to be durable, its states live in <see cref="_batch"/> alone: whatever goes wrong, dropping what was decided undoes it.
/// <see cref="Round"/> says what happens then.
/// </summary>
public sealed class LaneWorker : IAsyncDisposable
{
    private readonly ILaneJournal _journal;
    private readonly IElsewhere? _elsewhere;
    private readonly Limits _limits;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly LanePace _pace;
    private readonly CallerQueue _queue;
    private readonly LaneProblems _problems;
    private readonly Pauses _pauses;
    private readonly Tenure _tenure;
    private readonly Batch _batch;
    private readonly Round _round;
    private readonly CancellationTokenSource _stopping = new();
    /// <summary>Taken out of the queue and not looked at yet.</summary>
    private WorkChain _drained;
    /// <summary>What the lane is to take and give back, and has not heard yet.</summary>
    private Share? _share;

    /// <param name="number">Of the lane among those of the server.</param>
    /// <param name="partitions">What it serves as far as no other server does.</param>
    /// <param name="sent">Told of every transfer that has left; null: upkeep finds them.</param>
    /// <param name="freed">Told of every batch that has freed cards or identifiers; null: nobody remembers where they point.</param>
    public LaneWorker(
        short number, IReadOnlyList<short> partitions, ILaneJournal journal, ProgramBook programs, Limits limits, TimeProvider time,
        ILogger logger, SentTransfers? sent = null, FreedCards? freed = null)
        : this(number, partitions, journal, programs, limits, time, logger, sent, freed, null, false)
    {
    }

    /// <param name="elsewhere">Takes what is about partitions that the lane has not; null: that is refused.</param>
    /// <param name="isShared">The lane takes what <see cref="Want"/> tells it, and not all its partitions.</param>
    internal LaneWorker(
        short number, IReadOnlyList<short> partitions, ILaneJournal journal, ProgramBook programs, Limits limits, TimeProvider time,
        ILogger logger, SentTransfers? sent, FreedCards? freed, IElsewhere? elsewhere, bool isShared)
    {
        _elsewhere = elsewhere;
        (Number, _journal, _limits, _time, _logger) = (number, journal, limits, time, logger);
        (_problems, _pauses) = (new LaneProblems(limits), new Pauses(limits, time, _stopping.Token));
        _tenure = new Tenure(number, partitions, journal, limits, time, logger, elsewhere, isShared);
        _batch = new Batch(
            _tenure, new Decisions(number, programs, limits, logger), new AccountLoading(journal, limits, logger),
            new Replies(Figures, sent, time, logger), freed ?? new FreedCards(), TrySendElsewhere);
        _round = new Round(number, _batch, _tenure, journal, limits, Figures, _problems, _pauses, time, logger);
        _pace = new LanePace(limits.CommitMaxCount, time);
        _queue = new CallerQueue(
            limits.QueueMaxCount, limits.CallerMaxCount(), limits.CallerTurnCount, limits.CommitShareMaxCount, _pace);
    }

    /// <summary>Shared by the writers of a server.</summary>
    internal CommitTurns Turns { get; init; } = new();

    /// <summary>Of the lane among those of the server.</summary>
    public short Number { get; }

    /// <summary>What it serves as far as no other server does, in order.</summary>
    public IReadOnlyList<ServedPartition> Partitions => _tenure.Partitions;

    public LaneFigures Figures { get; } = new();

    /// <summary>Items that wait.</summary>
    public int QueueDepth => _queue.Count;

    /// <summary>
    /// Commits that were told to be durable and that the database did not have afterwards: it was set back to an earlier time.
    /// </summary>
    public long CommitsLost => _tenure.CommitsLost;

    /// <summary>Ends once it is known who has the partitions, this server or others; it waits for the database.</summary>
    public Task Settled => _tenure.Settled;

    /// <summary>
    /// Hands an item over, or answers it at once with "full". The answer comes through the item in both cases.
    /// </summary>
    public void Hand(WorkItem item)
    {
        if (item is PostingItem posting) posting.Wait = Tracing.Queue(posting.Operation.Key);
        if (_queue.TryWrite(item)) return;
        Refuse(item, NoRoom());
    }

    /// <summary>Hands a run of one caller's items over in their order; what does not fit is answered at once with "full".</summary>
    internal void Hand(ref WorkChain run)
    {
        if (Tracing.IsOn)
            for (var item = run.First; item is not null; item = item.Next)
                if (item is PostingItem posting) posting.Wait = Tracing.Queue(posting.Operation.Key);
        _queue.Write(ref run);
        while (run.TryTake(out var refused)) Refuse(refused, NoRoom());
    }

    /// <summary>The lane is to take what is its own of a share, and give one back; told again with every look.</summary>
    internal void Want(Share share)
    {
        Volatile.Write(ref _share, share);
        Hand(new Tick());
    }

    /// <summary>
    /// Works until <see cref="Stop"/>. A broken invariant ends the work of this lane and is told to every later caller.
    /// </summary>
    public async Task RunAsync()
    {
        try
        {
            await WorkAsync();
        }
        catch (Exception reason)
        {
            _tenure.Stop();
            LaneLog.Stopped(_logger, reason, Number, LaneLog.List(_tenure.Partitions));
            _batch.FailAll(_problems.Stopped());
            while (_drained.TryTake(out var item)) Refuse(item, _problems.Stopped());
            while (await _queue.WaitToReadAsync())
                while (_queue.TryRead(out var item)) Refuse(item, _problems.Stopped());
        }
    }

    /// <summary>
    /// Takes nothing new; <see cref="RunAsync"/> then finishes what has queued, writes the checkpoints and gives the lane back.
    /// </summary>
    public void Stop()
    {
        _stopping.Cancel();
        _queue.Complete();
    }

    /// <summary>Closes the connection; after <see cref="RunAsync"/> has ended.</summary>
    public async ValueTask DisposeAsync()
    {
        await _journal.DisposeAsync();
        _stopping.Dispose();
    }

    private async Task WorkAsync()
    {
        while (_tenure.IsLeavingOne || await _queue.WaitToReadAsync())
        {
            if (Volatile.Read(ref _share) is not null && Interlocked.Exchange(ref _share, null) is { } share) _tenure.Want(share);
            if (!await OwnAsync()) continue;

            bool ticked;
            using (await Turns.TakeAsync(QueueDepth))
            {
                // 1. Drain what has queued while the last batch committed.
                ticked = Drain();
                // 2. to 6. until all of it is answered: usually once, again after a duplicate or a disturbance.
                await _round.RunAsync();
            }
            await _tenure.KeepAsync(ticked, isQuiet: QueueDepth == 0);
        }
        await _tenure.LeaveAsync();
    }

    /// <summary>True: a tick was among it.</summary>
    private bool Drain()
    {
        var (now, ticked, taken) = (_time.GetJournalNow(), false, 0);
        // Before what has queued here: what waited elsewhere for these partitions came earlier.
        while (_tenure.JustTaken.TryDequeue(out var partition)) _elsewhere?.TakeBack(partition, ref _drained);
        _queue.Drain(ref _drained, _limits.CommitMaxCount);
        // Where more waits than the commit can take, whoever would be answered too late gives way.
        var isMoreWaiting = _queue.Count > 0;
        var end = isMoreWaiting ? _pace.EndOfNext() : now;
        while (_drained.TryTake(out var item))
            if (item is Tick)
            {
                _tenure.TakeMoreSoon();
                ticked = true;
            }
            else if (item.IsTooLate(now)) Refuse(item, Problems.TooLate());
            else if (_tenure.MemoryOf(item.Partition) is not { } memory) RefuseWithout(item);
            else if (item.Deadline < end) Refuse(item, _problems.Full());
            else
            {
                Take(item, memory);
                taken++;
            }
        _pace.Begin(taken, isMoreWaiting);
        return ticked;
    }

    private void Take(WorkItem item, PartitionMemory memory)
    {
        if (item is PostingItem posting) _batch.Add(posting);
        else if (item is AccountQuestion question) _batch.Add(question);
        else if (item is UnreadPosting unread) unread.ReadAgain();
        else if (item is DueQuestion due) due.Answer(memory.Accounts.Lagging);
    }

    private async Task<bool> OwnAsync()
    {
        if (_tenure.HasAll) return true;
        Google.Rpc.Status? problem = null;
        try
        {
            await _tenure.TakeOverAsync();
            if (_tenure.HasAny || !_tenure.WantsAny)
            {
                _tenure.Serve();
                return true;
            }
        }
        catch (Exception reason) when (SqlStates.IsPassing(reason))
        {
            _tenure.Disturb(Disturbance.TakeOver, log => LaneLog.TakeOverFailed(log, Number, LaneLog.Why(reason)));
            problem = _problems.Away();
        }
        // Without a partition nothing can be decided: whoever waits is told to come back, then a moment's rest.
        while (_queue.TryRead(out var item))
            Refuse(item, _tenure.IsBroken(item.Partition) ? _problems.Stopped() : problem ?? _problems.HeldElsewhere(item.Partition));
        await _pauses.RestAsync(attempt: 4);
        return false;
    }

    private void RefuseWithout(WorkItem item)
    {
        _tenure.TakeMoreSoon();
        if (_tenure.IsBroken(item.Partition)) Refuse(item, _problems.Stopped());
        else if (!TrySendElsewhere(item)) Refuse(item, _problems.HeldElsewhere(item.Partition));
    }

    private bool TrySendElsewhere(WorkItem item)
    {
        if (_elsewhere is null) return false;
        var wait = (item as PostingItem)?.Wait;
        if (!_elsewhere.Take(item)) return false;
        Tracing.EndQueue(wait);
        return true;
    }

    private Google.Rpc.Status NoRoom() => _stopping.IsCancellationRequested ? _problems.GoingDown() : _problems.Full();

    /// <summary>Answers what never became part of a batch.</summary>
    private static void Refuse(WorkItem item, Google.Rpc.Status problem)
    {
        Tracing.EndQueue((item as PostingItem)?.Wait);
        item.Fail(problem);
    }
}

using System.Threading.Channels;
using Ledger.Rules;
using Ledger.Rules.Basics;
using Ledger.Server.Basics;
using Ledger.Server.Contract;
using Ledger.Server.Journal.Commit;
using Ledger.Server.Journal.Sql;
using Ledger.Server.Programs;

namespace Ledger.Server.Partitions;

/// <summary>
/// The single writer of one partition. Everything that changes its accounts comes through its channel and is decided here, in order:
/// <code>
///   channel ─▶ drain ─▶ load ─▶ DECIDE ─▶ append ─▶ publish ─▶ reply
///              what     accounts  pure    one       memory    after the
///              queued   missing   rules   commit    catches   commit, never
///              meanwhile in memory        fenced    up        before
/// </code>
/// One batch is in flight at a time; the next one is what has queued while it committed. Until a commit is known to be durable, its
/// states live in <see cref="_batch"/> alone: whatever goes wrong, dropping the batch undoes it.
/// </summary>
public sealed class PartitionWorker : IAsyncDisposable
{
    private readonly IPartitionJournal _journal;
    private readonly ProgramBook _programs;
    private readonly Limits _limits;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Channel<WorkItem> _channel;
    private readonly Batch _batch;
    private readonly CancellationTokenSource _stopping = new();
    private readonly TaskCompletionSource _settled = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private PartitionMemory? _memory;
    private Exception? _toldFailure;
    private bool _everOwned;
    private long _lastSeqAtTick;

    public PartitionWorker(
        short partition, IPartitionJournal journal, ProgramBook programs, Limits limits, TimeProvider time, ILogger logger, SentTransfers? sent = null)
    {
        (Partition, _journal, _programs, _limits, _time, _logger) = (partition, journal, programs, limits, time, logger);
        _batch = new Batch(Figures) { Sent = sent };
        _channel = Channel.CreateBounded<WorkItem>(new BoundedChannelOptions(limits.QueueMaxCount)
        {
            SingleReader = true,
            FullMode = BoundedChannelFullMode.Wait,
        });
    }

    /// <summary>Shared by the writers of a server.</summary>
    internal CommitTurns Turns { get; init; } = new();

    public short Partition { get; }

    public PartitionFigures Figures { get; } = new();

    /// <summary>Items that wait.</summary>
    public int QueueDepth => _channel.Reader.Count;

    public PartitionStatus Status { get; private set; } = PartitionStatus.Starting;

    /// <summary>Ends once it is known who has the partition, this server or another; it waits for the database.</summary>
    public Task Settled => _settled.Task;

    /// <summary>Hands an item over, or answers it at once with "full". The answer comes through the item in both cases.</summary>
    public void Hand(WorkItem item)
    {
        if (item is PostingItem posting) posting.Wait = Tracing.Queue(posting.Operation.Key);
        if (_channel.Writer.TryWrite(item)) return;
        item.Fail(_stopping.IsCancellationRequested ? Problems.GoingDown(_limits.RetryDelayMilliseconds) : Problems.Full(_limits.RetryDelayMilliseconds));
    }

    /// <summary>Works until <see cref="Stop"/>. A broken invariant ends the work of this partition and is told to every later caller.</summary>
    public async Task RunAsync()
    {
        try
        {
            await WorkAsync();
        }
        catch (Exception reason)
        {
            Status = PartitionStatus.Stopped;
            _memory = null;
            _settled.TrySetResult();
            PartitionLog.Stopped(_logger, reason, Partition);
            _batch.FailAll(Stopped());
            await foreach (var item in _channel.Reader.ReadAllAsync()) item.Fail(Stopped());
        }
    }

    /// <summary>Takes nothing new; <see cref="RunAsync"/> then finishes what has queued, writes the checkpoints and gives the partition back.</summary>
    public void Stop()
    {
        _stopping.Cancel();
        _channel.Writer.TryComplete();
    }

    /// <summary>Closes the connection; after <see cref="RunAsync"/> has ended.</summary>
    public async ValueTask DisposeAsync()
    {
        await _journal.DisposeAsync();
        _stopping.Dispose();
    }

    private async Task WorkAsync()
    {
        while (await _channel.Reader.WaitToReadAsync())
        {
            if (!await OwnAsync()) continue;

            using (await Turns.TakeAsync(QueueDepth))
            {
                // 1. Drain what has queued while the last batch committed.
                Drain();
                // 2. to 6. until all of it is answered: usually once, again after a duplicate or a disturbance.
                for (var attempt = 1; _batch.HasWork; attempt++)
                    if (await TurnAsync(attempt)) attempt = 0;
            }
            await CheckpointIfDueAsync();
        }
        await LeaveAsync();
    }

    /// <summary>Decides and commits what the batch holds. True when it committed; what is left then waits for a turn of its own.</summary>
    private async Task<bool> TurnAsync(int attempt)
    {
        try
        {
            if (_memory is null) await TakeOverAsync();
            if (_memory is null)
            {
                _batch.FailAll(HeldElsewhere());
                return false;
            }
            if (_batch.LooksUpKeys) await AnswerKnownAsync();

            // 2. Load the accounts that are not in memory.
            if (!await LoadAsync(_memory))
            {
                await RecoverAsync(new AppendResult(AppendOutcome.Fenced), attempt);
                return false;
            }
            await _batch.LoadRelatedAsync(_journal);
            // 3. Decide; states change in the batch only.
            _batch.Decide(_memory, _programs, Partition, Now(), _logger);
            if (_batch.LooksUpKeys)
            {
                _batch.Undo();
                return true;
            }
            // 4. Append: the commit point is inside. Without rows, make sure that memory still is the truth.
            var result = _batch.Rows.Count > 0 ? await AppendAsync()
                : _batch.HasWork ? new AppendResult(await _journal.ConfirmAsync(default) ? AppendOutcome.Committed : AppendOutcome.Fenced)
                : new AppendResult(AppendOutcome.Committed);
            if (result.Outcome != AppendOutcome.Committed)
            {
                await RecoverAsync(result, attempt);
                return false;
            }
            // 5. Publish the new states, 6. reply.
            _batch.PublishAndReply(_memory);
            Status = PartitionStatus.Serving;
            return true;
        }
        catch (Exception reason) when (SqlStates.IsPassing(reason))
        {
            await RecoverAsync(new AppendResult(AppendOutcome.NotCommitted, reason), attempt);
            return false;
        }
    }

    private async Task<AppendResult> AppendAsync()
    {
        using var span = _batch.TraceCommit(Partition);
        var started = _time.GetTimestamp();
        var result = await _journal.AppendAsync(_batch.Rows);
        if (result.Outcome == AppendOutcome.Committed) Figures.CountCommit(_batch.DecidedCount, _batch.Rows.Count, _time.GetElapsedTime(started));
        return result;
    }

    private void Drain()
    {
        var now = Now();
        while (_batch.Count < _limits.CommitMaxCount && _channel.Reader.TryRead(out var item))
        {
            if (item.IsTooLate(now)) item.Fail(Problems.TooLate());
            else if (item is Tick) _batch.Ticked = true;
            else if (item is DueQuestion due) due.Answer(_memory!.Accounts.Lagging);
            else _batch.Add(item, _memory!);
        }
    }

    /// <summary>What an append that did not surely succeed calls for. In every case the batch is decided anew, from what is durable.</summary>
    private async Task RecoverAsync(AppendResult result, int attempt)
    {
        _batch.Undo();
        if (attempt >= _limits.CommitMaxAttempts && result.Outcome != AppendOutcome.Unacceptable) _batch.FailAll(Away());
        switch (result.Outcome)
        {
            case AppendOutcome.DuplicateKey:
                _batch.LooksUpKeys = true;
                break;
            case AppendOutcome.DuplicateCard:
                await _batch.MarkTakenCardsAsync(_journal);
                break;
            case AppendOutcome.Unacceptable:
                var errorId = Guid.CreateVersion7(_time.GetUtcNow()).ToString("N");
                PartitionLog.Unacceptable(_logger, result.Reason, Partition, _batch.PostingCount, errorId);
                _batch.NarrowOrFail(Problems.Fault(errorId));
                break;
            case AppendOutcome.Fenced or AppendOutcome.Unknown or AppendOutcome.NotCommitted:
                Status = PartitionStatus.Disturbed;
                PartitionLog.Disturbed(_logger, result.Reason, Partition, result.Outcome, attempt);
                // What is in memory may be behind the journal now; a new epoch makes sure that nothing is on its way any more.
                if (result.Outcome != AppendOutcome.NotCommitted) _memory = null;
                _batch.LooksUpKeys = true;
                await PauseAsync(attempt);
                break;
            default:
                throw new InvariantBrokenException($"The journal refused a batch of partition {Partition}: {result.Reason?.Message}");
        }
    }

    /// <summary>Answers the operations whose keys the journal holds: retries, and what a commit of unknown outcome did bring in.</summary>
    private async Task AnswerKnownAsync()
    {
        var keys = _batch.Keys();
        if (keys.Count > 0) _batch.AnswerKnown(await _journal.FindAsync(keys, default));
        _batch.LooksUpKeys = false;
    }

    /// <summary>False: a checkpoint is ahead of all this writer has committed, so another one has taken over.</summary>
    private async Task<bool> LoadAsync(PartitionMemory memory)
    {
        var missing = _batch.AccountsMissingIn(memory.Accounts);
        if (missing.Count == 0) return true;
        var loaded = await _journal.LoadAsync(missing, default);
        foreach (var state in loaded)
            if (state.LastSeq > memory.LastSeq) return false;
        _batch.AddLoaded(missing, loaded);
        foreach (var state in loaded) memory.Accounts.AddLoaded(state);
        return true;
    }

    /// <summary>Takes the partition over unless it is ours. Throws when the database does not answer.</summary>
    private async Task TakeOverAsync()
    {
        _memory = await PartitionMemory.TakeOverAsync(_journal, atStart: !_everOwned, _limits);
        _settled.TrySetResult();
        Status = _memory is null ? PartitionStatus.HeldElsewhere : PartitionStatus.Serving;
        if (_memory is null) return;
        _everOwned = true;
        PartitionLog.TakenOver(_logger, Partition, _memory.Epoch, _memory.LastSeq, _memory.Replayed);
    }

    private async Task<bool> OwnAsync()
    {
        if (_memory is not null) return true;
        var problem = HeldElsewhere();
        try
        {
            await TakeOverAsync();
        }
        catch (Exception reason) when (SqlStates.IsPassing(reason))
        {
            Status = PartitionStatus.Disturbed;
            PartitionLog.TakeOverFailed(_logger, reason, Partition);
            problem = Away();
        }
        if (_memory is not null) return true;
        await FailWaitingAsync(problem);
        return false;
    }

    /// <summary>Without the partition nothing can be decided: whoever waits is told to come back, then a moment's rest.</summary>
    private async Task FailWaitingAsync(Google.Rpc.Status problem)
    {
        _batch.FailAll(problem);
        while (_channel.Reader.TryRead(out var item)) item.Fail(problem);
        await PauseAsync(attempt: 4);
    }

    private async Task CheckpointIfDueAsync()
    {
        if (_memory is null) return;
        if (_limits.CheckpointLagMaxRows == 1) await _memory.CheckpointAllAsync(_journal);
        else await _memory.CheckpointSomeAsync(_journal, idle: _batch.Ticked && _memory.LastSeq == _lastSeqAtTick);
        (Figures.AccountsCached, Figures.AccountsDirty) = (_memory.Accounts.Count, _memory.Accounts.DirtyCount);
        if (_memory.CheckpointFailure is { } failure && failure != _toldFailure) PartitionLog.CheckpointFailed(_logger, failure, Partition);
        _toldFailure = _memory.CheckpointFailure;

        if (!_batch.Ticked) return;
        _batch.Ticked = false;
        // A commit prolongs the lease by itself; an idle partition does it here.
        if (_memory.LastSeq == _lastSeqAtTick && !await RenewAsync()) _memory = null;
        _lastSeqAtTick = _memory?.LastSeq ?? 0;
    }

    private async Task<bool> RenewAsync()
    {
        try
        {
            var isMine = await _journal.RenewAsync(default);
            if (isMine) Status = PartitionStatus.Serving;
            return isMine;
        }
        catch (Exception reason) when (SqlStates.IsPassing(reason))
        {
            PartitionLog.Disturbed(_logger, reason, Partition, AppendOutcome.NotCommitted, 0);
            return true;
        }
    }

    private async Task LeaveAsync()
    {
        Status = PartitionStatus.Stopped;
        if (_memory is null) return;
        try
        {
            await _memory.CheckpointAllAsync(_journal);
            await _journal.ReleaseAsync(default);
        }
        catch (Exception reason) when (SqlStates.IsPassing(reason))
        {
            // The journal has it all; the next start reads a longer tail.
            PartitionLog.CheckpointFailed(_logger, reason, Partition);
        }
        _memory = null;
    }

    private async Task PauseAsync(int attempt)
    {
        var longest = _limits.CommitBackoffMaxMilliseconds;
        var pause = Math.Min(longest, Math.Max(1, longest / 100) << Math.Min(attempt, 16));
        // A stopping server tries on without resting: what has queued is to be answered.
        await Task.Delay(TimeSpan.FromMilliseconds(pause), _time, _stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private DateTime Now()
    {
        var now = _time.GetUtcNow().UtcDateTime;
        // The journal keeps microseconds; a replayed receipt must show the same time as the first.
        return new DateTime(now.Ticks - now.Ticks % TimeSpan.TicksPerMicrosecond, DateTimeKind.Utc);
    }

    private Google.Rpc.Status Away() => Problems.Unresolved(
        "DATABASE_AWAY", "The database does not answer. The operation may or may not be posted; send it again with the same key.", _limits.RetryDelayMilliseconds);

    private Google.Rpc.Status HeldElsewhere() => Problems.HeldElsewhere(_limits.RetryDelayMilliseconds);

    private Google.Rpc.Status Stopped() => Problems.Unresolved(
        "PARTITION_STOPPED", "A broken invariant has stopped this account's partition. The operation may or may not be posted.", _limits.LeaseSeconds * 1000);
}

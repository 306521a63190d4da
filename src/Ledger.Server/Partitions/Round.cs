using Ledger.Rules.Basics;
using Ledger.Server.Basics;
using Ledger.Server.Contract;
using Ledger.Server.Journal.Commit;

namespace Ledger.Server.Partitions;

/// <summary>
/// What a batch goes through until all of it is answered: usually one commit. Whatever an append comes to, the batch is undone and decided
/// anew from what is durable then:
/// <code>
///                committed ──────── what is left is decided next ──▶ Deciding, or Answered when nothing is
///                duplicate key ──▶ LookingUpKeys ────────────────────────────────────────────▶ Deciding
///   Deciding ──▶ duplicate card ─▶ MarkingTakenCards ─▶ LookingUpKeys
///                unacceptable ───▶ Narrowing ────────────────────────────────────────────────▶ Deciding
///                not committed ────────────▶ Resting ─▶ TakingOver ─▶ LookingUpKeys
///                fenced, unknown ─▶ Doubting ─▶ Resting
///                broken ─────────▶ the partition stops
/// </code>
/// A database that cannot answer in one of these states is as good as an append that did not commit. Attempts after which no fewer items
/// wait than before are counted, whatever they came to; at the bound all that wait are told to come back.
/// </summary>
internal sealed class Round(
    short partition, Batch batch, Tenure tenure, IPartitionJournal journal, Limits limits, PartitionFigures figures,
    PartitionProblems problems, Pauses pauses, TimeProvider time, ILogger logger)
{
    private RoundState _state;
    private AppendResult _failure;
    /// <summary>Attempts since fewer items waited than the one before had.</summary>
    private int _attempts;
    private int _waiting;
    private int _postingsMax;
    private bool _areKeysLookedUp;

    /// <summary>Answers all that is in the batch. A broken invariant is thrown.</summary>
    public async Task RunAsync()
    {
        if (!batch.HasWork) return;
        (_state, _attempts, _waiting, _postingsMax, _areKeysLookedUp) = (RoundState.Deciding, 0, batch.Count, int.MaxValue, false);
        while (_state != RoundState.Answered)
            try
            {
                _state = await StepAsync();
            }
            catch (Exception reason) when (SqlStates.IsPassing(reason))
            {
                _state = Failed(new AppendResult(AppendOutcome.NotCommitted, reason));
            }
        batch.End();
    }

    /// <summary>What an append calls for.</summary>
    private static RoundState After(AppendResult result) => result.Outcome switch
    {
        AppendOutcome.Committed => RoundState.Deciding,
        AppendOutcome.DuplicateKey => RoundState.LookingUpKeys,
        AppendOutcome.DuplicateCard => RoundState.MarkingTakenCards,
        AppendOutcome.Unacceptable => RoundState.Narrowing,
        AppendOutcome.NotCommitted => RoundState.Resting,
        AppendOutcome.Fenced or AppendOutcome.Unknown => RoundState.Doubting,
        _ => throw new InvariantBrokenException($"The journal refused a batch: {result.Reason?.Message}"),
    };

    private Task<RoundState> StepAsync() => _state switch
    {
        RoundState.Deciding => DecideAsync(),
        RoundState.LookingUpKeys => LookUpKeysAsync(),
        RoundState.MarkingTakenCards => MarkTakenCardsAsync(),
        RoundState.Narrowing => Task.FromResult(Narrow()),
        RoundState.Doubting => Task.FromResult(Doubt()),
        RoundState.Resting => RestAsync(),
        RoundState.TakingOver => TakeOverAsync(),
        _ => throw new InvariantBrokenException($"A round has no step in state {_state}."),
    };

    private async Task<RoundState> DecideAsync()
    {
        if (!batch.HasWork)
        {
            tenure.Serve();
            return RoundState.Answered;
        }
        var memory = tenure.Memory!;
        // 2. Load the accounts that are not in memory.
        if (!await batch.LoadAsync(memory, journal)) return Failed(new AppendResult(AppendOutcome.Fenced));
        // 3. Decide; states change in the batch only.
        if (!batch.Decide(memory.LastSeq, tenure.Now(memory), _postingsMax, _areKeysLookedUp))
        {
            batch.Undo();
            return RoundState.LookingUpKeys;
        }
        // 4. Append: the commit point is inside. Without rows, make sure that memory still is the truth.
        var result = batch.Rows.Count > 0 ? await AppendAsync()
            : new AppendResult(await journal.ConfirmAsync(default) ? AppendOutcome.Committed : AppendOutcome.Fenced);
        if (result.Outcome != AppendOutcome.Committed) return Failed(result);
        // 5. Publish the new states, 6. reply.
        batch.PublishAndReply(memory);
        tenure.Serve();
        return After(result);
    }

    private async Task<AppendResult> AppendAsync()
    {
        using var span = batch.TraceCommit(partition);
        var started = time.GetTimestamp();
        var result = await journal.AppendAsync(batch.Rows);
        if (result.Outcome == AppendOutcome.Committed)
            figures.CountCommit(batch.DecidedCount, batch.Rows.Count, time.GetElapsedTime(started));
        return result;
    }

    /// <summary>Undoes what was decided, and gives up on the batch when too many attempts have come to nothing.</summary>
    private RoundState Failed(AppendResult result)
    {
        var next = After(result);
        batch.Undo();
        if (batch.Count < _waiting) (_waiting, _attempts) = (batch.Count, 0);
        _attempts++;
        _failure = result;
        if (next is RoundState.Resting or RoundState.Doubting)
            tenure.Disturb(
                Disturbance.Commit, log => PartitionLog.Disturbed(log, partition, result.Outcome, PartitionLog.Why(result.Reason)));
        // Narrowing ends by itself: it happens once, and from then on costs a posting each time.
        if (_attempts >= limits.CommitMaxAttempts && next != RoundState.Narrowing) batch.FailAll(problems.Away());
        return next;
    }

    private async Task<RoundState> LookUpKeysAsync()
    {
        await batch.AnswerKnownAsync(journal);
        _areKeysLookedUp = true;
        return RoundState.Deciding;
    }

    private async Task<RoundState> MarkTakenCardsAsync()
    {
        await batch.MarkTakenCardsAsync(tenure.Memory, journal);
        return RoundState.LookingUpKeys;
    }

    /// <summary>
    /// One posting a commit from now on, so that the one that the database cannot take fails alone; when there is one alone, it fails.
    /// </summary>
    private RoundState Narrow()
    {
        var errorId = Guid.CreateVersion7(time.GetUtcNow()).ToString("N");
        PartitionLog.Unacceptable(logger, _failure.Reason, partition, batch.PostingCount, errorId);
        if (_postingsMax == 1 || batch.PostingCount == 1) batch.FailFirst(Problems.Fault(errorId));
        _postingsMax = 1;
        return RoundState.Deciding;
    }

    private RoundState Doubt()
    {
        tenure.GiveUp();
        return RoundState.Resting;
    }

    private async Task<RoundState> RestAsync()
    {
        await pauses.RestAsync(_attempts);
        return batch.HasWork ? RoundState.TakingOver : RoundState.Answered;
    }

    private async Task<RoundState> TakeOverAsync()
    {
        if (await tenure.TakeOverAsync()) return RoundState.LookingUpKeys;
        batch.FailAll(problems.HeldElsewhere());
        return RoundState.Answered;
    }
}

/// <summary>Where a round is.</summary>
internal enum RoundState
{
    /// <summary>All that waits is decided and committed.</summary>
    Deciding,
    /// <summary>Keys of the batch may be in the journal already: those that are get their answer from there.</summary>
    LookingUpKeys,
    /// <summary>Cards or identifiers of the batch point at an account already: it is found out which.</summary>
    MarkingTakenCards,
    /// <summary>The database cannot take something in the batch.</summary>
    Narrowing,
    /// <summary>Memory may be behind the journal.</summary>
    Doubting,
    /// <summary>Trying again at once would not help.</summary>
    Resting,
    /// <summary>The partition is taken back where it was given up.</summary>
    TakingOver,
    /// <summary>Nothing waits any more.</summary>
    Answered,
}

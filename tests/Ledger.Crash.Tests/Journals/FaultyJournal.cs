using Ledger.Rules.Basics;
using Ledger.Rules.Rows;
using Ledger.Rules.State;
using Ledger.Server.Journal.Checkpoint;
using Ledger.Server.Journal.Columns;
using Ledger.Server.Journal.Commit;

namespace Ledger.Crash.Tests.Journals;

/// <summary>
/// The journal of one lane, in memory, that fails when its plan says so. Behind it an honest <see cref="JournalStore"/>, which
/// several of these may share as several servers share a database.
/// </summary>
internal sealed class FaultyJournal(JournalStore store, short number, Guid instance, string node, FaultPlan plan) : ILaneJournal
{
    private StoredFence? _fence;
    private StoredFence? _known;

    /// <summary>How often each call was made.</summary>
    public Dictionary<JournalStep, int> Calls { get; } = [];

    /// <summary>What the writer goes by now.</summary>
    public StoredFence Fence => _fence ?? throw new InvariantBrokenException("The writer uses a lane it has not taken over.");

    public Task<LaneHold?> TakeOverAsync(IReadOnlyCollection<short> partitions, bool atStart, CancellationToken cancellation) =>
        CallAsync(JournalStep.TakeOver, () =>
        {
            var known = _known;
            _fence = null;
            var hold = Hold(store.TakeOver(node, number, instance, known?.Epoch ?? 0, partitions, atStart));
            return known is null || hold is null ? hold
                : hold with { CommitsLost = Math.Max(0, known.CommitNo - (_known!.CommitNo - 1)) };
        });

    public Task<LaneHold?> TakeMoreAsync(IReadOnlyCollection<short> partitions, CancellationToken cancellation)
    {
        var fence = Fence;
        _fence = null;
        return CallAsync(JournalStep.TakeOver, () => Hold(store.TakeMore(fence, partitions)));
    }

    public Task<bool> ConfirmAsync(CancellationToken cancellation) =>
        CallAsync(JournalStep.Confirm, () => _fence is { } fence && store.Confirm(fence));

    public Task<bool> RenewAsync(CancellationToken cancellation) =>
        CallAsync(JournalStep.Renew, () => _fence is { } fence && store.Renew(fence));

    public async Task<AppendResult> AppendAsync(RowBuffer rows)
    {
        Count(JournalStep.Append);
        var batch = rows.Rows.ToArray();
        Invariant.Require(batch.Length > 0);
        var fence = Fence;
        // On a thread of its own, as with a real database: who does not wait for the answer goes on.
        await Task.Yield();
        await plan.BeforeAsync(JournalStep.Append);
        var (fate, told) = plan.OnAppend(batch);
        if (fate == AppendFate.Late) store.AppendLater(fence, batch);
        var happened = fate == AppendFate.Committed ? store.Append(fence, batch) : AppendOutcome.NotCommitted;
        if (happened == AppendOutcome.Committed) await plan.CommittedAsync();
        var answer = told ?? happened;
        if (answer == AppendOutcome.Committed) _fence = _known = fence with { CommitNo = fence.CommitNo + 1 };
        return new AppendResult(answer, answer == AppendOutcome.Committed ? null : new IOException($"injected: {answer}"));
    }

    public Task<IReadOnlyList<AccountState>> LoadAsync(
        IReadOnlyCollection<(short Partition, long Account)> accounts, CancellationToken cancellation) =>
        CallAsync(JournalStep.Load, () => store.Load(accounts));

    public Task<bool> MistrustAsync(
        short partition, IReadOnlyCollection<long> accounts, long lastSeq, CancellationToken cancellation) =>
        CallAsync(JournalStep.Load, () => store.Mistrust(Fence, partition, accounts, lastSeq));

    public Task<IReadOnlyList<JournalRow>> RowsOfAsync(
        short partition, IReadOnlyCollection<long> accounts, long afterSeq, int maxCount, CancellationToken cancellation) =>
        CallAsync(JournalStep.Tail, () => store.RowsOf(partition, accounts, afterSeq, maxCount));

    public Task<IReadOnlyList<JournalRow>> TailAsync(short partition, long afterSeq, int maxCount, CancellationToken cancellation) =>
        CallAsync(JournalStep.Tail, () => store.Tail(partition, afterSeq, maxCount));

    public Task<IReadOnlyList<JournalRow>> FindAsync(IReadOnlyCollection<Guid> keys, CancellationToken cancellation) =>
        CallAsync(JournalStep.Find, () => store.Find(keys));

    public Task<IReadOnlyList<JournalRow>> FindRelatedAsync(
        IReadOnlyCollection<Guid> originals, int maxCount, CancellationToken cancellation) =>
        CallAsync<IReadOnlyList<JournalRow>>(JournalStep.FindRelated, () => [.. store.FindRelated(originals).Take(maxCount)]);

    public Task<IReadOnlyDictionary<Guid, long>> FindCardsAsync(IReadOnlyCollection<Guid> ids, CancellationToken cancellation) =>
        CallAsync(JournalStep.FindCards, () => store.FindCards(ids));

    public Task<bool> CheckpointAsync(IReadOnlyList<PartitionCheckpoint> partitions, CancellationToken cancellation) =>
        _fence is { } fence ? CallAsync(JournalStep.Checkpoint, () => store.Checkpoint(fence, partitions)) : Task.FromResult(false);

    public Task<bool> HandBackAsync(short partition, CancellationToken cancellation) => CallAsync(JournalStep.HandBack, () =>
    {
        if (_fence is not { } fence || !store.HandBack(fence, partition)) return false;
        _fence = _known = fence with { CommitNo = fence.CommitNo + 1 };
        return true;
    });

    public Task ReleaseAsync(CancellationToken cancellation) => CallAsync(JournalStep.Release, () =>
    {
        if (_fence is { } fence) store.Release(fence);
        _fence = null;
        return true;
    });

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private LaneHold? Hold((StoredFence Fence, IReadOnlyList<Ownership> Taken)? taken)
    {
        if (taken is not { } hold) return null;
        _fence = _known = hold.Fence;
        return new LaneHold(hold.Fence.Epoch, hold.Taken);
    }

    private async Task<T> CallAsync<T>(JournalStep step, Func<T> call)
    {
        Count(step);
        await Task.Yield();
        await plan.BeforeAsync(step);
        var result = call();
        await plan.AfterAsync(step);
        return result;
    }

    private void Count(JournalStep step)
    {
        lock (Calls) Calls[step] = Calls.GetValueOrDefault(step) + 1;
    }
}

using Ledger.Rules.Basics;
using Ledger.Rules.Rows;
using Ledger.Rules.State;
using Ledger.Server.Journal.Columns;
using Ledger.Server.Journal.Commit;

namespace Ledger.Crash.Tests.Journals;

/// <summary>
/// The journal of one partition, in memory, that fails when its plan says so. Behind it an honest <see cref="JournalStore"/>, which
/// several of these may share as several servers share a database.
/// </summary>
internal sealed class FaultyJournal(JournalStore store, short partition, Guid instance, string node, FaultPlan plan) : IPartitionJournal
{
    private Ownership? _owned;
    private long _nextSeq;

    /// <summary>How often each call was made.</summary>
    public Dictionary<JournalStep, int> Calls { get; } = [];

    public Task<Ownership?> TakeOverAsync(bool atStart, CancellationToken cancellation) => CallAsync(JournalStep.TakeOver, () =>
    {
        _owned = store.TakeOver(partition, instance, node, atStart);
        _nextSeq = _owned?.NextSeq ?? 0;
        return _owned;
    });

    public Task<bool> ConfirmAsync(CancellationToken cancellation) =>
        CallAsync(JournalStep.Confirm, () => store.Confirm(partition, Owned.Epoch));

    public Task<bool> RenewAsync(CancellationToken cancellation) =>
        CallAsync(JournalStep.Renew, () => store.Renew(partition, Owned.Epoch));

    public async Task<AppendResult> AppendAsync(RowBuffer rows)
    {
        Count(JournalStep.Append);
        var batch = rows.Rows.ToArray();
        Invariant.Require(batch.Length > 0 && batch[0].Seq == _nextSeq);
        // On a thread of its own, as with a real database: who does not wait for the answer goes on.
        await Task.Yield();
        await plan.BeforeAsync(JournalStep.Append);
        var (fate, told) = plan.OnAppend(batch);
        if (fate == AppendFate.Late) store.AppendLater(partition, Owned.Epoch, _nextSeq, batch);
        var happened = fate == AppendFate.Committed ? store.Append(partition, Owned.Epoch, _nextSeq, batch) : AppendOutcome.NotCommitted;
        if (happened == AppendOutcome.Committed) await plan.CommittedAsync();
        var answer = told ?? happened;
        if (answer == AppendOutcome.Committed) _nextSeq += batch.Length;
        return new AppendResult(answer, answer == AppendOutcome.Committed ? null : new IOException($"injected: {answer}"));
    }

    public Task<IReadOnlyList<AccountState>> LoadAsync(IReadOnlyCollection<long> accounts, CancellationToken cancellation) =>
        CallAsync(JournalStep.Load, () => store.Load(partition, accounts));

    public Task<IReadOnlyList<JournalRow>> TailAsync(long afterSeq, int maxCount, CancellationToken cancellation) =>
        CallAsync(JournalStep.Tail, () => store.Tail(partition, afterSeq, maxCount));

    public Task<IReadOnlyList<JournalRow>> FindAsync(IReadOnlyCollection<Guid> keys, CancellationToken cancellation) =>
        CallAsync(JournalStep.Find, () => store.Find(keys));

    public Task<IReadOnlyList<JournalRow>> FindRelatedAsync(
        IReadOnlyCollection<Guid> originals, int maxCount, CancellationToken cancellation) =>
        CallAsync<IReadOnlyList<JournalRow>>(JournalStep.FindRelated, () => [.. store.FindRelated(originals).Take(maxCount)]);

    public Task<IReadOnlyDictionary<Guid, long>> FindCardsAsync(IReadOnlyCollection<Guid> ids, CancellationToken cancellation) =>
        CallAsync(JournalStep.FindCards, () => store.FindCards(ids));

    public Task CheckpointAsync(IReadOnlyCollection<AccountState> accounts, long checkpointSeq, CancellationToken cancellation)
    {
        if (_owned is not { } owned) return Task.CompletedTask;
        return CallAsync(JournalStep.Checkpoint, () =>
        {
            store.Checkpoint(partition, owned.Epoch, accounts, checkpointSeq);
            return true;
        });
    }

    public Task ReleaseAsync(CancellationToken cancellation) => CallAsync(JournalStep.Release, () =>
    {
        if (_owned is { } owned) store.Release(partition, owned.Epoch);
        _owned = null;
        return true;
    });

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private Ownership Owned => _owned ?? throw new InvariantBrokenException("The writer uses a partition it has not taken over.");

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

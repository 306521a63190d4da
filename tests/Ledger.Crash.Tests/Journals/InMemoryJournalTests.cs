using Ledger.Rules.Rows;
using Ledger.Server.Journal.Commit;

namespace Ledger.Crash.Tests.Journals;

/// <summary>The journal that fails on command, as long as nobody commands it to.</summary>
public sealed class InMemoryJournalTests : JournalConformance
{
    private readonly JournalStore _store = new(2);

    protected override Task<ILaneJournal> JournalAsync(short number, string node) =>
        Task.FromResult<ILaneJournal>(new FaultyJournal(_store, number, Guid.NewGuid(), node, new FaultPlan()));

    protected override Task ExpireLeaseAsync(short partition)
    {
        _store.ExpireLease(partition);
        return Task.CompletedTask;
    }

    protected override Task<Func<RowBuffer, Task<AppendOutcome>>> LateAsync(ILaneJournal journal)
    {
        var fence = ((FaultyJournal)journal).Fence;
        return Task.FromResult<Func<RowBuffer, Task<AppendOutcome>>>(rows => Task.FromResult(_store.Append(fence, rows.Rows.ToArray())));
    }

    protected override Task ForgetCommitAsync()
    {
        _store.ForgetCommit();
        return Task.CompletedTask;
    }
}

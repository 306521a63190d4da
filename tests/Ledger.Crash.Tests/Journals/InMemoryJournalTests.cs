using Ledger.Server.Journal.Commit;

namespace Ledger.Crash.Tests.Journals;

/// <summary>The journal that fails on command, as long as nobody commands it to.</summary>
public sealed class InMemoryJournalTests : JournalConformance
{
    private readonly JournalStore _store = new(2);

    protected override Task<IPartitionJournal> JournalAsync(short partition, string node) =>
        Task.FromResult<IPartitionJournal>(new FaultyJournal(_store, partition, Guid.NewGuid(), node, new FaultPlan()));

    protected override Task ExpireLeaseAsync(short partition)
    {
        _store.ExpireLease(partition);
        return Task.CompletedTask;
    }
}

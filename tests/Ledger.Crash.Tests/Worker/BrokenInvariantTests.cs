using Ledger.Crash.Tests.Journals;
using Ledger.Server.Journal.Commit;
using Ledger.Server.Partitions;

namespace Ledger.Crash.Tests.Worker;

public sealed class BrokenInvariantTests
{
    [Fact]
    public async Task A_constraint_that_refuses_a_batch_stops_the_partition_which_tells_its_callers_and_every_later_one()
    {
        await using var rig = await WorkerRig.StartAsync(accounts: 1);
        rig.Script.Appends(AppendFault.Lie(AppendOutcome.Broken));

        var waiting = rig.Hand(Members.TopUp(1, 500));
        Assert.Equal("PARTITION_STOPPED", (await waiting.Answered).Reason);
        Assert.Equal(PartitionStatus.Stopped, rig.Status);

        var question = new AccountQuestion(1);
        rig.Worker.Hand(question);
        Assert.NotNull((await question.Completion.WaitAsync(WorkerRig.Patience)).Problem);
        Assert.Equal("PARTITION_STOPPED", (await rig.Hand(Members.TopUp(1, 500)).Answered).Reason);
        Assert.Empty(rig.Store.Find([waiting.Operation.Key]));
    }

    [Fact]
    public async Task I7_A_journal_whose_numbers_have_a_gap_is_not_served()
    {
        var store = await StoreWithAsync(Members.TopUp(1, 100));
        // As if rows had been removed.
        store.Put(0, store.Rows(0)[^1] with { Seq = 9, PrevSeq = 2, Key = Guid.NewGuid() });
        await using var rig = new WorkerRig(store);

        Assert.Equal("PARTITION_STOPPED", (await rig.Hand(Members.TopUp(1, 500)).Answered).Reason);
        Assert.Equal(PartitionStatus.Stopped, rig.Status);
    }

    [Fact]
    public async Task I6_A_row_that_does_not_follow_from_the_ones_before_is_not_served()
    {
        var store = await StoreWithAsync(Members.TopUp(1, 100));
        store.Put(0, store.Rows(0)[^1] with { Seq = 3, PrevSeq = 2, PrincipalAfter = 999, Key = Guid.NewGuid() });
        await using var rig = new WorkerRig(store);

        Assert.Equal("PARTITION_STOPPED", (await rig.Hand(Members.TopUp(1, 500)).Answered).Reason);
        Assert.Equal(3, store.Rows(0).Count);
    }

    [Fact]
    public async Task A_stopped_partition_still_ends_when_the_server_stops()
    {
        await using var rig = await WorkerRig.StartAsync(accounts: 1);
        rig.Script.Appends(AppendFault.Lie(AppendOutcome.Broken));
        await rig.Hand(Members.TopUp(1, 500)).Answered;

        await rig.StopAsync();

        Assert.True(rig.Running.IsCompletedSuccessfully);
    }

    /// <summary>A journal with one open account whose rows are all in the tail: nothing is in a checkpoint.</summary>
    private static async Task<JournalStore> StoreWithAsync(Ledger.Rules.Asked.Operation operation)
    {
        var store = new JournalStore(1);
        await using var rig = await WorkerRig.StartAsync(accounts: 1, store: store);
        await rig.PostedAsync(operation);
        rig.Script.Throw(JournalStep.Checkpoint, int.MaxValue);
        return store;
    }
}

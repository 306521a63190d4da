using Ledger.Crash.Tests.Journals;
using Ledger.Server.Basics;

namespace Ledger.Crash.Tests.Worker;

public sealed class CheckpointTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task I6_A_checkpoint_that_failed_is_tried_again(int lagMaxRows)
    {
        await using var rig = await WorkerRig.StartAsync(accounts: 3, new Limits { CheckpointLagMaxRows = lagMaxRows });
        rig.Script.Throw(JournalStep.Checkpoint, 2);
        for (var i = 0; i < 12; i++) await rig.PostedAsync(Members.TopUp(1 + i % 3, 10));

        // A checkpoint runs beside the writer, who looks after it in its own turns.
        for (var turn = 0; turn < 1000 && Lag() > lagMaxRows; turn++)
        {
            await rig.AskAsync(1);
            await Task.Delay(1);
        }
        Assert.InRange(Lag(), 0, lagMaxRows);

        long Lag() => rig.Store.State(0).NextSeq - 1 - rig.Store.State(0).CheckpointSeq;
    }

    [Fact]
    public async Task I6_A_stop_after_a_failed_checkpoint_writes_it()
    {
        await using var rig = await WorkerRig.StartAsync(accounts: 1, new Limits { CheckpointLagMaxRows = 1 });
        rig.Script.Throw(JournalStep.Checkpoint, 1);
        await rig.PostedAsync(Members.TopUp(1, 10));
        await rig.StopAsync();

        Assert.Equal(2, rig.Store.State(0).CheckpointSeq);
        Assert.Equal(10, rig.Store.Checkpoints(0)[1].Principal);
    }

    [Fact]
    public async Task I6_An_account_above_its_checkpoint_is_never_dropped_from_a_small_memory()
    {
        var limits = new Limits { CachedAccountsMaxCount = 2, CommitMaxCount = 2, CheckpointLagMaxRows = 5, CheckpointMaxCount = 2 };
        await using var rig = await WorkerRig.StartAsync(accounts: 30, limits);
        for (var round = 0; round < 4; round++)
        {
            rig.Script.Throw(JournalStep.Checkpoint, round);
            for (var account = 1; account <= 30; account++) await rig.PostedAsync(Members.TopUp(account, account));
        }

        for (var account = 1; account <= 30; account++) Assert.Equal(4 * account, (await rig.AskAsync(account)).Principal);
        Assert.True(rig.Journal.Calls[JournalStep.Load] > 30, "The memory was large enough for all accounts: the test tests nothing.");
    }

    [Fact]
    public async Task I6_An_idle_partition_writes_its_checkpoints_at_the_ticks()
    {
        await using var rig = await WorkerRig.StartAsync(accounts: 3);
        await Eventually.HoldsAsync(() =>
        {
            rig.Tick();
            return rig.Store.State(0).CheckpointSeq == 3;
        });
        Assert.Equal(3, rig.Store.Checkpoints(0).Count);
    }

    [Fact]
    public async Task I6_A_take_over_folds_the_tail_into_the_checkpoints_also_into_those_that_are_ahead_of_it()
    {
        var store = new JournalStore(1);
        await using (var rig = await WorkerRig.StartAsync(accounts: 3, store: store))
        {
            await rig.PostedAsync(Members.TopUp(1, 100));
            await rig.PostedAsync(Members.TopUp(2, 60_000));
            await rig.PostedAsync(Members.TopUp(1, 7));
            await rig.PostedAsync(Members.Debit(2, 10_000));
            // Account 1 is written as of row 7 although the partition's mark stays before its first row; 2 and 3 are not written.
            store.PutCheckpoint(0, await rig.AskAsync(1));
            rig.Script.Throw(JournalStep.Checkpoint, int.MaxValue);
            rig.Script.Throw(JournalStep.Release, int.MaxValue);
        }
        Assert.Equal((0, 1), (store.State(0).CheckpointSeq, store.Checkpoints(0).Count));
        store.ExpireLease(0);

        await using var next = new WorkerRig(store, node: "other");

        Assert.Equal(107, (await next.AskAsync(1)).Principal);
        var second = await next.AskAsync(2);
        Assert.Equal((55_000, 0), (second.Principal, second.Bonus));
        Assert.Equal(V1.Outcome.Posted, (await next.PostedAsync(Members.Debit(1, 107))).Outcome);
        Assert.True((await next.AskAsync(3)).IsOpen);
    }

    [Fact]
    public async Task I6_A_take_over_reads_a_tail_longer_than_one_chunk()
    {
        var store = new JournalStore(1);
        await using (var rig = await WorkerRig.StartAsync(accounts: 2, store: store))
        {
            for (var round = 0; round < 11; round++)
                await Task.WhenAll(Enumerable.Range(0, 1000).Select(i => rig.Hand(Members.Accrue(1 + i % 2, 1)).Answered));
            rig.Script.Throw(JournalStep.Checkpoint, int.MaxValue);
        }

        await using var next = new WorkerRig(store);

        Assert.Equal((5500, 5500), ((await next.AskAsync(1)).Points, (await next.AskAsync(2)).Points));
        Assert.True(next.Journal.Calls[JournalStep.Tail] > 1, "The tail fitted one chunk: the test tests nothing.");
    }
}

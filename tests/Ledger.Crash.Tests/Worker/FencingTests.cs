using Ledger.Crash.Tests.Journals;
using Ledger.Server.Partitions;

namespace Ledger.Crash.Tests.Worker;

public sealed class FencingTests
{
    [Fact]
    public async Task I11_A_batch_in_flight_while_another_server_took_over_is_not_appended_but_decided_anew_on_its_rows()
    {
        await using var rig = await WorkerRig.StartAsync(accounts: 1);
        await rig.PostedAsync(Members.TopUp(1, 500));
        var gate = rig.Script.Hold(JournalStep.Append);
        var debit = rig.Hand(Members.Debit(1, 400));
        await gate.Reached;

        await using (var other = await TakeOverAsync(rig.Store)) await other.PostedAsync(Members.Debit(1, 300));
        gate.Open();

        var answer = await debit.Answered;
        Assert.Equal(V1.Outcome.InsufficientFunds, answer.Outcome);
        Assert.Equal(200, answer.Receipt!.Refusal.Available);
        Assert.Equal(200, (await rig.AskAsync(1)).Principal);
    }

    [Fact]
    public async Task I11_A_server_that_lost_its_partition_to_a_living_one_answers_nothing_definite_and_comes_back_later()
    {
        await using var rig = await WorkerRig.StartAsync(accounts: 1);
        var operation = Members.TopUp(1, 500);
        await using (var other = await TakeOverAsync(rig.Store))
        {
            await other.PostedAsync(Members.TopUp(1, 70));
            var (posting, question) = (rig.Hand(operation), new AccountQuestion(1));
            Assert.Equal("HELD_ELSEWHERE", (await posting.Answered).Reason);
            rig.Worker.Hand(question);
            Assert.NotNull((await question.Completion.WaitAsync(WorkerRig.Patience)).Problem);
            Assert.Equal(PartitionStatus.HeldElsewhere, rig.Status);
        }

        Assert.False((await rig.PostedAsync(operation)).Replayed);
        Assert.Equal(570, (await rig.AskAsync(1)).Principal);
        Assert.Equal(PartitionStatus.Serving, rig.Status);
    }

    [Fact]
    public async Task I11_A_question_is_not_answered_from_memory_once_another_server_has_the_partition()
    {
        await using var rig = await WorkerRig.StartAsync(accounts: 1);
        await using (var other = await TakeOverAsync(rig.Store)) await other.PostedAsync(Members.TopUp(1, 70));

        Assert.Equal(70, (await rig.AskAsync(1)).Principal);
    }

    [Fact]
    public async Task I11_A_checkpoint_of_the_new_owner_that_is_ahead_of_memory_means_that_the_epoch_is_over_and_stops_nothing()
    {
        // Account 2 is in no memory but in the checkpoint, as after an eviction or a start.
        var store = new JournalStore(1);
        await using (var before = await WorkerRig.StartAsync(accounts: 2, store: store)) await before.PostedAsync(Members.TopUp(2, 500));
        await using var rig = await WorkerRig.StartAsync(store: store);
        await using (var other = await TakeOverAsync(store)) await other.PostedAsync(Members.Debit(2, 300));

        var answer = await rig.Hand(Members.Debit(2, 300)).Answered;

        Assert.Equal(V1.Outcome.InsufficientFunds, answer.Outcome);
        Assert.Equal(PartitionStatus.Serving, rig.Status);
        Assert.Equal(200, (await rig.AskAsync(2)).Principal);
    }

    [Fact]
    public async Task I11_An_idle_server_notices_at_the_next_tick_that_its_epoch_is_over()
    {
        await using var rig = await WorkerRig.StartAsync(accounts: 1);
        rig.Tick();
        await using var other = await TakeOverAsync(rig.Store);

        await Eventually.HoldsAsync(() =>
        {
            rig.Tick();
            return rig.Status == PartitionStatus.HeldElsewhere;
        });
        await other.PostedAsync(Members.TopUp(1, 70));
    }

    [Fact]
    public async Task I6_A_checkpoint_that_ends_after_the_take_over_neither_lowers_a_state_nor_moves_the_mark()
    {
        await using var rig = await WorkerRig.StartAsync(accounts: 1, new() { CheckpointLagMaxRows = 2 });
        var gate = rig.Script.Hold(JournalStep.Checkpoint);
        await rig.PostedAsync(Members.TopUp(1, 100));
        await rig.PostedAsync(Members.TopUp(1, 100));
        await rig.PostedAsync(Members.TopUp(1, 100));
        await gate.Reached;
        await using (var other = await TakeOverAsync(rig.Store)) await other.PostedAsync(Members.TopUp(1, 70));
        var after = rig.Store.State(0);
        gate.Open();
        await rig.StopAsync();

        Assert.Equal(after.CheckpointSeq, rig.Store.State(0).CheckpointSeq);
        var stored = rig.Store.Checkpoints(0)[1];
        Assert.Equal((5, 370), (stored.LastSeq, stored.Principal));
    }

    /// <summary>Another server takes the partition, as after a long pause of the first; it gives it back when it is disposed.</summary>
    private static async Task<WorkerRig> TakeOverAsync(JournalStore store)
    {
        store.ExpireLease(0);
        var other = new WorkerRig(store, node: "other");
        other.Tick();
        await other.Worker.Settled.WaitAsync(WorkerRig.Patience);
        Assert.Equal(PartitionStatus.Serving, other.Status);
        return other;
    }
}

using Ledger.Crash.Tests.Journals;
using Ledger.Server.Basics;
using Ledger.Server.Partitions;

namespace Ledger.Crash.Tests.Worker;

/// <summary>A writer gives one of its partitions back and goes on with the others.</summary>
public sealed class HandBackTests
{
    private static readonly short[] Two = [0, 1];

    [Fact]
    public async Task I6_I7_A_partition_goes_with_all_its_checkpoints_and_whoever_takes_it_reads_no_row()
    {
        var store = new JournalStore(2);
        await using var rig = await StartAsync(store);

        rig.Worker.Want(new Share([], 1));
        await Eventually.HoldsAsync(() => rig.Worker.Partitions[1].Status == PartitionStatus.HeldElsewhere);

        Assert.False(store.State(1).LeaseLives);
        Assert.Equal(store.Rows(1)[^1].Seq, store.State(1).CheckpointSeq);
        Assert.Equal("HELD_ELSEWHERE", (await rig.Hand(Members.TopUp(2, 10), partition: 1).Answered).Reason);
        Assert.Equal(V1.Outcome.Posted, (await rig.PostedAsync(Members.TopUp(1, 10), 0)).Outcome);
        await using var other = new WorkerRig(store, partition: 1, node: "other");
        Assert.Equal(510, (await other.PostedAsync(Members.TopUp(2, 10))).Balances.PrincipalMinor);
        Assert.False(other.Journal.Calls.ContainsKey(JournalStep.Tail));
    }

    [Fact]
    public async Task I3_I7_One_that_was_given_back_comes_back_when_it_is_wanted_again()
    {
        var store = new JournalStore(2);
        await using var rig = await StartAsync(store);
        rig.Worker.Want(new Share([], 1));
        await Eventually.HoldsAsync(() => rig.Worker.Partitions[1].Status == PartitionStatus.HeldElsewhere);
        await using (var other = new WorkerRig(store, partition: 1, node: "other")) await other.PostedAsync(Members.TopUp(2, 10));

        rig.Worker.Want(new Share([1], null));

        await Eventually.HoldsAsync(() => rig.Worker.Partitions[1].Status == PartitionStatus.Serving);
        Assert.Equal(520, (await rig.PostedAsync(Members.TopUp(2, 10), 1)).Balances.PrincipalMinor);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task I11_A_hand_back_whose_outcome_is_not_known_leaves_the_partition_free_and_the_lane_with_the_others(bool isLost)
    {
        var store = new JournalStore(2);
        await using var rig = await StartAsync(store);
        if (isLost) rig.Script.Throw(JournalStep.HandBack, 1);
        else rig.Script.ThrowAfter(JournalStep.HandBack, 1);

        rig.Worker.Want(new Share([], 1));
        await Eventually.HoldsAsync(() => rig.Journal.Calls.GetValueOrDefault(JournalStep.HandBack) == 1);

        Assert.Equal(510, (await rig.PostedAsync(Members.TopUp(1, 10), 0)).Balances.PrincipalMinor);
        Assert.Equal("HELD_ELSEWHERE", (await rig.Hand(Members.TopUp(2, 10), partition: 1).Answered).Reason);
        await using var other = new WorkerRig(store, partition: 1, node: "other");
        Assert.Equal(510, (await other.PostedAsync(Members.TopUp(2, 10))).Balances.PrincipalMinor);
    }

    [Fact]
    public async Task A_partition_whose_checkpoint_fails_stays_until_it_is_asked_for_again()
    {
        var store = new JournalStore(2);
        await using var rig = await StartAsync(store);
        rig.Script.Throw(JournalStep.Checkpoint, 1);

        rig.Worker.Want(new Share([], 1));
        await Eventually.HoldsAsync(() => rig.Journal.Calls.GetValueOrDefault(JournalStep.Checkpoint) > 0);

        Assert.Equal(510, (await rig.PostedAsync(Members.TopUp(2, 10), 1)).Balances.PrincipalMinor);
        rig.Worker.Want(new Share([], 1));
        await Eventually.HoldsAsync(() => rig.Worker.Partitions[1].Status == PartitionStatus.HeldElsewhere);
        Assert.Equal(store.Rows(1)[^1].Seq, store.State(1).CheckpointSeq);
    }

    [Fact]
    public async Task I11_What_is_on_its_way_to_the_journal_commits_before_the_partition_goes()
    {
        var store = new JournalStore(2);
        await using var rig = await StartAsync(store);
        var gate = rig.Script.Hold(JournalStep.Append);
        var posting = rig.Hand(Members.TopUp(2, 10), partition: 1);
        await gate.Reached;

        rig.Worker.Want(new Share([], 1));
        Assert.True(store.State(1).LeaseLives);
        gate.Open();

        Assert.Equal(V1.Outcome.Posted, (await posting.Answered).Outcome);
        await Eventually.HoldsAsync(() => rig.Worker.Partitions[1].Status == PartitionStatus.HeldElsewhere);
        Assert.Equal(store.Rows(1)[^1].Seq, store.State(1).CheckpointSeq);
    }

    /// <summary>A writer of both partitions, told to take them, with a member in each that has 500.</summary>
    private static async Task<WorkerRig> StartAsync(JournalStore store)
    {
        var rig = new WorkerRig(store, partitions: Two, isShared: true);
        rig.Worker.Want(new Share(Two, null));
        foreach (var partition in Two)
        {
            await rig.PostedAsync(Members.Open(1 + partition), partition);
            await rig.PostedAsync(Members.TopUp(1 + partition, 500), partition);
        }
        return rig;
    }
}

using Ledger.Crash.Tests.Journals;
using Ledger.Server.Basics;
using Ledger.Server.Journal.Commit;
using Ledger.Server.Partitions;

namespace Ledger.Crash.Tests.Worker;

/// <summary>One writer of several partitions.</summary>
public sealed class LaneTests
{
    private static readonly short[] Three = [0, 1, 2];

    [Fact]
    public async Task I7_One_batch_has_operations_of_several_partitions_each_numbered_by_itself()
    {
        await using var rig = await StartAsync();
        var occupied = await rig.OccupyAsync(1);
        var before = rig.Journal.Calls[JournalStep.Append];
        var postings = Enumerable.Range(0, 12).Select(i => rig.Hand(Members.TopUp(1 + i % 3, 10), partition: (short)(i % 3))).ToArray();
        occupied.Open();

        foreach (var posting in postings) Assert.Equal(V1.Outcome.Posted, (await posting.Answered).Outcome);
        Assert.Equal(1, rig.Journal.Calls[JournalStep.Append] - before);
        foreach (var partition in Three)
        {
            var rows = rig.Store.Rows(partition);
            Assert.Equal(Enumerable.Range(1, rows.Count).Select(number => (long)number), rows.Select(row => row.Seq));
            Assert.Equal(40, (await rig.AskAsync(1 + partition, partition)).Principal);
        }
    }

    [Fact]
    public async Task I10_After_an_unknown_outcome_every_partition_of_the_batch_is_read_back()
    {
        await using var rig = await StartAsync();
        var occupied = await rig.OccupyAsync(1);
        rig.Script.Appends(AppendFault.None, AppendFault.UnknownLate);
        var postings = Three.Select(partition => rig.Hand(Members.TopUp(1 + partition, 500), partition: partition)).ToArray();
        occupied.Open();

        foreach (var posting in postings)
        {
            Assert.Equal(V1.Outcome.Posted, (await posting.Answered).Outcome);
            Assert.Single(rig.Store.Find([posting.Operation.Key]));
        }
        foreach (var partition in Three) Assert.Equal(500, (await rig.AskAsync(1 + partition, partition)).Principal);
    }

    [Fact]
    public async Task A_partition_of_another_server_is_refused_while_the_others_are_served_and_taken_once_it_is_given_back()
    {
        var store = new JournalStore(3);
        await using var other = new WorkerRig(store, partition: 1, node: "other");
        await other.PostedAsync(Members.Open(2));
        await using var rig = new WorkerRig(store, partitions: Three);
        await rig.PostedAsync(Members.Open(1));

        Assert.Equal("HELD_ELSEWHERE", (await rig.Hand(Members.TopUp(2, 10), partition: 1).Answered).Reason);
        Assert.Equal(
            [PartitionStatus.Serving, PartitionStatus.HeldElsewhere, PartitionStatus.Serving],
            rig.Worker.Partitions.Select(partition => partition.Status));

        await other.StopAsync();
        await Eventually.HoldsAsync(() =>
        {
            rig.Time.Set(rig.Time.GetUtcNow().AddSeconds(1));
            rig.Tick();
            return rig.Worker.Partitions[1].Status == PartitionStatus.Serving;
        });
        Assert.Equal(10, (await rig.PostedAsync(Members.TopUp(2, 10), 1)).Balances.PrincipalMinor);
        Assert.Equal(V1.Outcome.Posted, (await rig.PostedAsync(Members.TopUp(1, 10))).Outcome);
    }

    [Fact]
    public async Task I7_A_partition_whose_rows_cannot_be_stops_alone()
    {
        var store = new JournalStore(3);
        await using (var before = await StartAsync(store)) await before.PostedAsync(Members.TopUp(2, 10), 1);
        store.Put(1, store.Rows(1)[^1] with { Seq = 9, PrevSeq = 2, Key = Guid.NewGuid() });
        await using var rig = new WorkerRig(store, partitions: Three);

        Assert.Equal("PARTITION_STOPPED", (await rig.Hand(Members.TopUp(2, 10), partition: 1).Answered).Reason);
        Assert.Equal(V1.Outcome.Posted, (await rig.PostedAsync(Members.TopUp(3, 10), 2)).Outcome);
        Assert.Equal(PartitionStatus.Stopped, rig.Worker.Partitions[1].Status);
    }

    [Fact]
    public async Task A_partition_that_stands_ahead_of_the_clock_holds_no_other_up()
    {
        var store = new JournalStore(3);
        await using (var before = await StartAsync(store)) await before.StopAsync();
        var ahead = Members.Start.AddDays(2);
        await using (var wrong = new WorkerRig(store, partition: 1, node: "wrong", time: new InstantTime(ahead)))
            await wrong.PostedAsync(Members.TopUp(2, 10));
        await using var rig = new WorkerRig(store, partitions: Three);
        var occupied = await rig.OccupyAsync(1);
        var (late, now) = (rig.Hand(Members.TopUp(2, 10), partition: 1), rig.Hand(Members.TopUp(3, 10), partition: 2));
        occupied.Open();
        await Task.WhenAll(late.Answered, now.Answered);

        Assert.True(store.Rows(1)[^1].PostedAt >= ahead.UtcDateTime);
        Assert.True(store.Rows(2)[^1].PostedAt < ahead.UtcDateTime.AddDays(-1));
    }

    [Fact]
    public async Task I6_I13_Accounts_of_all_partitions_share_a_checkpoint_and_what_memory_may_hold()
    {
        var limits = new Limits { CheckpointLagMaxRows = 6, CheckpointMaxCount = 4, CachedAccountsMaxCount = 3, CommitMaxCount = 3 };
        await using var rig = await StartAsync(limits: limits);
        for (var account = 10; account < 100; account++) await rig.PostedAsync(Members.Open(account), (short)(account % 3));
        await Eventually.HoldsAsync(() =>
        {
            rig.Tick();
            return Three.All(partition => rig.Store.State(partition).CheckpointSeq == rig.Store.State(partition).NextSeq - 1)
                && rig.Worker.Partitions.Sum(partition => partition.AccountsCached) <= 3;
        });

        foreach (var partition in Three) Assert.Equal(31, rig.Store.Checkpoints(partition).Count);
        Assert.InRange(rig.Journal.Calls[JournalStep.Checkpoint], 93 / 4, 93);
    }

    private static async Task<WorkerRig> StartAsync(JournalStore? store = null, Limits? limits = null)
    {
        var rig = new WorkerRig(store ?? new JournalStore(3), limits: limits, partitions: Three);
        foreach (var partition in Three) await rig.PostedAsync(Members.Open(1 + partition), partition);
        return rig;
    }
}

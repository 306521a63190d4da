using Ledger.Crash.Tests.Journals;
using Ledger.Server.Basics;
using Ledger.Server.Journal.Commit;
using Ledger.Server.Partitions;

namespace Ledger.Crash.Tests.Worker;

public sealed class PoisonTests
{
    private const string Poison = "poison";

    [Theory]
    [InlineData(0)]
    [InlineData(4)]
    [InlineData(9)]
    public async Task A_value_the_database_cannot_take_fails_alone_and_its_neighbours_are_posted(int at)
    {
        await using var rig = await WorkerRig.StartAsync(accounts: 3);
        rig.Store.IsUnacceptable = row => row.Reference == Poison;
        var occupied = await rig.OccupyAsync(1);
        var postings = Enumerable.Range(0, 10)
            .Select(i => rig.Hand(Members.Accrue(1 + i % 3, 10, reference: i == at ? Poison : null))).ToArray();
        occupied.Open();

        for (var i = 0; i < postings.Length; i++)
        {
            var answer = await postings[i].Answered;
            Assert.Equal(i == at ? "FAULT" : null, answer.Reason);
            Assert.Equal(i == at ? 0 : 1, rig.Store.Find([postings[i].Operation.Key]).Count);
        }
        Assert.Equal(91, (await rig.AskAsync(1)).Points + (await rig.AskAsync(2)).Points + (await rig.AskAsync(3)).Points);
        Assert.Equal(PartitionStatus.Serving, rig.Status);
    }

    [Fact]
    public async Task An_operation_that_cannot_be_decided_fails_alone_and_leaves_no_trace()
    {
        await using var rig = await WorkerRig.StartAsync(accounts: 1);
        var occupied = await rig.OccupyAsync(1);
        var (before, poison, after) = (rig.Hand(Members.TopUp(1, 100)), rig.Hand(Members.Undecidable(1)), rig.Hand(Members.Debit(1, 40)));
        occupied.Open();

        Assert.Equal("FAULT", (await poison.Answered).Reason);
        Assert.Equal(V1.Outcome.Posted, (await before.Answered).Outcome);
        Assert.Equal(V1.Outcome.Posted, (await after.Answered).Outcome);
        Assert.Equal(60, (await rig.AskAsync(1)).Principal);
        Assert.Empty(rig.Store.Find([poison.Operation.Key]));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_receipt_that_cannot_be_made_fails_alone_and_its_key_is_answered_later(bool isRetry)
    {
        await using var rig = await WorkerRig.StartAsync(accounts: 1);
        var operation = Members.TopUp(1, 100);
        if (isRetry) await rig.PostedAsync(operation);
        var occupied = await rig.OccupyAsync(1);
        var before = rig.Hand(Members.TopUp(1, 10));
        var unreadable = new TestPosting(operation) { HasNoReceipt = true };
        rig.Worker.Hand(unreadable);
        var after = rig.Hand(Members.TopUp(1, 10));
        occupied.Open();

        Assert.Equal("FAULT", (await unreadable.Answered).Reason);
        Assert.Equal(V1.Outcome.Posted, (await before.Answered).Outcome);
        Assert.Equal(V1.Outcome.Posted, (await after.Answered).Outcome);
        Assert.Equal(PartitionStatus.Serving, rig.Status);
        Assert.True((await rig.PostedAsync(operation)).Replayed);
        Assert.Equal(120, (await rig.AskAsync(1)).Principal);
    }

    [Fact]
    public async Task A_passing_disturbance_while_a_long_batch_is_posted_one_by_one_costs_no_neighbour_its_answer()
    {
        await using var rig = await WorkerRig.StartAsync(accounts: 1, new Limits { CommitMaxAttempts = 5 });
        rig.Store.IsUnacceptable = row => row.Reference == Poison;
        var occupied = await rig.OccupyAsync(1);
        var poison = rig.Hand(Members.Accrue(1, 10, reference: Poison));
        var neighbours = Enumerable.Range(0, 20).Select(_ => rig.Hand(Members.Accrue(1, 10))).ToArray();
        // The commit in flight, the whole batch, the poison, ten neighbours one by one, and then one that does not come through at once.
        rig.Script.Appends([.. Enumerable.Repeat(AppendFault.None, 13), AppendFault.Lie(AppendOutcome.NotCommitted)]);
        occupied.Open();

        Assert.Equal("FAULT", (await poison.Answered).Reason);
        foreach (var neighbour in neighbours) Assert.Equal(V1.Outcome.Posted, (await neighbour.Answered).Outcome);
    }
}

using Ledger.Crash.Tests.Journals;

namespace Ledger.Crash.Tests.Worker;

public sealed class DuplicateTests
{
    [Fact]
    public async Task I5_A_key_that_another_partition_has_used_meanwhile_is_told_as_reused_and_its_neighbours_are_posted()
    {
        var store = new JournalStore(2);
        await using var rig = await WorkerRig.StartAsync(accounts: 2, store: store);
        await using var elsewhere = new WorkerRig(store, partition: 1);
        await elsewhere.PostedAsync(Members.Open(7));
        var taken = Members.TopUp(7, 500);
        var occupied = await rig.OccupyAsync(1);
        var (reused, neighbour) = (rig.Hand(Members.TopUp(1, 500, taken.Key)), rig.Hand(Members.TopUp(2, 30)));
        await elsewhere.PostedAsync(taken);
        occupied.Open();

        var answer = (await reused.Answered).Receipt!;
        Assert.Equal((V1.Outcome.KeyReused, "account", 7), (answer.Outcome, answer.DifferingField, answer.Account));
        Assert.Equal(V1.Outcome.Posted, (await neighbour.Answered).Outcome);
        Assert.Equal(0, (await rig.AskAsync(1)).Principal);
        Assert.Equal(30, (await rig.AskAsync(2)).Principal);
    }

    [Fact]
    public async Task I5_A_key_that_was_used_is_told_as_reused_also_when_it_comes_back_for_an_account_that_does_not_exist()
    {
        var store = new JournalStore(2);
        await using var rig = await WorkerRig.StartAsync(accounts: 1, store: store);
        await using var elsewhere = new WorkerRig(store, partition: 1);
        var topUp = Members.TopUp(1, 500);
        await rig.PostedAsync(topUp);

        // NOT_FOUND would say that nothing is recorded under the key.
        var answer = await elsewhere.Hand(Members.TopUp(99, 500, topUp.Key)).Answered;

        Assert.Equal(V1.Outcome.KeyReused, answer.Outcome);
    }

    [Fact]
    public async Task I5_A_retry_that_memory_has_forgotten_is_answered_from_the_journal()
    {
        await using var rig = await WorkerRig.StartAsync(accounts: 1, new() { RecentKeysMaxCount = 1 });
        var operation = Members.TopUp(1, 50_000);
        var first = await rig.PostedAsync(operation);
        await rig.PostedAsync(Members.TopUp(1, 10));

        var again = await rig.PostedAsync(operation);

        Assert.True(again.Replayed);
        again.Replayed = false;
        Assert.Equal(first, again);
        Assert.Equal(50_010, (await rig.AskAsync(1)).Principal);
    }

    [Fact]
    public async Task A_card_that_was_issued_meanwhile_is_refused_as_taken_and_its_neighbours_are_posted()
    {
        var store = new JournalStore(2);
        await using var rig = await WorkerRig.StartAsync(accounts: 2, store: store);
        await using var elsewhere = new WorkerRig(store, partition: 1);
        var card = Guid.NewGuid();
        var occupied = await rig.OccupyAsync(1);
        var (refused, neighbour) = (rig.Hand(Members.IssueCard(1, card)), rig.Hand(Members.IssueCard(2, Guid.NewGuid())));
        await elsewhere.PostedAsync(Members.Open(7, card));
        occupied.Open();

        Assert.Equal(V1.Outcome.CardTaken, (await refused.Answered).Outcome);
        Assert.Equal(V1.Outcome.Posted, (await neighbour.Answered).Outcome);
        Assert.Equal(7, rig.Store.Cards()[card]);
        Assert.Empty((await rig.AskAsync(1)).Cards);
    }

    [Fact]
    public async Task A_card_asked_for_twice_in_one_batch_is_issued_once()
    {
        await using var rig = await WorkerRig.StartAsync(accounts: 2);
        var card = Guid.NewGuid();
        var occupied = await rig.OccupyAsync(1);
        var (first, second) = (rig.Hand(Members.IssueCard(1, card)), rig.Hand(Members.Open(3, card)));
        occupied.Open();

        Assert.Equal(V1.Outcome.Posted, (await first.Answered).Outcome);
        Assert.Equal(V1.Outcome.CardTaken, (await second.Answered).Outcome);
        Assert.Equal(1, rig.Store.Cards()[card]);
    }

    [Fact]
    public async Task A_card_whose_issue_is_of_unknown_outcome_is_not_refused_as_taken_by_itself()
    {
        await using var rig = await WorkerRig.StartAsync(accounts: 1);
        var card = Guid.NewGuid();
        rig.Script.Appends(AppendFault.UnknownCommitted);

        Assert.Equal(V1.Outcome.Posted, (await rig.PostedAsync(Members.IssueCard(1, card))).Outcome);
        Assert.Single((await rig.AskAsync(1)).Cards);
    }
}

using Ledger.Crash.Tests.Journals;

namespace Ledger.Crash.Tests.Worker;

public sealed class ReadFaultTests
{
    [Theory]
    [InlineData(JournalStep.TakeOver)]
    [InlineData(JournalStep.Tail)]
    [InlineData(JournalStep.Load)]
    [InlineData(JournalStep.Find)]
    public async Task A_call_that_fails_in_passing_delays_an_unknown_outcome_and_changes_nothing(JournalStep step)
    {
        await using var rig = await WorkerRig.StartAsync(accounts: 1);
        rig.Script.Appends(AppendFault.UnknownCommitted, AppendFault.UnknownLost);
        rig.Script.Throw(step, 3);

        var receipt = await rig.PostedAsync(Members.TopUp(1, 500));
        var second = await rig.PostedAsync(Members.TopUp(1, 500));

        Assert.Equal((V1.Outcome.Posted, V1.Outcome.Posted), (receipt.Outcome, second.Outcome));
        Assert.Equal(1000, (await rig.AskAsync(1)).Principal);
        Assert.Equal(3, rig.Store.Rows(0).Count);
    }

    [Fact]
    public async Task A_look_up_of_cards_that_fails_in_passing_is_made_again()
    {
        var store = new JournalStore(2);
        await using var rig = await WorkerRig.StartAsync(accounts: 1, store: store);
        await using var elsewhere = new WorkerRig(store, partition: 1);
        var card = Guid.NewGuid();
        await elsewhere.PostedAsync(Members.Open(7, card));
        rig.Script.Throw(JournalStep.FindCards, 3);

        Assert.Equal(V1.Outcome.CardTaken, (await rig.PostedAsync(Members.IssueCard(1, card))).Outcome);
    }

    [Fact]
    public async Task A_renewal_that_fails_in_passing_does_not_cost_the_partition()
    {
        await using var rig = await WorkerRig.StartAsync(accounts: 1);
        rig.Script.Throw(JournalStep.Renew, 3);
        await Eventually.HoldsAsync(() =>
        {
            rig.Tick();
            return rig.Journal.Calls.GetValueOrDefault(JournalStep.Renew) > 3;
        });

        Assert.Equal(V1.Outcome.Posted, (await rig.PostedAsync(Members.TopUp(1, 500))).Outcome);
        Assert.Equal(1, rig.Store.State(0).Epoch);
    }

    [Fact]
    public async Task A_database_that_is_away_at_the_first_take_over_is_told_as_unresolved_and_served_once_it_answers()
    {
        var script = new Script();
        script.Throw(JournalStep.TakeOver, 1);
        await using var rig = new WorkerRig(new JournalStore(1), script: script);
        var open = Members.Open(1);

        Assert.Equal("DATABASE_AWAY", (await rig.Hand(open).Answered).Reason);
        Assert.Equal(V1.Outcome.Posted, (await rig.PostedAsync(open)).Outcome);
    }
}

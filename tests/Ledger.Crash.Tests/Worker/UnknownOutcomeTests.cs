using Ledger.Crash.Tests.Journals;
using Ledger.Server.Basics;

namespace Ledger.Crash.Tests.Worker;

public sealed class UnknownOutcomeTests
{
    [Fact]
    public async Task I10_A_commit_of_unknown_outcome_that_came_in_is_answered_from_the_journal_and_not_done_again()
    {
        await using var rig = await WorkerRig.StartAsync(accounts: 1);
        rig.Script.Appends(AppendFault.UnknownCommitted);

        var receipt = await rig.PostedAsync(Members.TopUp(1, 500));

        Assert.Equal(V1.Outcome.Posted, receipt.Outcome);
        Assert.Single(rig.Store.Rows(0), row => row.Key == KeyOf(receipt));
        Assert.Equal(500, (await rig.AskAsync(1)).Principal);
    }

    [Fact]
    public async Task I10_A_commit_of_unknown_outcome_that_did_not_come_in_is_done_once()
    {
        await using var rig = await WorkerRig.StartAsync(accounts: 1);
        rig.Script.Appends(AppendFault.UnknownLost, AppendFault.UnknownLost);

        var receipt = await rig.PostedAsync(Members.TopUp(1, 500));

        Assert.False(receipt.Replayed);
        Assert.Single(rig.Store.Rows(0), row => row.Key == KeyOf(receipt));
        Assert.Equal(500, (await rig.AskAsync(1)).Principal);
    }

    [Fact]
    public async Task I10_A_commit_that_comes_in_after_its_connection_was_lost_is_found_because_the_take_over_waits_for_it()
    {
        await using var rig = await WorkerRig.StartAsync(accounts: 1);
        rig.Script.Appends(AppendFault.UnknownLate);

        var receipt = await rig.PostedAsync(Members.TopUp(1, 500));

        Assert.Single(rig.Store.Rows(0), row => row.Key == KeyOf(receipt));
        Assert.Equal(500, (await rig.AskAsync(1)).Principal);
    }

    [Fact]
    public async Task I10_A_mixed_batch_of_unknown_outcome_gets_the_receipts_the_journal_has()
    {
        await using var rig = await WorkerRig.StartAsync(accounts: 3);
        var occupied = await rig.OccupyAsync(1);
        rig.Script.Appends(AppendFault.None, AppendFault.UnknownCommitted);
        var (topUp, refused, card) = (
            rig.Hand(Members.TopUp(1, 50_000)), rig.Hand(Members.Debit(2, 1)), rig.Hand(Members.IssueCard(3, Guid.NewGuid())));
        occupied.Open();

        Assert.Equal(V1.Outcome.Posted, (await topUp.Answered).Outcome);
        Assert.Equal(V1.Outcome.InsufficientFunds, (await refused.Answered).Outcome);
        Assert.Equal(V1.Outcome.Posted, (await card.Answered).Outcome);
        Assert.Equal(2, (await topUp.Answered).Receipt!.Transfers.Count);
        Assert.Equal(4, rig.Store.Find([topUp.Operation.Key, refused.Operation.Key, card.Operation.Key]).Count);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task I10_While_the_outcome_stays_unknown_the_caller_is_told_that_and_a_retry_finds_it_out(bool committed)
    {
        await using var rig = await WorkerRig.StartAsync(accounts: 1, new Limits { CommitMaxAttempts = 4 });
        rig.Script.Appends(committed ? AppendFault.UnknownCommitted : AppendFault.UnknownLost);
        rig.Script.Throw(JournalStep.TakeOver, 10);
        var operation = Members.TopUp(1, 500);

        var answer = await rig.Hand(operation).Answered;

        Assert.Equal("DATABASE_AWAY", answer.Reason);
        Assert.Equal((int)Grpc.Core.StatusCode.Unavailable, answer.Problem!.Code);
        rig.Script.Throw(JournalStep.TakeOver, 0);
        Assert.Equal(committed, (await rig.PostedAsync(operation)).Replayed);
        Assert.Single(rig.Store.Find([operation.Key]));
        Assert.Equal(500, (await rig.AskAsync(1)).Principal);
    }

    [Fact]
    public async Task I10_What_was_decided_after_the_lost_batch_stands_on_what_the_journal_holds()
    {
        await using var rig = await WorkerRig.StartAsync(accounts: 1);
        await rig.PostedAsync(Members.TopUp(1, 500));
        rig.Script.Appends(AppendFault.UnknownCommitted);
        await rig.PostedAsync(Members.Debit(1, 400));

        var refused = await rig.PostedAsync(Members.Debit(1, 400));

        Assert.Equal(V1.Outcome.InsufficientFunds, refused.Outcome);
        Assert.Equal(100, refused.Refusal.Available);
    }

    [Fact]
    public async Task I10_An_item_that_moves_nothing_is_told_after_the_epoch_is_confirmed()
    {
        await using var rig = await WorkerRig.StartAsync();
        rig.Script.Throw(JournalStep.Confirm, 2);

        var answer = await rig.Hand(Members.TopUp(99, 500)).Answered;

        Assert.Equal((int)Grpc.Core.StatusCode.NotFound, answer.Problem!.Code);
        Assert.Equal(3, rig.Journal.Calls[JournalStep.Confirm]);
        Assert.DoesNotContain(JournalStep.Append, rig.Journal.Calls.Keys);
    }

    private static Guid KeyOf(V1.Receipt receipt) => new(receipt.Key.Span, bigEndian: true);
}

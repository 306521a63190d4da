using Ledger.Crash.Tests.Journals;
using Ledger.Server.Partitions;

namespace Ledger.Crash.Tests.Worker;

public sealed class CommitTests
{
    [Fact]
    public async Task I4_Nothing_is_answered_before_the_commit_is_known()
    {
        await using var rig = await WorkerRig.StartAsync(accounts: 1);
        var (before, committed) = (rig.Script.Hold(JournalStep.Append), rig.Script.HoldCommitted());

        var topUp = rig.Hand(Members.TopUp(1, 500));
        var refusal = rig.Hand(Members.Debit(1, 10_000));
        await before.Reached;
        Assert.False(topUp.HasAnswer);
        before.Open();
        await committed.Reached;
        Assert.False(topUp.HasAnswer);
        committed.Open();

        Assert.Equal(V1.Outcome.Posted, (await topUp.Answered).Outcome);
        Assert.Equal(V1.Outcome.InsufficientFunds, (await refusal.Answered).Outcome);
    }

    [Fact]
    public async Task I4_A_refusal_alone_waits_for_its_commit_too()
    {
        await using var rig = await WorkerRig.StartAsync(accounts: 1);
        var gate = rig.Script.HoldCommitted();

        var refusal = rig.Hand(Members.Debit(1, 10_000));
        await gate.Reached;
        Assert.False(refusal.HasAnswer);
        gate.Open();

        Assert.Equal(V1.Outcome.InsufficientFunds, (await refusal.Answered).Outcome);
        Assert.Contains(rig.Store.Rows(0), row => row.Key == refusal.Operation.Key);
    }

    [Fact]
    public async Task I4_A_question_behind_a_posting_waits_for_the_commit_and_sees_it()
    {
        await using var rig = await WorkerRig.StartAsync(accounts: 1);
        var occupied = await rig.OccupyAsync(1);
        var gate = rig.Script.Hold(JournalStep.Append);
        rig.Hand(Members.TopUp(1, 500));
        var question = new AccountQuestion(1);
        rig.Worker.Hand(question);
        occupied.Open();
        await gate.Reached;
        Assert.False(question.Completion.IsCompleted);
        gate.Open();

        Assert.Equal(500, (await question.Completion.WaitAsync(WorkerRig.Patience)).State!.Principal);
    }

    [Fact]
    public async Task I5_The_same_key_twice_in_one_batch_is_posted_once_and_answered_twice()
    {
        await using var rig = await WorkerRig.StartAsync(accounts: 1);
        var occupied = await rig.OccupyAsync(1);
        var operation = Members.TopUp(1, 500);
        var (first, again) = (rig.Hand(operation), rig.Hand(operation));
        occupied.Open();

        var (receipt, replay) = ((await first.Answered).Receipt!, (await again.Answered).Receipt!);
        Assert.False(receipt.Replayed);
        Assert.True(replay.Replayed);
        replay.Replayed = false;
        Assert.Equal(receipt, replay);
        Assert.Equal(500, (await rig.AskAsync(1)).Principal);
    }

    [Fact]
    public async Task I5_The_same_key_with_another_amount_in_one_batch_is_told_which_field_differs()
    {
        await using var rig = await WorkerRig.StartAsync(accounts: 1);
        var occupied = await rig.OccupyAsync(1);
        var operation = Members.TopUp(1, 500);
        var (first, reused) = (rig.Hand(operation), rig.Hand(Members.TopUp(1, 600, operation.Key)));
        occupied.Open();

        Assert.Equal(V1.Outcome.Posted, (await first.Answered).Outcome);
        var answer = (await reused.Answered).Receipt!;
        Assert.Equal(V1.Outcome.KeyReused, answer.Outcome);
        Assert.Equal("top_up.amount_minor", answer.DifferingField);
        Assert.Equal(500, (await rig.AskAsync(1)).Principal);
    }

    [Fact]
    public async Task The_same_operation_on_an_unknown_account_twice_in_one_batch_is_answered_twice_and_stops_nothing()
    {
        await using var rig = await WorkerRig.StartAsync(accounts: 1);
        var occupied = await rig.OccupyAsync(1);
        var operation = Members.TopUp(99, 500);
        var postings = new[] { rig.Hand(operation), rig.Hand(Members.TopUp(1, 30)), rig.Hand(operation), rig.Hand(Members.TopUp(1, 30)) };
        occupied.Open();

        var answers = await Task.WhenAll(postings.Select(posting => posting.Answered));
        Assert.Equal([(int)Grpc.Core.StatusCode.NotFound, null, (int)Grpc.Core.StatusCode.NotFound, null],
            answers.Select(answer => answer.Problem?.Code));
        Assert.Equal(60, (await rig.AskAsync(1)).Principal);
        Assert.Equal(PartitionStatus.Serving, rig.Status);
    }

    [Fact]
    public async Task An_operation_whose_deadline_is_over_is_dropped_before_it_is_decided()
    {
        await using var rig = await WorkerRig.StartAsync(accounts: 1);
        var late = rig.Hand(Members.TopUp(1, 500), deadline: Members.Start.UtcDateTime);

        Assert.Equal("DEADLINE_BEFORE_DECISION", (await late.Answered).Reason);
        Assert.Equal(0, (await rig.AskAsync(1)).Principal);
        Assert.Empty(rig.Store.Find([late.Operation.Key]));
    }
}

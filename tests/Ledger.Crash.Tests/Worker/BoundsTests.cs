using Ledger.Crash.Tests.Journals;
using Ledger.Server.Basics;
using Ledger.Server.Journal.Commit;
using Ledger.Server.Partitions;

namespace Ledger.Crash.Tests.Worker;

public sealed class BoundsTests
{
    [Fact]
    public async Task I13_A_full_queue_refuses_at_once_says_when_to_come_back_and_records_nothing()
    {
        await using var rig = await WorkerRig.StartAsync(accounts: 1,
            new Limits { QueueMaxCount = 3, CommitMaxCount = 2, BatchMaxCount = 3, StreamMaxUnanswered = 3 });
        var occupied = await rig.OccupyAsync(1);
        var queued = Enumerable.Range(0, 3).Select(_ => rig.Hand(Members.TopUp(1, 10))).ToArray();
        var refused = rig.Hand(Members.TopUp(1, 10));

        Assert.True(refused.HasAnswer);
        var problem = (await refused.Answered).Problem!;
        Assert.Equal((int)Grpc.Core.StatusCode.ResourceExhausted, problem.Code);
        Assert.Contains(problem.Details, detail => detail.Is(Google.Rpc.RetryInfo.Descriptor));

        occupied.Open();
        foreach (var posting in queued) Assert.Equal(V1.Outcome.Posted, (await posting.Answered).Outcome);
        Assert.Empty(rig.Store.Find([refused.Operation.Key]));
        Assert.Equal(30, (await rig.AskAsync(1)).Principal);
    }

    [Fact]
    public async Task I13_Operations_that_refer_to_more_rows_than_are_read_at_once_are_decided_a_few_at_a_time()
    {
        await using var rig = await WorkerRig.StartAsync(accounts: 2, new Limits { RelatedMaxRows = 3 });
        var keys = Enumerable.Range(0, 7).Select(_ => Guid.CreateVersion7(Members.Start)).ToArray();
        foreach (var key in keys) await rig.PostedAsync(Members.TopUp(1, 10, key));
        var asked = rig.Journal.Calls.GetValueOrDefault(JournalStep.FindRelated);
        var gate = await rig.OccupyAsync(2);
        var reversals = keys.Select(key => rig.Hand(Members.Reverse(1, key))).ToArray();
        var last = rig.Hand(Members.TopUp(1, 5));
        gate.Open();

        foreach (var reversal in reversals) Assert.Equal(V1.Outcome.Posted, (await reversal.Answered).Outcome);
        // What came behind them is decided behind them.
        Assert.True((await last.Answered).Receipt!.Sequence > (await reversals[^1].Answered).Receipt!.Sequence);
        Assert.True(rig.Journal.Calls[JournalStep.FindRelated] - asked >= 3);
        Assert.Equal(5, (await rig.AskAsync(1)).Principal);
    }

    [Fact]
    public async Task I13_An_operation_that_refers_to_more_rows_than_can_be_read_fails_alone_and_its_retry_has_its_answer()
    {
        await using var rig = await WorkerRig.StartAsync(accounts: 2, new Limits { RelatedMaxRows = 2, RecentKeysMaxCount = 1 });
        var (debit, other) = (Guid.CreateVersion7(Members.Start), Guid.CreateVersion7(Members.Start));
        await rig.PostedAsync(Members.TopUp(1, 500));
        await rig.PostedAsync(Members.Debit(1, 400, debit));
        var first = Members.Refund(1, debit, 100);
        await rig.PostedAsync(first);
        await rig.PostedAsync(Members.Refund(1, debit, 100));
        await rig.PostedAsync(Members.TopUp(2, 10, other));
        var gate = await rig.OccupyAsync(2);
        var refused = rig.Hand(Members.Refund(1, debit, 100));
        var again = rig.Hand(first);
        var neighbour = rig.Hand(Members.Reverse(2, other));
        gate.Open();

        Assert.Equal((int)Grpc.Core.StatusCode.Internal, (await refused.Answered).Problem!.Code);
        Assert.True((await again.Answered).Receipt!.Replayed);
        Assert.Equal(V1.Outcome.Posted, (await neighbour.Answered).Outcome);
        Assert.Empty(rig.Store.Find([refused.Operation.Key]));
        Assert.Equal(300, (await rig.AskAsync(1)).Principal);
    }

    [Fact]
    public async Task I13_Of_a_run_that_does_not_fit_the_first_are_done_in_their_order_and_the_others_are_refused_at_once()
    {
        await using var rig = await WorkerRig.StartAsync(accounts: 1,
            new Limits { QueueMaxCount = 3, CommitMaxCount = 3, BatchMaxCount = 3, StreamMaxUnanswered = 3 });
        var occupied = await rig.OccupyAsync(1);
        var caller = new Caller("caller");
        // Paid out of what the one before brought in: in any other order some would be refused for want of funds.
        TestPosting[] postings =
        [
            new(Members.TopUp(1, 10)) { From = caller }, new(Members.Debit(1, 10)) { From = caller },
            new(Members.TopUp(1, 5)) { From = caller }, new(Members.TopUp(1, 20)) { From = caller },
        ];
        var run = new WorkChain();
        foreach (var posting in postings) run.Add(posting);

        rig.Worker.Hand(ref run);

        Assert.True(postings[3].HasAnswer);
        Assert.Equal("QUEUE_FULL", (await postings[3].Answered).Reason);
        Assert.All(postings[..3], posting => Assert.False(posting.HasAnswer));
        occupied.Open();
        foreach (var posting in postings[..3]) Assert.Equal(V1.Outcome.Posted, (await posting.Answered).Outcome);
        Assert.Equal(5, (await rig.AskAsync(1)).Principal);
    }

    [Theory]
    [InlineData(AppendOutcome.NotCommitted)]
    [InlineData(AppendOutcome.DuplicateKey)]
    [InlineData(AppendOutcome.DuplicateCard)]
    [InlineData(AppendOutcome.Unknown)]
    [InlineData(AppendOutcome.Fenced)]
    public async Task I13_A_journal_that_never_takes_the_batch_is_tried_a_bounded_number_of_times(AppendOutcome outcome)
    {
        await using var rig = await WorkerRig.StartAsync(accounts: 1, new Limits { CommitMaxAttempts = 6 });
        var before = rig.Journal.Calls[JournalStep.Append];
        rig.Script.Always = AppendFault.Lie(outcome);
        var operation = Members.TopUp(1, 500);

        var answer = await rig.Hand(operation).Answered;

        Assert.Equal("DATABASE_AWAY", answer.Reason);
        Assert.Equal(6, rig.Journal.Calls[JournalStep.Append] - before);
        // Once the journal is well again the same key is done once.
        rig.Script.Always = null;
        Assert.Equal(V1.Outcome.Posted, (await rig.PostedAsync(operation)).Outcome);
        Assert.Equal(500, (await rig.AskAsync(1)).Principal);
    }

    [Fact]
    public async Task I13_Whatever_mixture_of_outcomes_a_journal_invents_every_item_is_answered_after_a_bounded_number_of_appends()
    {
        const int Postings = 5;
        const int AttemptsMax = 4;
        AppendOutcome[] told =
        [
            AppendOutcome.Unacceptable, AppendOutcome.DuplicateKey, AppendOutcome.DuplicateCard, AppendOutcome.NotCommitted,
            AppendOutcome.Fenced, AppendOutcome.Unknown,
        ];
        for (var seed = 0; seed < 20; seed++)
        {
            await using var rig = await WorkerRig.StartAsync(accounts: 1, new Limits { CommitMaxAttempts = AttemptsMax });
            var random = new Random(seed);
            var occupied = await rig.OccupyAsync(1);
            var before = rig.Journal.Calls[JournalStep.Append];
            var lies = Enumerable.Range(0, 100).Select(_ => AppendFault.Lie(told[random.Next(told.Length)]));
            rig.Script.Appends([AppendFault.None, .. lies]);
            var postings = Enumerable.Range(0, Postings).Select(_ => rig.Hand(Members.TopUp(1, 10))).ToArray();
            occupied.Open();

            foreach (var posting in postings) Assert.NotNull((await posting.Answered).Problem);
            // Each posting may fail alone after fewer attempts than the bound; one more narrows the batch.
            Assert.InRange(rig.Journal.Calls[JournalStep.Append] - before, 1, 1 + (Postings + 1) * AttemptsMax);
        }
    }

    [Fact]
    public async Task I13_A_batch_in_which_the_database_takes_nothing_ends_with_every_item_answered()
    {
        await using var rig = await WorkerRig.StartAsync(accounts: 1);
        var occupied = await rig.OccupyAsync(1);
        var postings = Enumerable.Range(0, 50).Select(_ => rig.Hand(Members.TopUp(1, 10))).ToArray();
        rig.Store.IsUnacceptable = row => row.Amount == 10;
        occupied.Open();

        foreach (var posting in postings) Assert.Equal("FAULT", (await posting.Answered).Reason);
        Assert.Equal(0, (await rig.AskAsync(1)).Principal);
    }

    [Fact]
    public async Task I13_The_lag_of_the_checkpoints_stays_near_its_limit_however_many_accounts_are_written_to()
    {
        const int LagMax = 40;
        const int Accounts = 2000;
        var limits = new Limits { CheckpointLagMaxRows = LagMax, CheckpointMaxCount = 10, CommitMaxCount = 50, BatchMaxCount = 50 };
        await using var rig = await WorkerRig.StartAsync(accounts: 1, limits);
        for (var account = 2; account < Accounts; account += 50)
        {
            var occupied = await rig.OccupyAsync(1);
            var batch = Enumerable.Range(account, 50).Select(number => rig.Hand(Members.Open(number))).ToArray();
            occupied.Open();
            await Task.WhenAll(batch.Select(posting => posting.Answered));
        }
        // A turn later the checkpoints of the last one have been started.
        await rig.AskAsync(1);

        var (_, nextSeq, checkpointSeq, _) = rig.Store.State(0);
        Assert.InRange(nextSeq - 1 - checkpointSeq, 0, 4 * LagMax + 4 * limits.CommitMaxCount);
    }
}

using Ledger.Crash.Tests.Journals;
using Ledger.Rules.Asked;
using Ledger.Rules.Codes;
using Ledger.Rules.State;
using Ledger.Server.Journal.Commit;

namespace Ledger.Crash.Tests.Worker;

/// <summary>
/// Operations that refer to others: what they are decided on, and what becomes of a key that is reversed before it arrives.
/// </summary>
public sealed class ReversalTests
{
    private static Guid NewKey => Guid.CreateVersion7(Members.Start);

    [Fact]
    public async Task A_reversal_undoes_what_was_posted_earlier_in_the_same_batch()
    {
        await using var rig = await WorkerRig.StartAsync(accounts: 2);
        var key = NewKey;
        var gate = await rig.OccupyAsync(2);
        var posted = rig.Hand(Members.TopUp(1, 500, key));
        var reversed = rig.Hand(Members.Reverse(1, key));
        gate.Open();

        Assert.Equal(500, (await posted.Answered).Receipt!.Balances.PrincipalMinor);
        Assert.Equal((V1.Outcome.Posted, 0L), Told((await reversed.Answered).Receipt!));
        Assert.DoesNotContain(rig.Store.AllRows(), row => row.Kind == OperationKind.BlockKey);
    }

    [Fact]
    public async Task A_second_refund_of_the_same_batch_counts_the_first()
    {
        await using var rig = await WorkerRig.StartAsync(accounts: 2);
        var debit = NewKey;
        await rig.PostedAsync(Members.TopUp(1, 500));
        await rig.PostedAsync(Members.Debit(1, 400, debit));
        var gate = await rig.OccupyAsync(2);
        var first = rig.Hand(Members.Refund(1, debit, 300));
        var second = rig.Hand(Members.Refund(1, debit, 300));
        gate.Open();

        Assert.Equal((V1.Outcome.Posted, 400L), Told((await first.Answered).Receipt!));
        Assert.Equal(V1.Outcome.ExceedsOriginal, (await second.Answered).Outcome);
    }

    [Fact]
    public async Task An_original_behind_its_reversal_in_the_same_batch_is_blocked_whatever_it_asks_for()
    {
        await using var rig = await WorkerRig.StartAsync(accounts: 2);
        var key = NewKey;
        var gate = await rig.OccupyAsync(2);
        var reversed = rig.Hand(Members.Reverse(1, key));
        var late = rig.Hand(Members.TopUp(1, 500, key));
        var other = rig.Hand(Members.TopUp(2, 900, key));
        gate.Open();

        var receipt = (await reversed.Answered).Receipt!;
        Assert.Equal((V1.Outcome.Posted, 0L), Told(receipt));
        Assert.Equal(V1.Outcome.KeyBlocked, (await late.Answered).Outcome);
        Assert.Equal(V1.Outcome.KeyBlocked, (await other.Answered).Outcome);
        Assert.Equal(new long[] { receipt.Sequence, receipt.Sequence + 1 }, rig.Store.AllRows()
            .Where(row => row.Key == key || row.Original == key).Select(row => row.Seq).ToArray());
        Assert.Equal(0, (await rig.AskAsync(1)).Principal);
    }

    [Theory]
    [InlineData(16_384)]
    [InlineData(1)]
    public async Task An_original_that_comes_later_is_blocked_remembered_or_not(int remembered)
    {
        await using var rig = await WorkerRig.StartAsync(accounts: 1,
            limits: new Ledger.Server.Basics.Limits { RecentKeysMaxCount = remembered });
        var (key, reversal) = (NewKey, NewKey);
        await rig.PostedAsync(Members.Reverse(1, key, reversal));
        await rig.PostedAsync(Members.TopUp(1, 1));
        await rig.PostedAsync(Members.TopUp(1, 1));

        var late = await rig.PostedAsync(Members.TopUp(1, 500, key));
        var again = await rig.PostedAsync(Members.Reverse(1, key, reversal));

        Assert.Equal((V1.Outcome.KeyBlocked, true), (late.Outcome, late.Replayed));
        Assert.Equal((V1.Outcome.Posted, true), (again.Outcome, again.Replayed));
        Assert.Equal(2, (await rig.AskAsync(1)).Principal);
    }

    [Fact]
    public async Task The_next_writer_knows_what_was_blocked()
    {
        var store = new JournalStore(1);
        var key = NewKey;
        await using (var rig = await WorkerRig.StartAsync(accounts: 1, store: store)) await rig.PostedAsync(Members.Reverse(1, key));

        await using var next = await WorkerRig.StartAsync(store: store);

        Assert.Equal(V1.Outcome.KeyBlocked, (await next.PostedAsync(Members.TopUp(1, 500, key))).Outcome);
    }

    [Fact]
    public async Task A_key_blocked_in_one_partition_is_blocked_in_another()
    {
        var store = new JournalStore(2);
        await using var one = new WorkerRig(store, partition: 0);
        await using var other = new WorkerRig(store, partition: 1);
        await one.PostedAsync(Members.Open(1));
        await other.PostedAsync(Members.Open(2));
        var key = NewKey;
        await one.PostedAsync(Members.Reverse(1, key));

        Assert.Equal(V1.Outcome.KeyBlocked, (await other.PostedAsync(Members.TopUp(2, 500, key))).Outcome);
        Assert.Equal(0, (await other.AskAsync(2)).Principal);
    }

    [Fact]
    public async Task An_original_that_is_committed_while_its_reversal_is_decided_is_seen_by_it()
    {
        var store = new JournalStore(2);
        await using var one = new WorkerRig(store, partition: 0);
        await using var other = new WorkerRig(store, partition: 1);
        await one.PostedAsync(Members.Open(1));
        await other.PostedAsync(Members.Open(2));
        var key = NewKey;
        var gate = one.Script.Hold(JournalStep.Append);
        var reversed = one.Hand(Members.Reverse(1, key));
        await gate.Reached;
        await other.PostedAsync(Members.TopUp(2, 500, key));
        gate.Open();

        // It is another account's.
        Assert.Equal(V1.Outcome.OriginalUnknown, (await reversed.Answered).Outcome);
        Assert.Equal(500, (await other.AskAsync(2)).Principal);
        Assert.DoesNotContain(store.AllRows(), row => row.Kind == OperationKind.BlockKey);
    }

    [Theory]
    [InlineData(AppendOutcome.Committed)]
    [InlineData(AppendOutcome.Unknown)]
    public async Task A_reversal_whose_commit_is_in_doubt_blocks_once(AppendOutcome told)
    {
        await using var rig = await WorkerRig.StartAsync(accounts: 1);
        var key = NewKey;
        rig.Script.Appends(new AppendFault(AppendFate.Committed, told));

        Assert.Equal(V1.Outcome.Posted, (await rig.PostedAsync(Members.Reverse(1, key))).Outcome);
        Assert.Equal(V1.Outcome.KeyBlocked, (await rig.PostedAsync(Members.TopUp(1, 500, key))).Outcome);
        Assert.Single(rig.Store.AllRows(), row => row.Kind == OperationKind.BlockKey);
    }

    [Fact]
    public async Task What_refers_to_nothing_asks_the_journal_for_nothing()
    {
        await using var rig = await WorkerRig.StartAsync(accounts: 1);

        await rig.PostedAsync(Members.TopUp(1, 500));
        Assert.DoesNotContain(JournalStep.FindRelated, rig.Journal.Calls.Keys);

        await rig.PostedAsync(Members.Reverse(1, NewKey));
        Assert.Equal(1, rig.Journal.Calls[JournalStep.FindRelated]);
    }

    [Fact]
    public async Task Related_rows_that_cannot_be_read_are_read_again()
    {
        await using var rig = await WorkerRig.StartAsync(accounts: 1);
        var key = NewKey;
        await rig.PostedAsync(Members.TopUp(1, 500, key));
        rig.Script.Throw(JournalStep.FindRelated, 3);

        Assert.Equal((V1.Outcome.Posted, 0L), Told(await rig.PostedAsync(Members.Reverse(1, key))));
    }

    [Fact]
    public async Task A_pin_that_was_changed_since_it_was_compared_is_asked_for_again_and_nothing_is_recorded()
    {
        await using var rig = await WorkerRig.StartAsync(accounts: 1);
        var rows = rig.Store.AllRows().Count;

        var answer = await rig.Hand(Members.Make(1, OperationKind.TopUp, 500, pin: new PinProof(true, true, SetBySeq: 77))).Answered;

        Assert.Equal("PIN_CHANGED", answer.Reason);
        Assert.Equal(rows, rig.Store.AllRows().Count);
    }

    [Fact]
    public async Task An_identifier_that_the_account_no_longer_has_names_nobody()
    {
        await using var rig = await WorkerRig.StartAsync(accounts: 1);
        var operation = new Operation
        {
            Key = NewKey, Kind = OperationKind.TopUp, Account = 1, Card = Guid.NewGuid(), IsIdentifier = true, Store = 1, Program = 1,
                Terminal = 7,
            BusinessTime = Members.Start.UtcDateTime, BusinessDate = DateOnly.FromDateTime(Members.Start.UtcDateTime), Asked = 5,
        };

        Assert.Equal((int)Grpc.Core.StatusCode.NotFound, (await rig.Hand(operation).Answered).Problem?.Code);
    }

    private static (V1.Outcome, long) Told(V1.Receipt receipt) => (receipt.Outcome, receipt.Balances.PrincipalMinor);
}

using Ledger.Client.Testing;
using Ledger.V1;

namespace Ledger.Client.Tests.InMemory;

/// <summary>What goes wrong between a till and its ledger, and that nothing is posted twice or lost by it.</summary>
public sealed class FaultTests : IAsyncLifetime
{
    private static readonly Target Member = Target.Account(1001);

    private readonly InMemoryLedger _ledger = new();

    private ILedgerClient Till => field ??= _ledger.Client(terminal: 7);

    public async ValueTask InitializeAsync()
    {
        Assert.IsType<PostingResult.Posted>(await Till.OpenAccountAsync(account: 1001));
        Assert.IsType<PostingResult.Posted>(await Till.TopUpAsync(Member, 100_00));
    }

    public ValueTask DisposeAsync()
    {
        Assert.Empty(_ledger.Verify());
        _ledger.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task A_retry_after_a_lost_answer_gets_the_first_receipt()
    {
        _ledger.LoseAnswers();

        var posted = Assert.IsType<PostingResult.Posted>(await Till.DebitAsync(Member, 10_00));

        Assert.True(posted.Receipt.Replayed);
        Assert.Equal(90_00, posted.Receipt.Balances.PrincipalMinor);
        Assert.Single(Debits());
    }

    [Fact]
    public async Task A_slow_ledger_has_posted_what_its_caller_gave_up()
    {
        _ledger.BeSlow();
        var once = _ledger.Client(configure: options => options.AttemptsMax = 1);

        var open = Assert.IsType<PostingResult.Unresolved>(await once.DebitAsync(Member, 10_00));

        Assert.True(open.MayHaveBeenPosted);
        Assert.Single(Debits());
        Assert.True(Assert.IsType<PostingResult.Posted>(await once.ResendAsync(open.Operation)).Receipt.Replayed);
    }

    [Fact]
    public async Task A_ledger_that_is_away_is_tried_again_and_does_it_once()
    {
        _ledger.GoAway(3);

        var posted = Assert.IsType<PostingResult.Posted>(await Till.DebitAsync(Member, 10_00));

        Assert.False(posted.Receipt.Replayed);
        Assert.Single(Debits());
    }

    [Fact]
    public async Task A_full_ledger_has_surely_not_posted_and_says_when_to_come_back()
    {
        _ledger.BeFull(2, TimeSpan.FromMilliseconds(3));
        var once = _ledger.Client(configure: options => options.AttemptsMax = 1);

        var open = Assert.IsType<PostingResult.Unresolved>(await once.DebitAsync(Member, 10_00));

        Assert.False(open.MayHaveBeenPosted);
        Assert.Equal(TimeSpan.FromMilliseconds(3), open.LastProblem!.RetryDelay);
        Assert.IsType<PostingResult.Posted>(await Till.ResendAsync(open.Operation));
    }

    [Fact]
    public async Task A_key_that_stands_for_something_else_is_told_as_that()
    {
        var debit = Till.Operations.Debit(Member, 10_00);
        await Till.PostAsync(debit);
        debit.Debit.AmountMinor = 20_00;

        var refused = Assert.IsType<PostingResult.Refused>(await Till.PostAsync(debit));

        Assert.Equal((Outcome.KeyReused, "debit.amount_minor"), (refused.Outcome, refused.Receipt.DifferingField));
    }

    [Fact]
    public async Task What_was_given_up_is_reversed_whether_it_was_posted_or_not()
    {
        var once = _ledger.Client(configure: options => options.AttemptsMax = 1);
        _ledger.LoseAnswers();
        var posted = Assert.IsType<PostingResult.Unresolved>(await once.DebitAsync(Member, 10_00));
        _ledger.GoAway();
        var never = Assert.IsType<PostingResult.Unresolved>(await once.DebitAsync(Member, 20_00));

        Assert.IsType<PostingResult.Posted>(await once.ReverseAsync(posted.Operation));
        Assert.IsType<PostingResult.Posted>(await once.ReverseAsync(never.Operation));

        Assert.Equal(Outcome.KeyBlocked, Assert.IsType<PostingResult.Refused>(await once.ResendAsync(never.Operation)).Outcome);
        Assert.Equal(100_00, (await Till.GetBalancesAsync(Member))!.Holdings.PrincipalMinor);
    }

    [Fact]
    public async Task A_stream_outlives_all_of_them()
    {
        await using var stream = Till.OpenStream();
        _ledger.LoseAnswers();
        _ledger.BeFull();
        _ledger.GoAway();

        var results = await Task.WhenAll(
            Enumerable.Range(0, 5).Select(_ => stream.PostAsync(Till.Operations.Debit(Member, 1_00)).AsTask()));

        Assert.All(results, result => Assert.IsType<PostingResult.Posted>(result));
        Assert.Equal(5, Debits().Count());
    }

    [Fact]
    public async Task A_batch_is_answered_operation_by_operation()
    {
        _ledger.LoseAnswers();

        var results = await Till.PostBatchAsync(
            [Till.Operations.Debit(Member, 1_00), Till.Operations.Debit(Member, 999_00), Till.Operations.Debit(Target.Account(9), 1)]);

        Assert.True(Assert.IsType<PostingResult.Posted>(results[0]).Receipt.Replayed);
        Assert.Equal(Outcome.InsufficientFunds, Assert.IsType<PostingResult.Refused>(results[1]).Outcome);
        Assert.IsType<PostingResult.NotFound>(results[2]);
    }

    [Fact]
    public async Task An_outbox_sends_what_a_crash_left()
    {
        var folder = Directory.CreateTempSubdirectory().FullName;
        try
        {
            _ledger.LoseAnswers();
            var once = _ledger.Client(configure: options => options.AttemptsMax = 1);
            using (var outbox = TerminalOutbox.Open(Path.Combine(folder, "outbox"), store: 1, terminal: 1))
                Assert.IsType<PostingResult.Unresolved>(await outbox.PostAsync(once, once.Operations.Debit(Member, 10_00)));

            using var again = TerminalOutbox.Open(Path.Combine(folder, "outbox"), store: 1, terminal: 1);
            var sent = Assert.Single(await again.ResendPendingAsync(once));

            Assert.True(Assert.IsType<PostingResult.Posted>(sent.Result).Receipt.Replayed);
            Assert.Single(Debits());
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task A_ledger_that_recovers_is_there_at_once()
    {
        _ledger.GoAway(1_000);
        _ledger.Recover();

        Assert.IsType<PostingResult.Posted>(await _ledger.Client(configure: options => options.AttemptsMax = 1).DebitAsync(Member, 1_00));
    }

    private IEnumerable<StatementLine> Debits() => _ledger.JournalOf(1001).Where(line => line.Kind == Kind.Debit);
}

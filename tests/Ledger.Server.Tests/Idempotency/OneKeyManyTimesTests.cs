using static Ledger.Server.Tests.Fixtures.Expected;

namespace Ledger.Server.Tests.Idempotency;

[Collection(OneServer.Name)]
public sealed class OneKeyManyTimesTests(LedgerCluster cluster) : LedgerTest(cluster)
{
    [Theory]
    [InlineData(16_384)]
    [InlineData(1)]
    public async Task I5_A_hundred_concurrent_requests_with_one_key_post_once(int recentKeysMaxCount)
    {
        await RestartAsync(settings => settings.Limits.RecentKeysMaxCount = recentKeysMaxCount);
        var account = await OpenAsync();
        var operation = Operations.TopUp(Target.Account(account), 20_000);

        var receipts = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => PostAsync(operation)));

        var first = Assert.Single(receipts, receipt => !receipt.Replayed);
        Assert.All(receipts, receipt => Assert.Equal(Replayed(first), Replayed(receipt)));
        Assert.Equal(1, await CountInJournalAsync(operation));
        Assert.Equal(Holds(principal: 20_000, bonus: 1_500), (await BalancesAsync(account)).Holdings);
    }

    [Fact]
    public async Task I5_One_key_sent_to_four_partitions_at_once_is_posted_in_one_of_them()
    {
        var accounts = new List<long>();
        for (short partition = 0; partition < 4; partition++) accounts.Add(await OpenInAsync(partition));
        var operation = Operations.TopUp(Target.Account(accounts[0]), 100);
        var variants = accounts.Select(account => With(operation, changed => changed.Account = account)).ToArray();

        var receipts = await Task.WhenAll(Enumerable.Range(0, 100).Select(i => PostAsync(variants[i % 4])));

        var first = Assert.Single(receipts, receipt => receipt is { Outcome: Outcome.Posted, Replayed: false });
        Assert.Equal(24, receipts.Count(receipt =>
            receipt is { Outcome: Outcome.Posted, Replayed: true } && receipt.Account == first.Account));
        Assert.Equal(75, receipts.Count(receipt =>
            receipt is { Outcome: Outcome.KeyReused, DifferingField: "account" } && receipt.Account == first.Account));
        Assert.Equal(1, await CountInJournalAsync(operation));
    }

    [Fact]
    public async Task I5_Batches_that_bring_the_same_keys_to_two_partitions_in_opposite_order_post_each_once()
    {
        var (left, right) = (await OpenInAsync(0), await OpenInAsync(1));
        for (var round = 0; round < 5; round++)
        {
            var toLeft = Enumerable.Range(0, 20).Select(_ => Operations.TopUp(Target.Account(left), 1)).ToArray();
            var toRight = toLeft.Select(operation => With(operation, changed => changed.Account = right)).Reverse().ToArray();

            var answers = await Task.WhenAll(Posting.ReceiptsAsync(Way.Batch, toLeft), Posting.ReceiptsAsync(Way.Batch, toRight)).Bounded();

            var receipts = answers.SelectMany(receipts => receipts).ToArray();
            Assert.Equal(20, receipts.Count(receipt => receipt.Outcome == Outcome.Posted));
            Assert.Equal(20, receipts.Count(receipt => receipt is { Outcome: Outcome.KeyReused, DifferingField: "account" }));
            Assert.Equal(20, receipts.Where(receipt => receipt.Outcome == Outcome.Posted).Select(receipt => receipt.Key).Distinct()
                .Count());
        }
        Assert.Equal(100, (await BalancesAsync(left)).Holdings.PrincipalMinor + (await BalancesAsync(right)).Holdings.PrincipalMinor);
    }

    [Theory]
    [InlineData(Way.Batch, 16_384)]
    [InlineData(Way.Stream, 16_384)]
    [InlineData(Way.Batch, 1)]
    [InlineData(Way.Stream, 1)]
    public async Task I5_A_key_twice_in_one_call_is_posted_once_and_answered_twice(Way way, int recentKeysMaxCount)
    {
        await RestartAsync(settings => settings.Limits.RecentKeysMaxCount = recentKeysMaxCount);
        var account = await OpenAsync();
        var operation = Operations.TopUp(Target.Account(account), 100);
        var other = Operations.TopUp(Target.Account(account), 7);
        var differing = With(operation, changed => changed.TopUp.AmountMinor = 101);

        var receipts = await Posting.ReceiptsAsync(way, operation, other, operation, differing, operation);

        Assert.Equal([Outcome.Posted, Outcome.Posted, Outcome.Posted, Outcome.KeyReused, Outcome.Posted],
            receipts.Select(receipt => receipt.Outcome));
        Assert.Equal([false, false, true, false, true], receipts.Select(receipt => receipt.Replayed));
        Assert.Equal(Replayed(receipts[0]), receipts[2]);
        Assert.Equal(Replayed(receipts[0]), receipts[4]);
        Assert.Equal("top_up.amount_minor", receipts[3].DifferingField);
        Assert.Equal(107, (await BalancesAsync(account)).Holdings.PrincipalMinor);
    }

    [Fact]
    public async Task I5_A_key_twice_in_one_batch_of_an_unknown_account_gets_the_problem_twice()
    {
        var operation = Operations.TopUp(Target.Account(77), 100);

        var results = await Posting.SendAsync(Way.Batch, operation, operation);

        Assert.All(results, result => Assert.Equal(["account UNKNOWN_ACCOUNT"], result.Problem.Violations()));
        Assert.Equal(0, await CountInJournalAsync(operation));
        // Not decided, so the same key is good once the account exists.
        await OpenAsync(account: 77);
        await PostedAsync(operation);
    }

    [Fact]
    public async Task I5_A_refusal_stays_refused_under_its_key_after_funds_came_in()
    {
        var account = await OpenAsync();
        var operation = Operations.Debit(Target.Account(account), 100);
        var refused = await PostAsync(operation);
        Assert.Equal(Outcome.InsufficientFunds, refused.Outcome);
        await PostedAsync(Operations.TopUp(Target.Account(account), 100));

        Assert.Equal(Replayed(refused), await PostAsync(operation));
        await RestartAsync();
        Assert.Equal(Replayed(refused), await PostAsync(operation));

        await PostedAsync(Operations.Debit(Target.Account(account), 100));
    }

    private static Operation With(Operation operation, Action<Operation> change)
    {
        var changed = operation.Clone();
        change(changed);
        return changed;
    }
}

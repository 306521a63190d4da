using static Ledger.Server.Tests.Fixtures.Expected;

namespace Ledger.Server.Tests.Idempotency;

[Collection(OneServer.Name)]
public sealed class ReplayTests(LedgerCluster cluster) : LedgerTest(cluster)
{
    [Theory]
    [InlineData(Way.Unary)]
    [InlineData(Way.Batch)]
    [InlineData(Way.Stream)]
    public async Task I5_A_retry_of_any_kind_gets_the_first_receipt_from_memory(Way way)
    {
        var operations = await AllKindsAsync();
        var first = await Posting.ReceiptsAsync(way, operations);
        Assert.All(first, receipt => Assert.False(receipt.Replayed));

        // Nothing can be committed now, so nothing but memory can answer.
        await using var block = await CommitBlock.BeginAsync(Ledger);
        var again = await Posting.ReceiptsAsync(way, operations).Bounded();

        Assert.Equal(first.Select(Replayed), again);
        Assert.Equal(operations.Length, await CountInJournalAsync(operations));
    }

    [Theory]
    [InlineData(Way.Unary)]
    [InlineData(Way.Batch)]
    [InlineData(Way.Stream)]
    public async Task I5_A_retry_after_a_restart_gets_the_first_receipt_from_the_journal(Way way)
    {
        var operations = await AllKindsAsync();
        var first = await Posting.ReceiptsAsync(way, operations);

        await RestartAsync();
        var again = await Posting.ReceiptsAsync(way, operations);

        Assert.Equal(first.Select(Replayed), again);
        Assert.Equal(operations.Length, await CountInJournalAsync(operations));
    }

    [Theory]
    [InlineData(Way.Unary)]
    [InlineData(Way.Batch)]
    [InlineData(Way.Stream)]
    public async Task I5_A_retry_that_memory_has_forgotten_is_found_by_the_unique_key(Way way)
    {
        await RestartAsync(settings => settings.Limits.RecentKeysMaxCount = 1);
        var operations = await AllKindsAsync();
        var first = await Posting.ReceiptsAsync(way, operations);

        var again = await Posting.ReceiptsAsync(way, operations);

        Assert.Equal(first.Select(Replayed), again);
        Assert.Equal(operations.Length, await CountInJournalAsync(operations));
    }

    [Fact]
    public async Task I5_New_operations_beside_forgotten_retries_in_one_batch_are_posted()
    {
        await RestartAsync(settings => settings.Limits.RecentKeysMaxCount = 1);
        var account = await OpenAsync();
        var old = Enumerable.Range(0, 10).Select(_ => Operations.TopUp(Target.Account(account), 1)).ToArray();
        var first = await Posting.ReceiptsAsync(Way.Batch, old);
        var fresh = Enumerable.Range(0, 10).Select(_ => Operations.TopUp(Target.Account(account), 1)).ToArray();

        var receipts = await Posting.ReceiptsAsync(Way.Batch, [.. old.Zip(fresh).SelectMany(pair => new[] { pair.First, pair.Second })]);

        Assert.Equal(first.Select(Replayed), receipts.Where((_, position) => position % 2 == 0));
        Assert.All(receipts.Where((_, position) => position % 2 == 1), receipt => Assert.False(receipt.Replayed));
        Assert.Equal(20, (await BalancesAsync(account)).Holdings.PrincipalMinor);
    }

    [Fact]
    public async Task I5_A_server_that_takes_over_without_a_checkpoint_replays_receipts_from_the_tail()
    {
        var operations = await AllKindsAsync();
        var first = await Posting.ReceiptsAsync(Way.Batch, operations);

        // The namesake takes the partitions over at once; what the first server had not yet written to the accounts it reads from the
        // journal.
        await using var namesake = await StartAnotherAsync();
        using var channel = Grpc.Net.Client.GrpcChannel.ForAddress(namesake.Address);
        var again = await new Posting.PostingClient(channel).ReceiptsAsync(Way.Batch, operations);

        Assert.Equal(first.Select(Replayed), again);
        Assert.Equal(operations.Length, await CountInJournalAsync(operations));
    }

    /// <summary>One operation of each kind and a refusal, in an order in which one batch decides them on one account.</summary>
    private async Task<Operation[]> AllKindsAsync()
    {
        var account = await OpenAsync();
        var target = Target.Account(account);
        return
        [
            Operations.IssueCard(target, "card-of-member-1111"),
            Operations.TopUp(target, 20_000, "cash"),
            Operations.AccruePurchase(target, 1_000_000),
            Operations.AccruePoints(target, 5, "gift"),
            Operations.Debit(target, 2_000),
            Operations.Redeem(target, 700),
            Operations.Redeem(target, 100),
            Operations.Adjust(target, Asset.Principal, -60, "lost"),
            Operations.Debit(target, 900_000, allowPartial: true),
            Operations.OpenAccount("card-of-other-2222"),
        ];
    }
}

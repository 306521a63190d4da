using static Ledger.Server.Tests.Fixtures.Expected;

namespace Ledger.Server.Tests.Kinds;

/// <summary>Two accounts of one member become one, in whichever partitions they are.</summary>
[Collection(Disturbances.Name)]
public sealed class MergeTests(LedgerCluster cluster) : ClubTest(cluster)
{
    private static readonly Identifier Mobile = new() { Kind = IdentifierKind.Mobile, Value = "13800138000" };

    [Theory]
    [InlineData(0, 0)]
    [InlineData(0, 1)]
    public async Task The_account_that_stays_returns_what_the_merged_one_bought_whoever_is_named(short fromPartition, short toPartition)
    {
        var from = await OpenAsync("card 5555", Accounts.In(fromPartition));
        var into = await OpenAsync("card 6666", Accounts.In(toPartition));
        await PostedAsync(Operations.TopUp(Target.Account(from), 10_000));
        var purchases = new List<Operation>();
        for (var count = 0; count < 4; count++)
        {
            purchases.Add(Operations.AccruePurchase(Target.Account(from), 20_000));
            await PostedAsync(purchases[^1]);
        }
        var debit = Operations.Debit(Target.Account(from), 4_000);
        await PostedAsync(debit);
        var early = Operations.Refund(Target.Card("card 5555"), Keys.Of(purchases[0]), 10_000);
        await PostedAsync(early);

        await MergedAsync(from, into);
        var before = (await BalancesAsync(into)).Holdings;

        var refunds = new[]
        {
            Operations.Refund(Target.Card("card 6666"), Keys.Of(purchases[1])), Operations.Refund(Target.Card("card 5555"), Keys.Of(debit)),
            Operations.Refund(Target.Account(from), Keys.Of(purchases[2])), Operations.Reverse(Target.Account(into), Keys.Of(purchases[3])),
        };
        foreach (var refund in refunds) Assert.Equal(into, (await PostedAsync(refund)).Account);

        Assert.Equal(Holds(), (await BalancesAsync(from)).Holdings);
        var after = await BalancesAsync(into);
        Assert.InRange(after.Holdings.Points, 0, before.Points - 1);
        Assert.Equal(10_000, after.Holdings.PrincipalMinor);
        // What was sent before the merge, and what was sent by its name, have their answers.
        foreach (var again in refunds.Prepend(early)) Assert.True((await PostAsync(again)).Replayed);
        await RestartAsync();
        foreach (var again in refunds.Prepend(early)) Assert.True((await PostAsync(again)).Replayed);
        Assert.Equal(Outcome.ExceedsOriginal,
            (await PostAsync(Operations.Refund(Target.Account(from), Keys.Of(purchases[1])))).Outcome);
    }

    [Fact]
    public async Task Identifiers_and_tiers_follow()
    {
        var (from, into, other) = (await OpenInAsync(0), await OpenInAsync(1), await OpenInAsync(2));
        await PostedAsync(Operations.Describe(Target.Account(from), [Mobile]));
        for (var count = 0; count < 2; count++) await PostedAsync(Operations.AccruePurchase(Target.Account(from), 20_000));
        Assert.Equal("silver", (await BalancesAsync(from)).Standing.Tier);

        await MergedAsync(from, into);

        Assert.Equal(into, (await PostedAsync(Operations.TopUp(Target.Identifier(Mobile.Kind, Mobile.Value), 100))).Account);
        Assert.Equal("silver", (await BalancesAsync(into)).Standing.Tier);
        Assert.Equal(Outcome.IdentifierTaken, (await PostAsync(Operations.Describe(Target.Account(other), [Mobile]))).Outcome);
        await PostedAsync(Operations.Describe(Target.Account(into), [Mobile]));
        await PostedAsync(Operations.Describe(Target.Account(into), [], remove: [IdentifierKind.Mobile]));
        await PostedAsync(Operations.Describe(Target.Account(other), [Mobile]));
    }

    private async Task MergedAsync(long from, long into)
    {
        var merge = await PostedAsync(Operations.Merge(Target.Account(from), into));
        await Wait.UntilAsync(async () => await ScalarAsync<long>(
            "SELECT count(*) FROM journal WHERE kind = 28 AND outcome < 10 AND original = @key",
            new { key = OperationKey.FromByteString(merge.Key) }) > 0, "it has arrived");
    }
}

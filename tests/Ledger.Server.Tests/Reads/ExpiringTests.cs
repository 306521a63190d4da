namespace Ledger.Server.Tests.Reads;

/// <summary>What expires, and what cannot be spent yet.</summary>
[Collection(Disturbances.Name)]
public sealed class ExpiringTests(LedgerCluster cluster) : ClubTest(cluster)
{
    [Fact]
    public async Task Lots_come_by_their_last_day_and_waiting_points_by_their_first()
    {
        var account = await OpenAsync(card: "member-0001");
        await PostedAsync(Operations.TopUp(Target.Account(account), 20_000));
        await PostedAsync(Operations.AccruePoints(Target.Account(account), 30, "gift"));
        await PostedAsync(Basket(account, 20_000));
        var bonus = new Lot { Asset = Asset.Bonus, ExpiresOn = 2027_03_10, Amount = 1_500 };
        var given = new Lot { Asset = Asset.Points, ExpiresOn = 2027_12_31, Amount = 30 };
        var waiting = new Lot { Asset = Asset.Points, ExpiresOn = 2027_12_31, Amount = 20, UsableFrom = 2026_03_17 };

        var all = await Reading.GetExpiringAsync(new GetExpiringRequest { Card = "member-0001" });
        var soon = await Reading.GetExpiringAsync(new GetExpiringRequest { Account = account, Through = 2027_03_10 });
        var earlier = await Reading.GetExpiringAsync(new GetExpiringRequest { Account = account, Through = 2027_03_09 });

        Assert.Equal(account, all.Account);
        Assert.Equal(bonus, all.Lots[0]);
        Assert.Equal([given, waiting], all.Lots.Skip(1).OrderBy(lot => lot.UsableFrom));
        Assert.Equal([waiting], all.Pending);
        Assert.Equal(([bonus], [waiting]), (soon.Lots, soon.Pending));
        Assert.Empty(earlier.Lots);
        Assert.Equal(30, (await BalancesAsync(account)).Spendable.Points);

        await RestartOnAsync(2026, 3, 17);
        Assert.Empty((await Reading.GetExpiringAsync(new GetExpiringRequest { Account = account })).Pending);
        Assert.Equal(50, (await BalancesAsync(account)).Spendable.Points);
    }

    [Theory]
    [InlineData(20270230)]
    [InlineData(-1)]
    [InlineData(2027)]
    public async Task A_day_that_is_none_is_named(int through)
    {
        var account = await OpenAsync();

        var refused = await Assert.ThrowsAsync<RpcException>(
            async () => await Reading.GetExpiringAsync(new GetExpiringRequest { Account = account, Through = through }));

        Problem.AssertViolations(refused, StatusCode.InvalidArgument, "through MALFORMED");
    }
}

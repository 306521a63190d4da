namespace Ledger.Server.Tests.Reports;

[Collection(OneServer.Name)]
public sealed class ReturnSettlementTests(LedgerCluster cluster)
    : ReportTest(cluster, new DateTimeOffset(2026, 11, 20, 4, 0, 0, TimeSpan.Zero))
{
    [Fact]
    public async Task Checkouts_and_refunds_count_where_they_were_made()
    {
        await BeginAnewAsync(NewProgramFolder().Add(1).AddStore(1, 1).AddStore(2, 1).AddStore(3, 1));
        var member = await MemberAsync();
        var topUp = await PostedAsync(At.TopUp(member, 20_000, details: In(1)));         // and 1,500 bonus
        await PostedAsync(At.AccruePoints(member, 400, "gift", In(1)));
        // 10,000: 500 in points, 3,000 in stored value (1,500 of it bonus), the rest in cash. 8,000 are paid in money and earn 8.
        var checkout = await PostedAsync(At.Checkout(
            member, [new CheckoutLine { AmountMinor = 10_000 }], new CheckoutPayment { Points = 100, StoredValueMinor = 3_000 }, In(2)));
        var redemption = await PostedAsync(At.Redeem(member, 200, In(2)));               // worth 1,000
        Assert.Equal(
            [
                Line("1", net: -20_000, tender: 20_000, issued: 400),
                Line("2", net: 4_500, principal: 1_500, bonus: 1_500, issued: 8, redeemed: 300, worth: 1_500),
            ],
            await LinesAsync());

        // Elsewhere, and half of the redemption where it was. With 5,000 less the top-up brings no bonus.
        await PostedAsync(At.Refund(member, OperationKey.FromByteString(checkout.Key), details: In(3)));
        await PostedAsync(At.Refund(member, OperationKey.FromByteString(redemption.Key), 100, In(2)));
        await PostedAsync(At.Refund(member, OperationKey.FromByteString(topUp.Key), 5_000, In(3)));

        Assert.Equal(
            [
                Line("1", net: -20_000, tender: 20_000, issued: 400),
                Line("2", net: 4_000, principal: 1_500, bonus: 1_500, issued: 8, redeemed: 200, worth: 1_000),
                Line("3", net: 1_500, tender: -5_000, principal: -1_500, bonus: -1_500, issued: -8, redeemed: -100, worth: -500),
            ],
            await LinesAsync());
    }

    [Fact]
    public async Task What_a_store_pays_out_is_owed_to_it()
    {
        await BeginAnewAsync(NewProgramFolder().Add(1).AddStore(1, 1).AddStore(2, 1));
        var member = await MemberAsync();
        await PostedAsync(At.TopUp(member, 20_000, details: In(1)));
        await PostedAsync(At.CashOut(member, In(2)));

        Assert.Equal(
            [Line("1", net: -20_000, tender: 20_000), new SettlementLine { Party = "2", CashOutMinor = 20_000, NetMinor = 20_000 }],
            await LinesAsync());
    }

    [Fact]
    public async Task Points_turned_into_bonus_are_worth_something_where_the_bonus_is_spent()
    {
        var programs = NewProgramFolder().Add(1).AddStore(1, 1).AddStore(2, 1);
        await File.AppendAllTextAsync(
            Path.Combine(programs.Path, "program-1-1.yaml"),
            "\nrewards:\n  - { code: rebate, form: bonus, points: 100, worth_minor: 700 }\n");
        await BeginAnewAsync(programs);
        var member = await MemberAsync();
        await PostedAsync(At.AccruePoints(member, 300, "gift", In(1)));
        var first = await PostedAsync(At.RedeemReward(member, "rebate", 100, In(1)));
        await PostedAsync(At.RedeemReward(member, "rebate", 100, In(1)));
        await PostedAsync(At.Debit(member, 700, details: In(2)));
        Assert.Equal([Line("1", issued: 300, redeemed: 200), Line("2", net: 700, bonus: 700)], await LinesAsync());

        await PostedAsync(At.Refund(member, OperationKey.FromByteString(first.Key), details: In(1)));

        Assert.Equal([Line("1", issued: 300, redeemed: 100), Line("2", net: 700, bonus: 700)], await LinesAsync());
    }

    private async Task<SettlementLine[]> LinesAsync() =>
        [.. (await Reporting.GetSettlementAsync(new GetSettlementRequest { Level = SettlementLevel.Store, Month = 2026_11 })).Lines];

    private static SettlementLine Line(
        string party, long net = 0, long tender = 0, long principal = 0, long bonus = 0, long issued = 0, long redeemed = 0,
        long worth = 0) => new()
    {
        Party = party, TenderMinor = tender, PrincipalSpentMinor = principal, BonusSpentMinor = bonus, PointsIssued = issued,
        PointsRedeemed = redeemed, PointsWorthMinor = worth, NetMinor = net,
    };
}

namespace Ledger.Server.Tests.Reports;

/// <summary>Money that is in nobody's till: fees taken from stored value, and what refunds keep back for points that are spent.</summary>
[Collection(OneServer.Name)]
public sealed class FeeSettlementTests(LedgerCluster cluster)
    : ReportTest(cluster, new DateTimeOffset(2026, 11, 20, 4, 0, 0, TimeSpan.Zero))
{
    [Theory]
    [InlineData("", 0, 0)]
    [InlineData("fees_belong_to: headquarters", 0, 0)]
    [InlineData("fees_belong_to: store", 200, 200)]
    public async Task A_fee_from_stored_value_is_owed_by_nobody_twice(string policy, long kept, long net)
    {
        await BeginAnewAsync(
            NewProgramFolder().Add(1, more: $"replacement_fees: {{ damaged_minor: 200 }}\n{policy}\n").AddStore(1, 1).AddStore(2, 1));
        var member = Target.Account((await PostedAsync(At.OpenAccount("6600111122223333", details: In(1)))).Account);
        await PostedAsync(At.TopUp(member, 1_000, details: In(1)));
        await PostedAsync(At.ReplaceCard(
            member, "6600111122224444", new CardReplacement { Damaged = true, FeeFromStoredValue = true }, In(2)));
        await PostedAsync(At.CashOut(member, In(1)));

        Assert.Equal(
            [
                new SettlementLine { Party = "1", TenderMinor = 1_000, CashOutMinor = 800, NetMinor = -200 },
                new SettlementLine { Party = "2", FeesMinor = 200, FeesKeptMinor = kept, NetMinor = net },
            ],
            await LinesAsync());
    }

    [Fact]
    public async Task A_fee_goes_by_the_version_it_was_taken_under()
    {
        const string fee = "replacement_fees: { damaged_minor: 200 }\nfees_belong_to: ";
        await BeginAnewAsync(NewProgramFolder().Add(1, more: fee + "store\n")
            .Add(1, version: 2, activeFrom: "2026-11-25T00:00:00Z", more: fee + "headquarters\n").AddStore(1, 1));
        var member = Target.Account((await PostedAsync(At.OpenAccount("6600111122223333"))).Account);
        await PostedAsync(At.TopUp(member, 1_000));
        var damaged = new CardReplacement { Damaged = true, FeeFromStoredValue = true };
        await PostedAsync(At.ReplaceCard(member, "6600111122224444", damaged));
        Moving.Advance(TimeSpan.FromDays(6));
        await PostedAsync(At.ReplaceCard(member, "6600111122225555", damaged));

        var line = Assert.Single(await LinesAsync());
        Assert.Equal((400, 200, -800), (line.FeesMinor, line.FeesKeptMinor, line.NetMinor));
    }

    [Fact]
    public async Task What_a_refund_kept_back_for_spent_points_is_owed_by_the_store_that_kept_it()
    {
        await BeginAnewAsync(NewProgramFolder().Add(1, more: "returns: { spent_points: net }\n")
            .AddStore(1, 1).AddStore(2, 1).AddStore(3, 1));
        var member = await MemberAsync();
        var purchase = await PostedAsync(At.Checkout(member, [new CheckoutLine { AmountMinor = 100_000 }], details: In(1)));
        await PostedAsync(At.Redeem(member, 100, In(2)));
        var refund = await PostedAsync(At.Refund(member, OperationKey.FromByteString(purchase.Key), details: In(3)));
        Assert.Equal(500, refund.Refund.NettedMinor);

        // Store 3 gave 995.00 back for goods of 1,000.00; headquarters has paid store 2 the 5.00 that the points bought.
        Assert.Equal(
            [
                new SettlementLine { Party = "1", PointsIssued = 100 },
                new SettlementLine { Party = "2", PointsRedeemed = 100, PointsWorthMinor = 500, NetMinor = 500 },
                new SettlementLine { Party = "3", NettedMinor = 500, NetMinor = -500 },
            ],
            await LinesAsync());
    }

    [Fact]
    public async Task A_refund_that_is_reversed_has_kept_nothing_back()
    {
        await BeginAnewAsync(NewProgramFolder().Add(1, more: "returns: { spent_points: net }\n").AddStore(1, 1).AddStore(2, 1));
        var member = await MemberAsync();
        var purchase = await PostedAsync(At.Checkout(member, [new CheckoutLine { AmountMinor = 100_000 }], details: In(1)));
        await PostedAsync(At.Redeem(member, 100, In(1)));
        var before = await LinesAsync();
        var refund = await PostedAsync(At.Refund(member, OperationKey.FromByteString(purchase.Key), details: In(2)));

        var reversal = await PostedAsync(At.Reverse(member, OperationKey.FromByteString(refund.Key), details: In(2)));

        // The till takes again what it had given, and no more.
        Assert.Equal((99_500, 500), (refund.Refund.RestMinor, refund.Refund.NettedMinor));
        Assert.Equal((-99_500, -500), (reversal.Refund.RestMinor, reversal.Refund.NettedMinor));
        Assert.Equal(before, await LinesAsync());
    }

    private async Task<SettlementLine[]> LinesAsync() =>
        [.. (await Reporting.GetSettlementAsync(new GetSettlementRequest { Level = SettlementLevel.Store, Month = 2026_11 })).Lines];
}

namespace Ledger.Server.Tests.Kinds;

/// <summary>Where a member stands: reached by purchases, given by hand, reviewed when the window ends.</summary>
[Collection(Disturbances.Name)]
public sealed class TierTests(LedgerCluster cluster) : ClubTest(cluster)
{
    private static readonly Standing Silver = new() { Tier = "silver", PayPermille = 980, EarnPercent = 200, NextTier = "gold",
        NextSpendMinor = 50_000 };
    private static readonly Standing Gold = new() { Tier = "gold", PayPermille = 900, EarnPercent = 100 };

    [Fact]
    public async Task The_second_purchase_lifts_a_member_and_the_next_one_is_priced_so()
    {
        var account = await OpenAsync();

        var first = await PostedAsync(Basket(account, 10_000));
        var second = await PostedAsync(Basket(account, 10_000));
        var third = await PostedAsync(Basket(account, 10_000));

        Assert.Equal(
            new Standing { Tier = "ordinary", PayPermille = 1_000, EarnPercent = 100, NextTier = "silver", NextPurchases = 1 },
            first.Standing);
        Assert.Equal((10_000L, 10L), (second.Basket.DueMinor, second.Basket.EarnedPoints));
        Assert.Equal(With(Silver, 30_000), second.Standing);
        // 98.00 earns 9 points, twice.
        Assert.Equal((10_000L, 9_800L, 18L), (third.Basket.ListMinor, third.Basket.DueMinor, third.Basket.EarnedPoints));
        Assert.Equal(18, third.Basket.Rules.Sum(rule => rule.Points));
        Assert.Equal(With(Silver, 20_200), third.Standing);
        Assert.Equal(third.Standing, (await BalancesAsync(account)).Standing);
        await RestartAsync();
        Assert.Equal(third.Standing, (await BalancesAsync(account)).Standing);
        Assert.Equal(third.Standing, (await Reading.GetOutcomeAsync(new GetOutcomeRequest { Key = third.Key })).Standing);
    }

    [Fact]
    public async Task A_purchase_that_comes_back_does_not_count_any_more()
    {
        var account = await OpenAsync();
        var bought = Basket(account, 10_000);
        await PostedAsync(bought);

        var refunded = await PostedAsync(Operations.Refund(Target.Account(account), Keys.Of(bought)));
        Assert.Equal(("ordinary", 2L), (refunded.Standing.Tier, refunded.Standing.NextPurchases));
        var next = await PostedAsync(Basket(account, 10_000));

        Assert.Equal(("ordinary", 1L), (next.Standing.Tier, next.Standing.NextPurchases));
    }

    [Fact]
    public async Task A_tier_goes_back_with_the_purchase_that_reached_it()
    {
        var account = await OpenAsync();
        await PostedAsync(Basket(account, 10_000));
        var second = Basket(account, 10_000);
        Assert.Equal("silver", (await PostedAsync(second)).Standing.Tier);
        await RestartAsync();

        Assert.Equal("ordinary", (await PostedAsync(Operations.Reverse(Target.Account(account), Keys.Of(second)))).Standing.Tier);
        Assert.Equal("ordinary", (await BalancesAsync(account)).Standing.Tier);
        await RestartAsync();
        Assert.Equal(10_000, (await PostedAsync(Basket(account, 10_000))).Basket.DueMinor);
    }

    [Fact]
    public async Task A_tier_is_given_by_hand_and_at_the_opening()
    {
        var account = await OpenAsync();
        var operation = Operations.SetTier(Target.Account(account), "gold", "a loyal guest");

        var receipt = await PostedAsync(operation);

        Assert.Equal(Gold, receipt.Standing);
        Assert.Equal(9_000, (await PostedAsync(Basket(account, 10_000))).Basket.DueMinor);
        var statement = await Reading.GetStatementAsync(new GetStatementRequest { Account = account });
        Assert.Contains("a loyal guest", statement.Lines.Single(line => line.Kind == Kind.SetTier).ToString(), StringComparison.Ordinal);
        Assert.Equal(Expected.Replayed(receipt), await PostAsync(operation));

        var opened = await PostedAsync(Operations.OpenAccount(new AccountOpening { Tier = "silver" }));
        // Purchases do not move what a person gave: no next tier is promised.
        Assert.Equal(new Standing { Tier = "silver", PayPermille = 980, EarnPercent = 200 }, opened.Standing);
        Assert.Equal(Outcome.TierUnknown, (await PostAsync(Operations.SetTier(Target.Account(account), "platinum", "asked"))).Outcome);
        Assert.Equal(Outcome.TierUnknown, (await PostAsync(Operations.OpenAccount(new AccountOpening { Tier = "platinum" }))).Outcome);
        Assert.Equal(Gold, (await BalancesAsync(account)).Standing);
    }

    [Fact]
    public async Task Members_of_a_tier_can_do_what_it_allows()
    {
        var account = await RichAsync();
        await PostedAsync(Operations.SetTier(Target.Account(account), "guest", "moved away"));

        Operation[] notAllowed =
        [
            Operations.AccruePurchase(Target.Account(account), 1_000), Operations.TopUp(Target.Account(account), 1),
            Operations.Debit(Target.Account(account), 1),
            Operations.Redeem(Target.Account(account), 100), Operations.CashOut(Target.Account(account)),
            Operations.PlaceHold(Target.Account(account), 1), Basket(account, 1_000, new CheckoutPayment { StoredValueMinor = 1 }),
        ];

        foreach (var operation in notAllowed)
            Assert.Equal((operation.KindCase, Outcome.NotCapable), (operation.KindCase, (await PostAsync(operation)).Outcome));
        Assert.Equal(0, (await PostedAsync(Basket(account, 10_000))).Basket.EarnedPoints);
    }

    [Fact]
    public async Task A_tier_brings_its_bonus_each_month_and_is_one_step_lower_when_its_window_ends()
    {
        var account = await OpenAsync();
        await PostedAsync(Operations.SetTier(Target.Account(account), "gold", "a loyal guest"));

        await RestartOnAsync(2026, 4, 1);
        await DoneAsync(Kind.GrantBonus, 1);
        Assert.Equal([new Lot { Asset = Asset.Bonus, ExpiresOn = 2027_04_01, Amount = 300 }], (await BalancesAsync(account)).Lots);
        // Two months have begun.
        await RestartOnAsync(2026, 6, 2);
        await DoneAsync(Kind.GrantBonus, 2);
        Assert.Equal(900, (await BalancesAsync(account)).Holdings.BonusMinor);
        await RestartOnAsync(2027, 3, 10);
        await DoneAsync(Kind.GrantBonus, 3);
        Assert.Equal((Gold, 3_600L), ((await BalancesAsync(account)).Standing, (await BalancesAsync(account)).Holdings.BonusMinor));

        await RestartOnAsync(2027, 3, 11);
        await DoneAsync(Kind.ReviewTier, 1);

        Assert.Equal(Silver, (await BalancesAsync(account)).Standing);
        Assert.Equal(9_800, (await PostedAsync(Basket(account, 10_000))).Basket.DueMinor);
        await RestartAsync();
        await RestartOnAsync(2027, 4, 1);
        Assert.Equal((1L, 3L), (await CountAsync(Kind.ReviewTier), await CountAsync(Kind.GrantBonus)));
    }

    private static Standing With(Standing standing, long nextSpendMinor)
    {
        var other = standing.Clone();
        other.NextSpendMinor = nextSpendMinor;
        return other;
    }

    private Task<long> CountAsync(Kind kind) =>
        ScalarAsync<long>("SELECT count(*) FROM journal WHERE kind = @kind AND leg = 0", new { kind = (int)kind });
}

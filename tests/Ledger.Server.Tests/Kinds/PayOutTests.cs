using static Ledger.Server.Tests.Fixtures.Expected;

namespace Ledger.Server.Tests.Kinds;

/// <summary>Stored value that is paid out, and memberships that end or stand still.</summary>
[Collection(OneServer.Name)]
public sealed class PayOutTests(LedgerCluster cluster) : ClubTest(cluster)
{
    [Fact]
    public async Task Cashing_out_pays_principal_and_forfeits_bonus()
    {
        var account = await OpenAsync();
        await PostedAsync(Operations.TopUp(Target.Account(account), 20_000));
        var hold = Operations.PlaceHold(Target.Account(account), 1);
        await PostedAsync(hold);
        Assert.Equal(Outcome.HoldsOpen, (await PostAsync(Operations.CashOut(Target.Account(account)))).Outcome);
        await PostedAsync(Operations.ReleaseHold(Target.Account(account), Keys.Of(hold)));
        var operation = Operations.CashOut(Target.Account(account));

        var receipt = await PostedAsync(operation);

        Assert.Equal(20_000, receipt.PayOutMinor);
        Assert.Equal(
            [Give(account, SystemAccount.CashOut, Asset.Principal, 20_000),
            Give(account, SystemAccount.Breakage, Asset.Bonus, 1_500, 2027_03_10)], receipt.Transfers);
        Assert.Equal(Holds(), receipt.Balances);
        Assert.Equal(Replayed(receipt), await PostAsync(operation));
        Assert.Equal(Outcome.InsufficientFunds, (await PostAsync(Operations.CashOut(Target.Account(account)))).Outcome);
        await PostedAsync(Operations.TopUp(Target.Account(account), 1));
    }

    [Fact]
    public async Task Cancelling_pays_principal_forfeits_the_rest_and_ends_the_cards()
    {
        var account = await OpenAsync(card: "member-0001");
        await PostedAsync(Operations.TopUp(Target.Account(account), 20_000));
        await PostedAsync(Operations.AccruePoints(Target.Account(account), 30, "gift"));
        var spent = Operations.Debit(Target.Account(account), 2_000);
        await PostedAsync(spent);
        var hold = Operations.PlaceHold(Target.Account(account), 1);
        await PostedAsync(hold);
        Assert.Equal(Outcome.HoldsOpen, (await PostAsync(Operations.CancelAccount(Target.Account(account)))).Outcome);
        await PostedAsync(Operations.ReleaseHold(Target.Account(account), Keys.Of(hold)));

        var receipt = await PostedAsync(Operations.CancelAccount(Target.Account(account), "moves away"));

        // 20.00 of goods took 15.00 of bonus, which is kept back.
        Assert.Equal(18_000, receipt.PayOutMinor);
        Assert.Equal(
            [Give(account, SystemAccount.CashOut, Asset.Principal, 18_000),
            Give(account, SystemAccount.BonusExpense, Asset.Principal, 1_500),
            Give(account, SystemAccount.Breakage, Asset.Points, 30, 2027_12_31)], receipt.Transfers);
        var balances = await BalancesAsync(account);
        Assert.Equal((AccountStatus.Cancelled, Holds(), CardStatus.Void),
            (balances.Status, balances.Holdings, balances.Cards.Single().Status));
        Assert.Equal(Outcome.AccountCancelled, (await PostAsync(Operations.TopUp(Target.Card("member-0001"), 1))).Outcome);
        Assert.Equal(Outcome.AccountCancelled, (await PostAsync(Operations.IssueCard(Target.Account(account), "member-0002"))).Outcome);
        // What was bought can come back all the same.
        await PostedAsync(Operations.Refund(Target.Account(account), Keys.Of(spent)));
    }

    [Fact]
    public async Task Who_owes_points_cannot_leave_with_the_money_until_they_are_paid_off()
    {
        var account = await OpenAsync();
        await PostedAsync(Operations.TopUp(Target.Account(account), 10_000));
        var gift = Operations.AccruePoints(Target.Account(account), 1_000, "gift");
        await PostedAsync(gift);
        await PostedAsync(Operations.Redeem(Target.Account(account), 1_000));
        await PostedAsync(Operations.Refund(Target.Account(account), Keys.Of(gift)));

        var refused = await PostAsync(Operations.CancelAccount(Target.Account(account)));

        Assert.Equal((Outcome.PointsOwed, new Refusal { Needed = 1_000 }), (refused.Outcome, refused.Refusal));
        Assert.Equal(AccountStatus.Active, (await BalancesAsync(account)).Status);
        await PostedAsync(Operations.AccruePoints(Target.Account(account), 1_000, "paid off"));
        Assert.Equal(10_000, (await PostedAsync(Operations.CancelAccount(Target.Account(account)))).PayOutMinor);
    }

    [Fact]
    public async Task A_frozen_account_stands_still_but_for_what_comes_back_and_what_was_set_aside()
    {
        var account = await RichAsync();
        var (spent, hold) = (Operations.Debit(Target.Account(account), 2_000), Operations.PlaceHold(Target.Account(account), 1_000));
        await PostedAsync(spent);
        await PostedAsync(hold);
        Assert.Equal(Outcome.AccountNotFrozen, (await PostAsync(Operations.Unfreeze(Target.Account(account)))).Outcome);

        await PostedAsync(Operations.Freeze(Target.Account(account), "a complaint"));

        Operation[] stopped =
        [
            Operations.Debit(Target.Account(account), 1), Operations.TopUp(Target.Account(account), 1),
            Operations.Redeem(Target.Account(account), 100),
            Basket(account, 1_000), Operations.PlaceHold(Target.Account(account), 1), Operations.CashOut(Target.Account(account)),
            Operations.IssueCard(Target.Account(account), "member-0001"), Operations.SetTier(Target.Account(account), "gold", "asked"),
            Operations.Freeze(Target.Account(account), "again"), Operations.SetPin(Target.Account(account), "1234"),
        ];
        foreach (var operation in stopped)
            Assert.Equal((operation.KindCase, Outcome.AccountFrozen), (operation.KindCase, (await PostAsync(operation)).Outcome));
        await PostedAsync(Operations.Refund(Target.Account(account), Keys.Of(spent), 500));
        await PostedAsync(Operations.CaptureHold(Target.Account(account), Keys.Of(hold), 400));
        await PostedAsync(Operations.ReleaseHold(Target.Account(account), Keys.Of(hold)));
        await PostedAsync(Operations.Warn(Target.Account(account), "was rude"));
        await PostedAsync(Operations.Warn(Target.Account(account)));
        var balances = await BalancesAsync(account);
        Assert.Equal((AccountStatus.Frozen, 2, 8_100L), (balances.Status, balances.Warnings, balances.Holdings.PrincipalMinor));

        await PostedAsync(Operations.Unfreeze(Target.Account(account), "settled"));
        await PostedAsync(Operations.Debit(Target.Account(account), 8_100));
    }

    [Fact]
    public async Task A_reward_is_a_coupon_for_the_caller_or_bonus_at_once()
    {
        var account = await RichAsync();

        var coupon = await PostedAsync(Operations.RedeemReward(Target.Account(account), "coupon"));
        var rebate = await PostedAsync(Operations.RedeemReward(Target.Account(account), "rebate", 400));
        var unknown = await PostAsync(Operations.RedeemReward(Target.Account(account), "mug"));
        var odd = await PostAsync(Operations.RedeemReward(Target.Account(account), "rebate", 300));
        var poor = await PostAsync(Operations.RedeemReward(Target.Account(account), "coupon"));

        Assert.Equal([Give(account, SystemAccount.PointsRedeemed, Asset.Points, 500, 2027_12_31)], coupon.Transfers);
        Assert.Equal((2_000L, Holds(500, 10_000)), (coupon.WorthMinor, coupon.Balances));
        Assert.Equal(
            [Give(account, SystemAccount.PointsRedeemed, Asset.Points, 400, 2027_12_31),
            Gain(account, SystemAccount.BonusExpense, Asset.Bonus, 1_000, 2027_03_10)],
            rebate.Transfers);
        Assert.Equal((1_000L, Holds(100, 10_000, 1_000)), (rebate.WorthMinor, rebate.Balances));
        Assert.Equal(Outcome.RewardUnknown, unknown.Outcome);
        Assert.Equal((Outcome.NotAMultiple, 200L), (odd.Outcome, odd.Refusal.MultipleOf));
        Assert.Equal((Outcome.InsufficientPoints, 100L), (poor.Outcome, poor.Refusal.Available));
    }

    [Fact]
    public async Task An_action_gives_the_points_the_program_fixes()
    {
        var account = await OpenAsync();
        var operation = Operations.AccrueAction(Target.Account(account), "sign_in");

        var receipt = await PostedAsync(operation);

        Assert.Equal([Gain(account, SystemAccount.PointsIssued, Asset.Points, 5, 2027_12_31)], receipt.Transfers);
        Assert.Equal(Replayed(receipt), await PostAsync(operation));
        Assert.Equal(Outcome.ActionUnknown, (await PostAsync(Operations.AccrueAction(Target.Account(account), "dance"))).Outcome);
        // At once, where the points of purchases wait.
        Assert.Equal(5, (await BalancesAsync(account)).Spendable.Points);
    }
}

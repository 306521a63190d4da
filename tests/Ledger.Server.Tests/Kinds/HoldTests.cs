namespace Ledger.Server.Tests.Kinds;

/// <summary>Holds that nobody captures in time.</summary>
[Collection(Disturbances.Name)]
public sealed class HoldTests(LedgerCluster cluster) : ClubTest(cluster)
{
    [Fact]
    public async Task A_hold_that_timed_out_is_free_again_and_cannot_be_captured()
    {
        var account = await RichAsync();
        var hold = Operations.PlaceHold(Target.Account(account), 6_000, minutes: 5);
        await PostedAsync(hold);
        await PostedAsync(Operations.CaptureHold(Target.Account(account), Keys.Of(hold), 1_000));

        Advance(TimeSpan.FromMinutes(6));
        await DoneAsync(Kind.TimeOutHold);

        var late = Operations.CaptureHold(Target.Account(account), Keys.Of(hold), 1_000);
        var refused = await PostAsync(late);
        Assert.Equal(Outcome.HoldExpired, refused.Outcome);
        Assert.Equal(Expected.Replayed(refused), await PostAsync(late));
        Assert.Equal(Outcome.HoldExpired, (await PostAsync(Operations.ReleaseHold(Target.Account(account), Keys.Of(hold)))).Outcome);
        var balances = await BalancesAsync(account);
        Assert.Equal((0, 9_000L, 9_000L), (balances.Holds.Count, balances.Holdings.PrincipalMinor, balances.Spendable.PrincipalMinor));
        var line = (await Reading.GetStatementAsync(new GetStatementRequest { Account = account })).Lines.Single(line =>
            line.Kind == Kind.TimeOutHold);
        Assert.Equal(hold.Key, line.OriginalKey);
        await PostedAsync(Operations.Debit(Target.Account(account), 9_000));
    }

    [Fact]
    public async Task What_a_hold_has_set_aside_is_free_from_its_end_on_by_the_clock_of_the_ledger_before_upkeep_comes()
    {
        await BeginAnewAsync(settings =>
        {
            Configure(settings);
            settings.Limits.UpkeepSeconds = 3_600;
        });
        var account = await RichAsync();
        var hold = Operations.PlaceHold(Target.Account(account), 6_000, minutes: 5);
        await PostedAsync(hold);
        var atTill = Clock.GetUtcNow();

        Advance(TimeSpan.FromMinutes(5));
        // The till says it was in time.
        var late = await PostAsync(Operations.CaptureHold(Target.Account(account), Keys.Of(hold),
            details: new OperationDetails { BusinessTime = atTill }));

        Assert.Equal(Outcome.HoldExpired, late.Outcome);
        var balances = await BalancesAsync(account);
        Assert.Equal((0, 10_000L), (balances.Holds.Count, balances.Spendable.PrincipalMinor));
        await PostedAsync(Operations.Debit(Target.Account(account), 9_000));
        Assert.Equal(Outcome.HoldExpired, (await PostAsync(Operations.ReleaseHold(Target.Account(account), Keys.Of(hold)))).Outcome);
        await PostedAsync(Operations.CashOut(Target.Account(account)));
    }

    [Fact]
    public async Task A_checkout_that_a_hold_pays_tells_the_hold_and_comes_back_free()
    {
        var account = await RichAsync();
        var hold = Operations.PlaceHold(Target.Account(account), 6_000);
        await PostedAsync(hold);
        var stay = Operations.Checkout(Target.Account(account), [new CheckoutLine { AmountMinor = 4_000 }],
            new CheckoutPayment { AllStoredValue = true, HoldKey = Keys.Of(hold), KeepHold = true, ChargedPrices = true });

        var paid = await PostedAsync(stay);

        Assert.Equal(Expected.Replayed(paid), await PostAsync(stay));
        Assert.Equal((4_000L, 4_000L, 2_000L), (paid.Basket.StoredValueMinor, paid.Basket.HeldMinor, paid.HoldLeftMinor));
        Assert.True(paid.Basket.EarnedPoints > 0);
        var line = (await Reading.GetStatementAsync(new GetStatementRequest { Account = account })).Lines[0];
        Assert.Equal((hold.Key, 2_000L), (line.OriginalKey, line.Hold.LeftMinor));
        await PostedAsync(Operations.Refund(Target.Account(account), Keys.Of(stay)));
        var balances = await BalancesAsync(account);
        Assert.Equal((10_000L, 8_000L), (balances.Holdings.PrincipalMinor, balances.Spendable.PrincipalMinor));
    }

    [Fact]
    public async Task What_is_not_a_hold_of_the_account_is_unknown()
    {
        var (account, other) = (await RichAsync(), await RichAsync());
        var hold = Operations.PlaceHold(Target.Account(other), 100);
        await PostedAsync(hold);

        Assert.Equal(Outcome.HoldUnknown, (await PostAsync(Operations.CaptureHold(Target.Account(account), Keys.Of(hold)))).Outcome);
        Assert.Equal(Outcome.HoldUnknown,
            (await PostAsync(Operations.ReleaseHold(Target.Account(account), OperationKey.FromByteString(Keys.New())))).Outcome);
        await PostedAsync(Operations.CaptureHold(Target.Account(other), Keys.Of(hold)));
        Assert.Equal(Outcome.HoldCaptured, (await PostAsync(Operations.CaptureHold(Target.Account(other), Keys.Of(hold)))).Outcome);
    }
}

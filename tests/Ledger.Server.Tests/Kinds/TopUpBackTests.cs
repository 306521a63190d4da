using static Ledger.Server.Tests.Fixtures.Expected;

namespace Ledger.Server.Tests.Kinds;

/// <summary>Top-ups that are taken back or paid out after the bonus they brought is spent, and how many parts there can be.</summary>
[Collection(OneServer.Name)]
public sealed class TopUpBackTests(LedgerCluster cluster) : ClubTest(cluster)
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Bonus_that_is_spent_is_kept_back(bool isRefund)
    {
        var account = await OpenAsync();
        var topUp = Operations.TopUp(Target.Account(account), 20_000);
        await PostedAsync(topUp);
        await PostedAsync(Operations.Debit(Target.Account(account), 1_500));

        var receipt = await PostedAsync(isRefund
            ? Operations.Refund(Target.Account(account), Keys.Of(topUp)) : Operations.CashOut(Target.Account(account)));

        var (paid, system) = isRefund
            ? (receipt.Refund.RestMinor, SystemAccount.Tender) : (receipt.PayOutMinor, SystemAccount.CashOut);
        Assert.Equal(18_500, paid);
        if (isRefund) Assert.Equal(1_500, receipt.Refund.NettedMinor);
        Assert.Equivalent(new[]
        {
            Give(account, system, Asset.Principal, 18_500), Give(account, SystemAccount.BonusExpense, Asset.Principal, 1_500),
        }, receipt.Transfers);
        Assert.Equal(Holds(), receipt.Balances);
    }

    [Fact]
    public async Task The_201st_refund_of_one_operation_takes_all_that_is_left_or_is_refused()
    {
        var account = await OpenAsync();
        await PostedAsync(Operations.TopUp(Target.Account(account), 1_000));
        var debit = Operations.Debit(Target.Account(account), 1_000);
        await PostedAsync(debit);
        for (var part = 0; part < 200; part++) await PostedAsync(Operations.Refund(Target.Account(account), Keys.Of(debit), 1));

        var refused = await PostAsync(Operations.Refund(Target.Account(account), Keys.Of(debit), 1));
        Assert.Equal((Outcome.ReturnsLimit, 200), (refused.Outcome, refused.Refusal.Available));
        Assert.Equal(800, (await PostedAsync(Operations.Refund(Target.Account(account), Keys.Of(debit)))).Refund.StoredValueMinor);
    }
}

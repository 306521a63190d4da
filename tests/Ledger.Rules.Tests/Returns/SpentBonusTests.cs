using Ledger.Rules.Asked;
using Ledger.Rules.Codes;
using Ledger.Rules.Program;
using Ledger.Rules.Tests.Deciding;
using Ledger.Rules.Tests.Model;

namespace Ledger.Rules.Tests.Returns;

/// <summary>Bonus that is spent when its top-up is taken back or paid out.</summary>
public sealed class SpentBonusTests
{
    private static readonly ProgramRules Plain = Terms.Demo.ToRules();

    [Theory]
    [InlineData(SpentBonus.Net, 45_000, 5_000)]
    [InlineData(SpentBonus.Keep, 50_000, 0)]
    public void Bonus_that_is_spent_is_kept_back_from_a_refund_and_from_a_pay_out(SpentBonus policy, long paid, long netted)
    {
        foreach (var isRefund in new[] { true, false })
        {
            var till = new Till(Plain with { Returns = Plain.Returns with { SpentBonus = policy } });
            till.Post(OperationKind.TopUp, 50_000);
            var topUp = till.LastKey;
            till.Post(OperationKind.Debit, 5_000);
            var rows = isRefund ? till.Refund(topUp) : till.Post(OperationKind.CashOut);
            Assert.Equal(-paid, rows.Where(row => row.Counter is SystemAccount.Tender or SystemAccount.CashOut).Sum(row => row.Amount));
            Assert.Equal(-netted, rows.Where(row => row.Counter == SystemAccount.BonusExpense).Sum(row => row.Amount));
            Assert.Equal((0, 0), (till.State.Principal, till.State.Bonus));
            if (isRefund) Assert.Equal((netted, 0), (till.Detail.Refund!.BonusNettedMinor, till.Detail.Refund.NettedMinor));
            else Assert.Equal(paid, till.Detail.PayOutMinor);
        }
    }

    [Fact]
    public void Where_the_program_refuses_nothing_is_paid_out_while_bonus_is_spent()
    {
        var till = new Till(Plain with { Returns = Plain.Returns with { SpentBonus = SpentBonus.Refuse } });
        till.Post(OperationKind.TopUp, 50_000);
        var topUp = till.LastKey;
        till.Post(OperationKind.Debit, 4_000);
        var debit = till.LastKey;
        till.Refund(topUp);
        Assert.Equal((Outcome.BonusSpent, 4_000), (till.Outcome, till.Figure));
        till.Post(OperationKind.CashOut);
        Assert.Equal((Outcome.BonusSpent, 4_000), (till.Outcome, till.Figure));
        till.Post(OperationKind.CancelAccount, note: "moved away");
        Assert.Equal((Outcome.BonusSpent, 4_000), (till.Outcome, till.Figure));
        till.Refund(debit);
        till.Refund(topUp);
        Assert.Equal((Outcome.Posted, 0, 0), (till.Outcome, till.State.Principal, till.State.Bonus));
    }

    [Fact]
    public void What_one_part_cannot_keep_back_the_next_one_does()
    {
        var till = new Till(Plain);
        till.Post(OperationKind.TopUp, 50_000);
        var topUp = till.LastKey;
        till.Post(OperationKind.Debit, 5_000);
        till.Refund(topUp, 1);
        Assert.Equal((3_500, 1), (till.Detail.Refund!.BonusShortMinor, till.Detail.Refund.BonusNettedMinor));
        till.Refund(topUp, 1_000);
        Assert.Equal(1_000, till.Detail.Refund!.BonusNettedMinor);
        till.Refund(topUp);
        Assert.Equal((1_500, 3_999), (till.Detail.Refund!.BonusShortMinor, till.Detail.Refund.BonusNettedMinor));
    }

    [Fact]
    public void Bonus_that_expired_unspent_is_nobodys_debt()
    {
        foreach (var isRefund in new[] { true, false })
        {
            var till = new Till(Plain);
            till.Post(OperationKind.TopUp, 50_000);
            var topUp = till.LastKey;
            till.Post(OperationKind.Debit, 2_000);
            till.Date = till.State.BonusLots.Span[0].ExpiresOn.AddDays(1);
            till.Post(OperationKind.Expire);
            Assert.Equal(0, till.State.Bonus);
            if (isRefund) till.Refund(topUp);
            else till.Post(OperationKind.CashOut);
            // 20.00 of the 50.00 were spent, 30.00 expired.
            Assert.Equal(48_000, isRefund ? 50_000 - till.Detail.Refund!.BonusNettedMinor : till.Detail.PayOutMinor);
        }
    }

    [Fact]
    public void Spent_bonus_is_not_sent_away_and_goes_along_with_a_merge()
    {
        var till = new Till(Plain with { ValueTransferable = true });
        till.Post(OperationKind.TopUp, 50_000);
        till.Post(OperationKind.Debit, 5_000);
        till.Post(OperationKind.Transfer, 45_001, Asset.Principal, new OtherAccountTerms(6));
        Assert.Equal((Outcome.InsufficientFunds, 45_000), (till.Outcome, till.Figure));
        till.Post(OperationKind.Merge, terms: new OtherAccountTerms(6));
        Assert.Equal((50_000, 5_000), (Assert.Single(till.Detail.Loads!).AmountMinor, till.Detail.Loads![0].BonusMinor));
        Assert.Empty(till.State.Loads);
    }
}

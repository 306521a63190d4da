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
    public void No_bonus_is_sent_away_with_the_principal_that_brought_it_and_all_goes_along_with_a_merge()
    {
        var till = new Till(Plain with { ValueTransferable = true });
        till.Post(OperationKind.TopUp, 50_000);
        // Neither while the bonus is there nor once it is spent.
        till.Post(OperationKind.Transfer, 1, Asset.Principal, new OtherAccountTerms(6));
        Assert.Equal((Outcome.InsufficientFunds, 0), (till.Outcome, till.Figure));
        till.Post(OperationKind.Debit, 5_000);
        till.Post(OperationKind.TopUp, 700);
        till.Post(OperationKind.Transfer, 701, Asset.Principal, new OtherAccountTerms(6));
        Assert.Equal((Outcome.InsufficientFunds, 700), (till.Outcome, till.Figure));
        till.Post(OperationKind.Merge, terms: new OtherAccountTerms(6));
        Assert.Equal((50_000, 5_000), (Assert.Single(till.Detail.Loads!).AmountMinor, till.Detail.Loads![0].BonusMinor));
        Assert.Empty(till.State.Loads);
    }

    [Fact]
    public void Bonus_that_expired_unspent_ties_nothing()
    {
        var till = new Till(Plain with { ValueTransferable = true });
        till.Post(OperationKind.TopUp, 50_000);
        till.Date = till.State.BonusLots.Span[0].ExpiresOn.AddDays(1);
        till.Post(OperationKind.Expire);
        till.Post(OperationKind.Transfer, 50_000, Asset.Principal, new OtherAccountTerms(6));
        Assert.Equal(Outcome.Posted, till.Outcome);
    }

    [Fact]
    public void A_top_up_that_was_sent_away_is_not_paid_back_of_one_with_bonus()
    {
        var till = new Till(Plain with { ValueTransferable = true });
        till.Post(OperationKind.TopUp, 900);
        var plain = till.LastKey;
        till.Post(OperationKind.Transfer, 800, Asset.Principal, new OtherAccountTerms(6));
        till.Post(OperationKind.TopUp, 50_000);
        till.Refund(plain);
        Assert.Equal((Outcome.InsufficientFunds, 100), (till.Outcome, till.Figure));
        till.Refund(plain, 100);
        Assert.Equal((Outcome.Posted, 50_000), (till.Outcome, till.State.Principal));
    }

    [Theory]
    [InlineData(SpentBonus.Net, 45_001)]
    [InlineData(SpentBonus.Keep, 50_001)]
    public void What_was_spent_to_the_end_is_known_again_when_it_comes_back(SpentBonus policy, long paid)
    {
        var till = new Till(Plain with { Returns = Plain.Returns with { SpentBonus = policy } });
        till.Post(OperationKind.TopUp, 50_000);
        till.Post(OperationKind.Debit, 5_000);
        till.Post(OperationKind.Debit, 50_000);
        var debit = till.LastKey;
        till.Post(OperationKind.TopUp, 1);
        till.Refund(debit, 20_000);
        till.Refund(debit);
        till.Post(OperationKind.CashOut);
        Assert.Equal(paid, till.Detail.PayOutMinor);
    }

    [Fact]
    public void What_was_loaded_and_spent_before_keeps_nothing_back_from_what_came_since()
    {
        var till = new Till(Plain with { ValueTransferable = true });
        till.Post(OperationKind.TopUp, 50_000);
        till.Post(OperationKind.Debit, 55_000);
        till.Post(OperationKind.TopUp, 999);
        till.Post(OperationKind.Debit, 300);
        till.Refund(till.LastKey);
        till.Post(OperationKind.Transfer, 99, Asset.Principal, new OtherAccountTerms(6));
        Assert.Equal(Outcome.Posted, till.Outcome);
        till.Post(OperationKind.CashOut);
        Assert.Equal(900, till.Detail.PayOutMinor);
    }

    [Theory]
    [InlineData("refund", 3_899)]
    [InlineData("cash out", 3_899)]
    [InlineData("debit", 3_899)]
    public void What_emptied_the_account_is_reversed_after_more_was_loaded(string what, long paid)
    {
        var till = new Till(Plain with { BonusSteps = [new BonusStep(3_000, 450)] });
        till.Post(OperationKind.TopUp, 3_000);
        var topUp = till.LastKey;
        till.Post(OperationKind.Debit, 100);
        if (what == "refund") till.Refund(topUp);
        else if (what == "debit") till.Post(OperationKind.Debit, 3_350);
        else till.Post(OperationKind.CashOut);
        var last = till.LastKey;
        till.Post(OperationKind.TopUp, 999);
        till.Post(OperationKind.Reverse, original: last);
        Assert.Equal((Outcome.Posted, 3_999, 350), (till.Outcome, till.State.Principal, till.State.Bonus));
        till.Post(OperationKind.CashOut);
        Assert.Equal(paid, till.Detail.PayOutMinor);
    }

    [Fact]
    public void A_pay_out_forgets_nothing_that_was_spent()
    {
        var till = new Till(Plain);
        till.Post(OperationKind.TopUp, 50_000);
        till.Post(OperationKind.Debit, 5_000);
        till.Post(OperationKind.Debit, 49_999);
        var debit = till.LastKey;
        till.Post(OperationKind.CashOut);
        Assert.Equal(0, till.Detail.PayOutMinor);
        till.Refund(debit);
        till.Post(OperationKind.CashOut);
        // 500.00 in, goods of 50.00, and no top-up left that would have brought bonus.
        Assert.Equal(45_000, till.Detail.PayOutMinor);
    }

    [Fact]
    public void What_a_pay_out_paid_is_not_paid_back_once_more_of_other_top_ups()
    {
        var till = new Till(Plain);
        till.Post(OperationKind.TopUp, 50_000);
        var topUp = till.LastKey;
        till.Post(OperationKind.TopUp, 900);
        var plain = till.LastKey;
        till.Post(OperationKind.CashOut);
        Assert.Equal(50_900, till.Detail.PayOutMinor);
        till.Post(OperationKind.TopUp, 60_000);
        foreach (var paid in new[] { topUp, plain })
        {
            till.Refund(paid, 500);
            Assert.Equal((Outcome.InsufficientFunds, 0), (till.Outcome, till.Figure));
        }
    }

    [Fact]
    public void However_many_were_loaded_the_oldest_are_added_up_and_none_is_forgotten()
    {
        var till = new Till(Plain with { BonusSteps = [new BonusStep(1_000, 100)] });
        List<Guid> topUps = [];
        for (var count = 0; count < 25; count++)
        {
            till.Post(OperationKind.TopUp, 1_000);
            topUps.Add(till.LastKey);
        }
        Assert.Equal((20, 6_000, 600), (till.State.Loads.Count, till.State.Loads[^1].AmountMinor, till.State.Loads[^1].BonusMinor));
        till.Post(OperationKind.Reverse, original: till.LastKey);
        Assert.Equal((20, 5_000), (till.State.Loads.Count, till.State.Loads[^1].AmountMinor));
        till.Refund(topUps[0]);
        Assert.Equal((20, 4_000, 400), (till.State.Loads.Count, till.State.Loads[^1].AmountMinor, till.State.Loads[^1].BonusMinor));
        till.Post(OperationKind.Reverse, original: till.LastKey);
        Assert.Equal((5_000, 500), (till.State.Loads[^1].AmountMinor, till.State.Loads[^1].BonusMinor));
        till.Post(OperationKind.Debit, 2_400);
        till.Post(OperationKind.CashOut);
        Assert.Equal(24_000 - 2_400, till.Detail.PayOutMinor);
    }
}

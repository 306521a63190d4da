using Ledger.Rules.Tests.Deciding;
using Ledger.Rules.Asked;
using Ledger.Rules.Codes;
using Ledger.Rules.Program;
using Ledger.Rules.Rows;
using Ledger.Rules.Tests.Model;
using static Ledger.Rules.Tests.Earning.CheckoutTests;
using static Ledger.Rules.Tests.Deciding.Till;

namespace Ledger.Rules.Tests.Returns;

public sealed class RefundTests
{
    private static readonly ProgramRules Plain = Terms.Demo.ToRules();

    [Fact]
    public void A_debit_goes_back_to_the_pools_it_came_from()
    {
        var till = Loaded(Plain, principal: 5_000, bonus: 1_000);
        till.Post(OperationKind.Debit, 3_000);
        var debit = till.LastKey;

        Assert.Equal([333, 667], till.Refund(debit, 1_000).Select(row => row.Amount));
        Assert.Equal([333, 666], till.Refund(debit, 999).Select(row => row.Amount));
        till.Refund(debit, 1_002);
        Assert.Equal((Outcome.ExceedsOriginal, 1_001), (till.Outcome, till.Figure));
        till.Refund(debit);
        Assert.Equal((5_000, 1_000), (till.State.Principal, till.State.Bonus));
        till.Refund(debit);
        Assert.Equal((Outcome.ExceedsOriginal, 0), (till.Outcome, till.Figure));
    }

    [Theory]
    [InlineData(OperationKind.Debit, 1_000)]
    [InlineData(OperationKind.TopUp, 1_000)]
    [InlineData(OperationKind.Accrue, 1_000)]
    [InlineData(OperationKind.Redeem, 100)]
    public void Lines_are_no_amount_of_what_has_no_lines(OperationKind kind, long asked)
    {
        var till = Loaded(Plain, points: 300, principal: 5_000);
        till.Post(kind, asked, kind == OperationKind.Accrue ? Asset.Principal : Asset.None);
        var (original, points, principal) = (till.LastKey, till.State.Points, till.State.Principal);
        till.Refund(original, 0, new RefundLine(0, 10));
        Assert.Equal((Outcome.ExceedsOriginal, 0, points, principal), (till.Outcome, till.Figure, till.State.Points, till.State.Principal));
    }

    [Theory]
    [InlineData(new[] { 0, 1 })]
    [InlineData(new[] { 1, 0 })]
    [InlineData(new[] { 0 })]
    public void A_line_that_cost_nothing_returns_nothing_and_stops_nobody(int[] lines)
    {
        var till = Loaded(Plain with { Discounts = [new Discount("98 %", 980, Condition.Always)] }, principal: 5_000);
        till.Checkout(0, 980, Line(1), Line(1_000));
        var purchase = till.LastKey;
        till.Refund(purchase, 0, [.. lines.Select(line => new RefundLine(line, 0))]);
        Assert.Equal((Outcome.Posted, lines.Length == 1 ? 0 : 980), (till.Outcome, till.Detail.Refund!.Amount));
        till.Refund(purchase, 0, new RefundLine(2, 0));
        Assert.Equal(Outcome.ExceedsOriginal, till.Outcome);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(100)]
    public void Netted_points_are_worth_what_they_were_then_in_however_many_parts(int parts)
    {
        var first = Plain with { EarnPoints = 1, EarnPerMinor = 100, RedeemBlock = 10, RedeemWorthMinor = 3,
            Returns = new ReturnRules(SpentPoints.Net, new ExpiredLots(ExpiredLotsKind.Extend, 30)) };
        var till = new Till(first);
        till.Checkout(0, 0, Line(112_300));
        var purchase = till.LastKey;
        till.Post(OperationKind.Redeem, 1_120);
        (till.OriginalRules, till.Rules) = (first, first with { Version = 2, RedeemWorthMinor = 30 });
        var netted = 0L;
        for (var part = 0; part < parts; part++)
        {
            till.Refund(purchase, part == parts - 1 ? 0 : 112_300 / parts);
            netted += till.Detail.Refund!.NettedMinor;
        }
        // 1,120 of 1,123 points are gone, and were worth 336; three are still there.
        Assert.Equal((336, 0), (netted, till.State.Points));
    }

    [Fact]
    public void A_checkout_returned_whole_leaves_nothing_behind()
    {
        var till = Loaded(Plain with { ThresholdBonuses = [new ThresholdBonus(50, 10)] }, points: 300, principal: 10_000, bonus: 2_000);
        till.Checkout(200, 5_000, Line(30_000), Line(25_900));
        till.Refund(till.LastKey);

        Assert.Equal((300, 10_000, 2_000), (till.State.Points, till.State.Principal, till.State.Bonus));
        Assert.Equal((49_900, 62, 200, 5_000), (till.Detail.Refund!.RestMinor, till.Detail.Refund.PointsTakenBack,
            till.Detail.Refund.PointsRestored, till.Detail.Refund.StoredValueMinor));
    }

    [Theory]
    [InlineData(new[] { 0, 1, 2 })]
    [InlineData(new[] { 2, 0, 1 })]
    [InlineData(new[] { 1, 2, 0 })]
    public void Line_by_line_comes_to_the_same_in_any_order(int[] order)
    {
        var till = Loaded(Plain with { ThresholdBonuses = [new ThresholdBonus(50, 10)] }, points: 300, principal: 10_000, bonus: 2_000);
        till.Checkout(200, 5_000, Line(30_001), Line(15_900), Line(9_999));
        var purchase = till.LastKey;
        var rest = till.Detail.Basket!.RestMinor;
        foreach (var line in order)
        {
            till.Refund(purchase, 0, new RefundLine(line, 0));
            rest -= till.Detail.Refund!.RestMinor;
        }
        Assert.Equal((300, 10_000, 2_000, 0), (till.State.Points, till.State.Principal, till.State.Bonus, rest));
    }

    [Fact]
    public void A_return_that_falls_below_the_threshold_loses_its_bonus()
    {
        var till = new Till(Plain with { ThresholdBonuses = [new ThresholdBonus(200, 10)] });
        till.Checkout(0, 0, Line(190_000), Line(15_000));
        Assert.Equal(215, till.State.Points);
        till.Refund(till.LastKey, 0, new RefundLine(1, 5_000));
        Assert.Equal((210, 5), (till.State.Points, till.Detail.Refund!.PointsTakenBack));
        till.Refund(till.Journal.First(row => row.Kind == OperationKind.Checkout).Key, 0, new RefundLine(1, 0));
        Assert.Equal((190, 20), (till.State.Points, till.Detail.Refund!.PointsTakenBack));
    }

    [Fact]
    public void More_than_is_left_of_a_line_is_refused_with_what_is_left()
    {
        var till = new Till(Plain);
        till.Checkout(0, 0, Line(1_000), Line(2_000));
        var purchase = till.LastKey;
        till.Refund(purchase, 0, new RefundLine(1, 2_001));
        Assert.Equal((Outcome.ExceedsOriginal, 2_000), (till.Outcome, till.Figure));
        till.Refund(purchase, 0, new RefundLine(2, 1));
        Assert.Equal((Outcome.ExceedsOriginal, 0), (till.Outcome, till.Figure));
        till.Refund(purchase, 3_001);
        Assert.Equal((Outcome.ExceedsOriginal, 3_000), (till.Outcome, till.Figure));
    }

    [Theory]
    [InlineData(SpentPoints.Negative, -55, 55_900, 0)]
    [InlineData(SpentPoints.Net, 0, 55_900, 275)]
    [InlineData(SpentPoints.Cap, 0, 55_900, 0)]
    public void Earned_points_that_are_spent_are_owed_netted_or_let_go(SpentPoints policy, long points, long rest, long netted)
    {
        var till = new Till(Plain with { RedeemBlock = 1, RedeemWorthMinor = 5, Returns = Plain.Returns with { SpentPoints = policy } });
        till.Checkout(0, 0, Line(55_900));
        var purchase = till.LastKey;
        till.Post(OperationKind.Redeem, 55);
        till.Refund(purchase);
        var refund = till.Detail.Refund!;
        Assert.Equal((points, rest, netted, 55), (till.State.Points, refund.RestMinor, refund.NettedMinor, refund.PointsShort));
    }

    [Fact]
    public void Points_owed_are_paid_off_by_what_is_earned_next()
    {
        var till = new Till(Plain with { RedeemBlock = 1, RedeemWorthMinor = 5 });
        till.Checkout(0, 0, Line(50_000));
        var purchase = till.LastKey;
        till.Post(OperationKind.Redeem, 50);
        till.Refund(purchase);
        Assert.Equal((-50, 50), (till.State.Points, till.State.PointsOwed));
        Assert.Equal([30], till.Post(OperationKind.Accrue, 30_000, Asset.Principal).Select(row => row.Amount));
        Assert.Equal([20, 10], till.Post(OperationKind.Accrue, 30_000, Asset.Principal).Select(row => row.Amount));
        Assert.Equal((10, 0, 10), (till.State.Points, till.State.PointsOwed, till.State.PointsLots.Total));
    }

    [Fact]
    public void Value_kept_back_for_spent_points_comes_out_of_the_rest_first_and_then_out_of_stored_value()
    {
        var till = Loaded(Plain with { RedeemBlock = 1, RedeemWorthMinor = 100,
            Returns = Plain.Returns with { SpentPoints = SpentPoints.Net } }, principal: 30_000);
        till.Checkout(0, 29_000, Line(30_000));
        var purchase = till.LastKey;
        till.Post(OperationKind.Redeem, 30);
        till.Refund(purchase);
        // 30 points are worth 30.00: 10.00 of it are kept from the rest, 20.00 from stored value.
        Assert.Equal((3_000, 28_000), (till.Detail.Refund!.NettedMinor, till.State.Principal));
    }

    [Theory]
    [InlineData(ExpiredLotsKind.Forfeit, 0, 0, 100)]
    [InlineData(ExpiredLotsKind.Extend, 30, 100, 0)]
    public void A_lot_that_has_expired_since_is_forfeited_or_lives_on_for_some_days(
        ExpiredLotsKind kind, int days, long points, long forfeited)
    {
        var till = Loaded(Plain with { Returns = Plain.Returns with { ExpiredLots = new ExpiredLots(kind, days) } }, points: 100);
        till.Checkout(100, 0, Line(900));
        var purchase = till.LastKey;
        till.Date = new DateOnly(2028, 1, 1);
        till.Refund(purchase);
        Assert.Equal((points, forfeited), (till.State.Points, till.Detail.Refund!.Forfeited));
        if (points > 0) Assert.Equal(new DateOnly(2028, 1, 31), till.State.PointsLots.Span[0].ExpiresOn);
    }

    [Fact]
    public void An_accrual_shrinks_to_what_the_smaller_purchase_earns()
    {
        var till = new Till(Plain);
        till.Post(OperationKind.Accrue, 55_900, Asset.Principal);
        var purchase = till.LastKey;
        till.Refund(purchase, 901);
        Assert.Equal((54, 1), (till.State.Points, till.Detail.Refund!.PointsTakenBack));
        till.Refund(purchase);
        Assert.Equal(0, till.State.Points);
    }

    [Fact]
    public void A_top_up_loses_the_bonus_that_the_smaller_one_would_not_have_brought()
    {
        var till = new Till(Plain);
        till.Post(OperationKind.TopUp, 50_000);
        var topUp = till.LastKey;
        till.Refund(topUp, 10_000);
        Assert.Equal((40_000, 1_500), (till.State.Principal, till.State.Bonus));
        till.Post(OperationKind.Debit, 20_000);
        till.Refund(topUp);
        Assert.Equal((Outcome.InsufficientFunds, 21_500), (till.Outcome, till.Figure));
        till.Refund(topUp, 21_500);
        Assert.Equal((0, 0), (till.State.Principal, till.State.Bonus));
    }

    [Fact]
    public void What_comes_back_to_an_account_that_0_2_0_has_merged_follows_by_another_merge()
    {
        var till = Loaded(Plain, principal: 3_000);
        till.Post(OperationKind.Debit, 2_000);
        var debit = till.LastKey;
        till.Apply(OperationKind.Merge, new RowDetail { OtherAccount = 6, Status = AccountStatus.Merged });
        till.Refund(debit);
        Assert.Equal((Outcome.Posted, 3_000), (till.Outcome, till.State.Principal));

        till.Post(OperationKind.CashOut);
        Assert.Equal((Outcome.AccountMerged, 6), (till.Outcome, till.Figure));
        till.Post(OperationKind.Merge, terms: new OtherAccountTerms(7));
        Assert.Equal(Outcome.TransferNotAllowed, till.Outcome);
        till.Post(OperationKind.Merge, terms: new OtherAccountTerms(6));
        Assert.Equal((Outcome.Posted, 0, 6), (till.Outcome, till.State.Principal, till.State.Membership.MergedInto));
        till.Refund(debit, 1);
        Assert.Equal((Outcome.AccountMerged, 6), (till.Outcome, till.Figure));
    }

    [Fact]
    public void What_comes_back_to_a_cancelled_account_is_paid_out()
    {
        var till = Loaded(Plain, points: 100, principal: 3_000);
        till.Checkout(100, 2_000, Line(10_000));
        var purchase = till.LastKey;
        till.Post(OperationKind.CancelAccount, note: "moved away");
        till.Refund(purchase);
        till.Post(OperationKind.CashOut);
        Assert.Equal((Outcome.Posted, 2_000, 0), (till.Outcome, till.Detail.PayOutMinor, till.State.Principal));
        till.Post(OperationKind.CancelAccount, note: "the rest");
        Assert.Equal((Outcome.Posted, 0), (till.Outcome, till.State.Points));
    }

    [Fact]
    public void Only_what_gave_or_took_something_can_be_refunded()
    {
        var till = new Till(Plain);
        till.Refund(till.LastKey);
        Assert.Equal(Outcome.NotRefundable, till.Outcome);
        till.Post(OperationKind.Debit, 1);
        till.Refund(till.LastKey);
        Assert.Equal(Outcome.NotRefundable, till.Outcome);
        till.Refund(Guid.CreateVersion7());
        Assert.Equal(Outcome.OriginalUnknown, till.Outcome);
    }
}

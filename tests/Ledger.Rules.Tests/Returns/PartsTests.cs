using Ledger.Rules.Asked;
using Ledger.Rules.Codes;
using Ledger.Rules.Program;
using Ledger.Rules.Tests.Deciding;
using Ledger.Rules.Tests.Model;
using static Ledger.Rules.Tests.Deciding.Till;
using static Ledger.Rules.Tests.Earning.CheckoutTests;

namespace Ledger.Rules.Tests.Returns;

/// <summary>Returns in parts: lines that cost nothing, netting, how many there can be, and lots that get more days.</summary>
public sealed class PartsTests
{
    private static readonly ProgramRules Plain = Terms.Demo.ToRules();

    [Fact]
    public void What_was_given_more_days_once_is_forfeited_the_next_time()
    {
        var till = Loaded(Plain with { Returns = Plain.Returns with { ExpiredLots = new ExpiredLots(ExpiredLotsKind.Extend, 30) } },
            points: 100);
        for (var round = 0; round < 2; round++)
        {
            till.Date = till.State.PointsLots.Span[0].ExpiresOn;
            till.Checkout(100, 0, Line(900));
            till.Date = till.Date.AddDays(1);
            till.Refund(till.LastKey);
            Assert.Equal((round == 0 ? 100 : 0, round == 0 ? 0 : 100), (till.State.Points, till.Detail.Refund!.Forfeited));
        }
    }

    [Fact]
    public void A_line_that_cost_nothing_comes_back_once_before_or_after_all_others()
    {
        var till = new Till(Plain with { Discounts = [new Discount("almost nothing", 20, Condition.Always)] });
        till.Checkout(0, 0, Line(1), Line(30_000), Line(1));
        Assert.Equal([0, 600, 0], till.Detail.Basket!.Due);
        var purchase = till.LastKey;
        till.Refund(purchase, 0, new RefundLine(0, 0), new RefundLine(1, 200));
        Assert.Equal((Outcome.Posted, 200, false), (till.Outcome, till.Detail.Refund!.RestMinor, till.Detail.Refund.IsWhole));
        till.Refund(purchase, 0, new RefundLine(0, 0));
        Assert.Equal((Outcome.ExceedsOriginal, 0), (till.Outcome, till.Figure));
        till.Refund(purchase, 0, new RefundLine(1, 0));
        Assert.Equal((400, true), (till.Detail.Refund!.RestMinor, till.Detail.Refund.IsWhole));
        till.Refund(purchase, 0, new RefundLine(2, 0));
        Assert.Equal((Outcome.Posted, 0, false), (till.Outcome, till.Detail.Refund!.Amount, till.Detail.Refund.IsWhole));
        till.Refund(purchase, 0, new RefundLine(2, 0));
        Assert.Equal(Outcome.ExceedsOriginal, till.Outcome);
        till.Refund(purchase, 0, new RefundLine(3, 0));
        Assert.Equal((Outcome.ExceedsOriginal, 0), (till.Outcome, till.Figure));
    }

    [Fact]
    public void A_basket_that_was_free_has_come_back_when_each_line_has()
    {
        var till = new Till(Plain with { Discounts = [new Discount("almost nothing", 20, Condition.Always)] });
        till.Checkout(0, 0, Line(1), Line(2));
        var purchase = till.LastKey;
        till.Refund(purchase, 0, new RefundLine(1, 1));
        Assert.Equal((Outcome.ExceedsOriginal, 0), (till.Outcome, till.Figure));
        till.Refund(purchase, 0, new RefundLine(1, 0));
        Assert.Equal((Outcome.Posted, false), (till.Outcome, till.Detail.Refund!.IsWhole));
        till.Refund(purchase, 0, new RefundLine(0, 0));
        Assert.Equal((Outcome.Posted, true), (till.Outcome, till.Detail.Refund!.IsWhole));
        till.Refund(purchase);
        Assert.Equal(Outcome.ExceedsOriginal, till.Outcome);
    }

    [Fact]
    public void Points_that_are_missing_are_worth_what_they_were_spent_at()
    {
        var cheap = Plain with { RedeemBlock = 1, RedeemWorthMinor = 5, Returns = Plain.Returns with { SpentPoints = SpentPoints.Net } };
        var till = new Till(cheap);
        till.Checkout(0, 0, Line(30_000), Line(25_900));
        var purchase = till.LastKey;
        till.Post(OperationKind.Redeem, 55);
        till.Rules = cheap with { Version = 2, RedeemWorthMinor = 50 };
        till.Refund(purchase, 0, new RefundLine(0, 0));
        var first = till.Detail.Refund!.NettedMinor;
        till.Refund(purchase);
        Assert.Equal((150, 275), (first, first + till.Detail.Refund!.NettedMinor));
    }

    [Fact]
    public void Many_parts_round_no_more_than_one_whole_refund()
    {
        // Three points are worth 1: each point alone would be rounded up to 1.
        var till = new Till(Plain with { RedeemBlock = 3, RedeemWorthMinor = 1,
            Returns = Plain.Returns with { SpentPoints = SpentPoints.Net } });
        till.Checkout(0, 0, Line(30_000));
        var purchase = till.LastKey;
        till.Post(OperationKind.Redeem, 30);
        long netted = 0;
        for (var part = 0; part < 30; part++)
        {
            till.Refund(purchase, 1_000);
            netted += till.Detail.Refund!.NettedMinor;
        }
        Assert.Equal(10, netted);
    }

    [Theory]
    [InlineData(OperationKind.Debit)]
    [InlineData(OperationKind.TopUp)]
    [InlineData(OperationKind.Accrue)]
    public void The_201st_part_is_refused_and_all_that_is_left_is_not(OperationKind kind)
    {
        var till = Loaded(Plain, principal: 100_000);
        till.Post(kind, 50_000, kind == OperationKind.Accrue ? Asset.Principal : Asset.None);
        var original = till.LastKey;
        for (var part = 0; part < 200; part++)
        {
            till.Refund(original, 1);
            Assert.Equal(Outcome.Posted, till.Outcome);
        }
        till.Refund(original, 1);
        Assert.Equal((Outcome.ReturnsLimit, 200), (till.Outcome, till.Figure));
        till.Refund(original);
        Assert.Equal((Outcome.Posted, true), (till.Outcome, till.Detail.Refund!.IsWhole));
    }

    [Fact]
    public void The_201st_capture_is_the_last_or_none()
    {
        var till = Loaded(Plain, principal: 100_000);
        till.Post(OperationKind.PlaceHold, 50_000, terms: new HoldTerms(0));
        var hold = till.LastKey;
        for (var part = 0; part < 200; part++) till.Post(OperationKind.CaptureHold, 1, terms: new CaptureTerms(false), original: hold);
        Assert.Equal(Outcome.Posted, till.Outcome);
        till.Post(OperationKind.CaptureHold, 1, terms: new CaptureTerms(false), original: hold);
        Assert.Equal((Outcome.ReturnsLimit, 200), (till.Outcome, till.Figure));
        // A checkout that keeps the hold is one spending more; one that ends it is the last.
        CheckoutTerms Paid(bool keeps) => new([Line(1)], 0, 1, null, false) { KeepHold = keeps };
        till.Post(OperationKind.Checkout, 1, terms: Paid(keeps: true), original: hold);
        Assert.Equal((Outcome.ReturnsLimit, 200), (till.Outcome, till.Figure));
        till.Post(OperationKind.Checkout, 1, terms: Paid(keeps: false), original: hold);
        Assert.Equal(Outcome.Posted, till.Outcome);
        hold = till.Post(OperationKind.PlaceHold, 50_000, terms: new HoldTerms(0))[0].Key;
        for (var part = 0; part < 200; part++) till.Post(OperationKind.Checkout, 1, terms: Paid(keeps: true), original: hold);
        till.Post(OperationKind.CaptureHold, 1, terms: new CaptureTerms(false), original: hold);
        Assert.Equal(Outcome.ReturnsLimit, till.Outcome);
        till.Post(OperationKind.CaptureHold, 1, terms: new CaptureTerms(true), original: hold);
        Assert.Equal(Outcome.Posted, till.Outcome);
    }

    [Fact]
    public void A_return_that_is_reversed_again_and_again_ends_with_the_400th_and_a_reversal_of_the_original_does_not()
    {
        var till = Loaded(Plain, principal: 100_000);
        till.Post(OperationKind.Debit, 50_000);
        var original = till.LastKey;
        for (var round = 0; round < 400; round++)
        {
            till.Refund(original);
            till.Post(OperationKind.Reverse, original: till.LastKey);
            Assert.Equal((Outcome.Posted, 50_000), (till.Outcome, till.State.Principal));
        }
        till.Refund(original);
        Assert.Equal((Outcome.ReturnsLimit, 400), (till.Outcome, till.Figure));
        till.Post(OperationKind.Reverse, original: original);
        Assert.Equal((Outcome.Posted, 100_000), (till.Outcome, till.State.Principal));
    }

    [Theory]
    [InlineData(OperationKind.CaptureHold)]
    [InlineData(OperationKind.ReleaseHold)]
    public void A_hold_whose_end_is_reversed_again_and_again_is_left_to_its_own_end(OperationKind kind)
    {
        var till = Loaded(Plain, principal: 100_000);
        till.Post(OperationKind.PlaceHold, 50_000, terms: new HoldTerms(0));
        var hold = till.LastKey;
        for (var round = 0; round < 400; round++)
        {
            till.Post(kind, terms: kind == OperationKind.CaptureHold ? new CaptureTerms(true) : null, original: hold);
            till.Post(OperationKind.Reverse, original: till.LastKey);
            Assert.Equal(Outcome.Posted, till.Outcome);
        }
        till.Post(kind, terms: kind == OperationKind.CaptureHold ? new CaptureTerms(true) : null, original: hold);
        Assert.Equal((Outcome.ReturnsLimit, 400), (till.Outcome, till.Figure));
    }
}

using Ledger.Rules.Tests.Deciding;
using System.Collections.Frozen;
using Ledger.Rules.Asked;
using Ledger.Rules.Codes;
using Ledger.Rules.Program;
using Ledger.Rules.Rows;
using Ledger.Rules.Tests.Model;
using static Ledger.Rules.Tests.Deciding.Till;

namespace Ledger.Rules.Tests.Earning;

public sealed class CheckoutTests
{
    [Theory]
    [InlineData(100, 5, 5)]
    [InlineData(95, 0, 0)]
    [InlineData(50, 0, 0)]
    public void A_member_who_is_full_earns_what_fits_and_can_still_buy(long most, long earned, long capped)
    {
        var till = Loaded(Terms.Demo.ToRules(), points: 95);
        till.Rules = till.Rules with { WhenFull = WhenFull.Cap, PointsBalanceMax = most };
        till.Checkout(0, 0, Line(10_000));
        Assert.Equal((Outcome.Posted, earned, 95 + earned), (till.Outcome, till.Detail.Basket!.EarnedPoints, till.State.Points));
        Assert.Equal(new RulePoints("balance cap", capped - 10), till.Detail.Basket.Rules[^1]);
        till.Refund(till.LastKey);
        Assert.Equal(95, till.State.Points);

        till.Post(OperationKind.Accrue, 10_000, Asset.Principal);
        Assert.Equal((Outcome.Posted, 95 + earned), (till.Outcome, till.State.Points));
        till.Refund(till.LastKey);
        Assert.Equal(95, till.State.Points);
        till.Post(OperationKind.Accrue, 10, Asset.Points, note: "stated");
        Assert.Equal((Outcome.BalanceLimit, earned), (till.Outcome, till.Figure));
    }

    // 10.00 earn a point; 100 points are worth 5.00; bonus is spent first.
    private static readonly ProgramRules Plain = Terms.Demo.ToRules();

    [Fact]
    public void One_transaction_redeems_debits_and_earns_on_what_was_really_paid()
    {
        var till = Loaded(Plain, points: 300, principal: 10_000, bonus: 2_000);
        var rows = till.Checkout(200, 5_000, Line(55_900));

        Assert.Equal([-200, -2_000, -3_000, 52], rows.Select(row => row.Amount));
        Assert.Single(rows.Select(row => row.Key).Distinct());
        var basket = till.Detail.Basket!;
        Assert.Equal((55_900, 1_000, 5_000, 49_900), (basket.DueMinor, basket.PointsWorthMinor, basket.StoredValueMinor, basket.RestMinor));
        // 559.00 less 10.00 in points and 20.00 in bonus: 529.00 earn 52.
        Assert.Equal(52, basket.EarnedPoints);
        Assert.Equal((152, 7_000, 0), (till.State.Points, till.State.Principal, till.State.Bonus));
    }

    // Each row repairs one mistake more; the next one is told.
    [Theory]
    [InlineData(950, 9_000, 1L, Outcome.NotAMultiple, 100)]
    [InlineData(400, 9_000, 1L, Outcome.InsufficientPoints, 300)]
    [InlineData(300, 9_000, 1L, Outcome.PointsShareLimit, 200)]
    [InlineData(200, 9_000, 1L, Outcome.InsufficientFunds, 3_000)]
    [InlineData(200, 2_000, 1L, Outcome.Overpaid, 2_000)]
    [InlineData(200, 500, 1L, Outcome.RestDiffers, 500)]
    [InlineData(200, 500, 500L, Outcome.Posted, 0)]
    public void The_first_check_that_fails_is_told(long points, long stored, long rest, Outcome outcome, long figure)
    {
        var till = Loaded(Plain with { PointsSharePermille = 500 }, points: 300, principal: 3_000);
        till.Post(OperationKind.Checkout, 2_000, terms: new CheckoutTerms([Line(2_000)], points, stored, rest, false));
        Assert.Equal((outcome, figure), (till.Outcome, till.Figure));
    }

    [Fact]
    public void Points_that_are_worth_nothing_at_the_till_are_not_taken()
    {
        var till = Loaded(Plain with { RedeemWorthMinor = 0 }, points: 300);
        till.Checkout(100, 0, Line(2_000));
        Assert.Equal((Outcome.PointsShareLimit, 0), (till.Outcome, till.Figure));
    }

    [Fact]
    public void What_would_pass_the_limit_of_points_is_refused_last()
    {
        var till = Loaded(Plain with { PointsBalanceMax = 310 }, points: 300);
        till.Checkout(0, 0, Line(11_000));
        Assert.Equal((Outcome.BalanceLimit, 10), (till.Outcome, till.Figure));
        till.Checkout(0, 0, Line(10_000));
        Assert.Equal(Outcome.Posted, till.Outcome);
    }

    [Fact]
    public void All_stored_value_pays_no_more_than_what_is_due()
    {
        var till = Loaded(Plain, principal: 10_000);
        till.Checkout(0, long.MaxValue, Line(4_000));
        Assert.Equal((6_000, 0), (till.State.Principal, till.Detail.Basket!.RestMinor));
        till.Checkout(0, long.MaxValue, Line(9_000));
        Assert.Equal((0, 3_000), (till.State.Principal, till.Detail.Basket!.RestMinor));
    }

    [Fact]
    public void Discounts_spare_lines_that_take_none()
    {
        var rules = Plain with
        {
            Tiers = [new Tier("gold", "Gold", []) { PayPermille = 880 }],
            Discounts = [new Discount("member day", 950, Condition.Always)],
            Categories = new Dictionary<string, Category> { ["tobacco"] = new("tobacco", 1, 1000, NoDiscount: true) }.ToFrozenDictionary(),
        };
        var lines = new[] { Line(9_999), Line(10_000, noDiscount: true), Line(10_000, "tobacco") };

        Assert.Equal(8_799 + 20_000, DueOf(rules));
        Assert.Equal(8_359 + 20_000, DueOf(rules with { DiscountCombination = DiscountCombination.Multiply }));
        Assert.Equal(29_999, DueOf(rules, charged: true));

        long DueOf(ProgramRules program, bool charged = false)
        {
            var till = new Till(program);
            till.Post(OperationKind.Checkout, 29_999, terms: new CheckoutTerms(lines, 0, 0, null, charged));
            return till.Detail.Basket!.DueMinor;
        }
    }

    [Theory]
    [InlineData(MultiplierCombination.Multiply, 164, 30)]
    [InlineData(MultiplierCombination.Highest, 110, 20)]
    [InlineData(MultiplierCombination.Add, 137, 25)]
    public void Multipliers_combine_as_the_program_says(MultiplierCombination combination, long points, long few)
    {
        var rules = Plain with
        {
            Tiers = [new Tier("gold", "Gold", []) { EarnPercent = 150 }],
            Multipliers = [new Multiplier("member day", 200, new Condition { DaysOfMonth = new HashSet<int> { 22 } },
            FrozenSet<string>.Empty)],
            MultiplierCombination = combination,
        };
        var till = new Till(rules);
        till.Checkout(0, 0, Line(55_900));
        Assert.Equal(points, till.Detail.Basket!.EarnedPoints);
        Assert.Equal(points, till.Detail.Basket!.Rules.Sum(rule => rule.Points));
        till.Checkout(0, 0, Line(10_900));
        Assert.Equal(few, till.Detail.Basket!.EarnedPoints);
    }

    [Fact]
    public void Goods_earn_by_category_and_the_receipt_says_which_rule_gave_what()
    {
        var rules = Plain with
        {
            Categories = new Dictionary<string, Category>
            {
                ["wine"] = new("wine", 3, 1000, false), ["lottery"] = new("lottery", 0, 1, false), ["bread"] = new("bread", 1, 1000, false),
            }.ToFrozenDictionary(),
            Multipliers = [new Multiplier("wine week", 150, Condition.Always, new[] { "wine" }.ToFrozenSet())],
            ThresholdBonuses = [new ThresholdBonus(10, 5)],
            PurchasePointsMax = 20,
        };
        var till = new Till(rules);
        // Bread and what has no category earn at one rate, so their tails add up: 5.50 + 5.50 give a point. Wine gives 12, half as many on
        // top.
        till.Checkout(0, 0, Line(550), Line(550, "bread"), Line(4_900, "wine"), Line(9_900, "lottery"), Line(99_900, earnsNothing: true));
        Assert.Equal(
            [new RulePoints("base", 13), new RulePoints("wine week", 6), new RulePoints("threshold", 5),
                new RulePoints("purchase cap", -4)],
            till.Detail.Basket!.Rules);
        Assert.Equal(20, till.State.Points);
    }

    [Fact]
    public void The_cap_of_a_day_counts_what_was_earned_before()
    {
        var till = new Till(Plain with { DayPointsMax = 100 });
        till.Post(OperationKind.Accrue, 70_000, Asset.Principal);
        till.Checkout(0, 0, Line(50_000));
        Assert.Equal((30, 100), (till.Detail.Basket!.EarnedPoints, till.State.Points));
        till.Date = till.Date.AddDays(1);
        till.Checkout(0, 0, Line(50_000));
        Assert.Equal(150, till.State.Points);
    }

    [Fact]
    public void What_bonus_pays_earns_where_the_program_says_so()
    {
        var till = Loaded(Plain with { BonusEarns = true }, bonus: 2_000);
        till.Checkout(0, 2_000, Line(2_000));
        Assert.Equal(2, till.State.Points);
    }

    [Fact]
    public void Points_that_wait_cannot_be_spent_before_their_first_day()
    {
        var till = new Till(Plain with { PointsWaiting = new PointsWaiting(PointsWaitingKind.NextYear), RedeemBlock = 1,
            RedeemWorthMinor = 100 });
        till.Checkout(0, 0, Line(100_000));
        till.Checkout(10, 0, Line(1_000));
        Assert.Equal((Outcome.InsufficientPoints, 0), (till.Outcome, till.Figure));
        till.Date = new DateOnly(2027, 1, 1);
        till.Checkout(10, 0, Line(1_000));
        Assert.Equal((Outcome.Posted, 90), (till.Outcome, till.State.Points));
    }

    /// <summary>An account that holds this.</summary>
    internal static Till Loaded(ProgramRules rules, long points = 0, long principal = 0, long bonus = 0)
    {
        var till = new Till(rules);
        if (points > 0) till.Post(OperationKind.Adjust, points, Asset.Points, note: "start");
        if (principal > 0) till.Post(OperationKind.Adjust, principal, Asset.Principal, note: "start");
        if (bonus > 0) till.Post(OperationKind.Adjust, bonus, Asset.Bonus, note: "start");
        return till;
    }
}

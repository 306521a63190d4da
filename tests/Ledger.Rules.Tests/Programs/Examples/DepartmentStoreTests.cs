using Ledger.Rules.Codes;
using static Ledger.Rules.Tests.Deciding.Till;
using static Ledger.Rules.Tests.Programs.Examples.Example;

namespace Ledger.Rules.Tests.Programs.Examples;

public sealed class DepartmentStoreTests
{
    private static readonly DateOnly _day = new(2026, 5, 4);

    [Theory]
    [InlineData(50_000, 50)]
    [InlineData(55_000, 55)]
    [InlineData(55_900, 55)]
    [InlineData(999, 0)]
    [InlineData(199_999, 199)]
    [InlineData(200_000, 210)]
    public void Ten_yuan_earn_a_point_the_tail_is_dropped_and_200_bring_10_more(long paid, long points) =>
        Assert.Equal(points, Open("department-store").Buys(_day, Line(paid)));

    [Theory]
    [InlineData(29_999, "")]
    [InlineData(30_000, "gold")]
    [InlineData(299_999, "gold")]
    [InlineData(300_000, "diamond")]
    public void Gold_comes_with_300_yuan_and_diamond_with_3000_in_a_day(long spent, string tier)
    {
        var till = Open("department-store");
        till.Date = _day;
        till.Post(OperationKind.Accrue, spent / 2, Asset.Principal);
        till.Post(OperationKind.Accrue, spent - spent / 2, Asset.Principal);
        Assert.Equal(tier, till.State.Membership.Tier);
    }

    [Fact]
    public void Two_days_are_not_added_up()
    {
        var till = Open("department-store");
        till.Buys(_day, Line(20_000));
        till.Buys(_day.AddDays(1), Line(20_000));
        Assert.Equal("", till.State.Membership.Tier);
    }

    [Fact]
    public void Gold_pays_88_percent_on_top_of_the_counters_own_80_percent()
    {
        var till = Open("department-store");
        till.Post(OperationKind.SetTier, note: "gold");
        Assert.Equal(88_000, till.Price(_day, Line(100_000)));
        till.Store = 1602;
        Assert.Equal(70_400, till.Price(_day, Line(100_000)));
    }

    [Fact]
    public void Special_price_goods_earn_but_take_no_discount()
    {
        var till = Open("department-store");
        till.Post(OperationKind.SetTier, note: "gold");
        Assert.Equal(55, till.Buys(_day, Line(55_900, "special")));
        Assert.Equal(55_900, till.Detail.Basket!.DueMinor);
    }

    [Fact]
    public void Diamond_comes_with_8000_points_and_pays_80_percent()
    {
        var till = Open("department-store");
        // 2,949.99 yuan paid bring 294 points and 10 more, and are below the line of a day.
        for (var day = 0; day < 26; day++) Paid(day, 294_999);
        Assert.Equal((7_904, "gold"), (till.State.Points, till.State.Membership.Tier));
        Paid(26, 95_999);
        Assert.Equal((7_999, "gold"), (till.State.Points, till.State.Membership.Tier));
        Paid(27, 1_000);
        Assert.Equal((8_000, "diamond"), (till.State.Points, till.State.Membership.Tier));
        Assert.Equal(8_000, till.Price(_day.AddDays(28), Line(10_000)));

        void Paid(int day, long amount)
        {
            till.Date = _day.AddDays(day);
            till.Post(OperationKind.Accrue, amount, Asset.Principal);
        }
    }

    [Theory]
    [InlineData(1_000, 20_000)]
    [InlineData(1_500, 40_000)]
    [InlineData(2_000, 60_000)]
    public void A_thousand_points_are_an_item_of_200_yuan_and_500_more_200_yuan_more(long points, long worth)
    {
        var till = Open("department-store").Holding(2_400);
        till.Post(OperationKind.Redeem, points, note: "gift");
        Assert.Equal((Outcome.Posted, worth, 2_400 - points), (till.Outcome, till.Figure, till.State.Points));
    }

    [Theory]
    [InlineData(500)]
    [InlineData(1_200)]
    public void Between_the_steps_there_is_nothing(long points)
    {
        var till = Open("department-store").Holding(2_400);
        till.Post(OperationKind.Redeem, points, note: "gift");
        Assert.Equal(Outcome.NotAMultiple, till.Outcome);
    }

    [Fact]
    public void Points_pay_nothing_at_the_till()
    {
        var till = Open("department-store").Holding(2_400);
        till.Date = _day;
        till.Checkout(1, 0, Line(10_000));
        Assert.Equal((Outcome.PointsShareLimit, 2_400), (till.Outcome, till.State.Points));
    }
}

using System.Globalization;
using Ledger.Rules.Asked;
using Ledger.Rules.Codes;
using static Ledger.Rules.Tests.Deciding.Till;
using static Ledger.Rules.Tests.Programs.Examples.Example;

namespace Ledger.Rules.Tests.Programs.Examples;

/// <summary>Hotel, restaurant and fast food.</summary>
public sealed class GuestTests
{
    [Theory]
    [InlineData("ordinary", 100_000, 100)]
    [InlineData("silver", 98_000, 117)]
    [InlineData("gold", 95_000, 142)]
    [InlineData("diamond", 90_000, 180)]
    public void The_hotels_tiers_pay_less_and_earn_more(string tier, long due, long points)
    {
        var till = Open("hotel");
        till.Post(OperationKind.SetTier, note: tier);
        Assert.Equal(points, till.Buys(Day(2026, 5, 4), Line(100_000)));
        Assert.Equal(due, till.Detail.Basket!.DueMinor);
    }

    [Fact]
    public void The_hotels_silver_is_reached_within_twelve_months_and_lost_a_year_later()
    {
        var till = Open("hotel");
        till.Buys(Day(2026, 1, 10), Line(250_000));
        till.Buys(Day(2026, 12, 10), Line(250_000));
        Assert.Equal(("silver", Day(2027, 12, 10)), (till.State.Membership.Tier, till.State.Membership.TierUntil));
        till.Date = Day(2027, 12, 11);
        till.Post(OperationKind.ReviewTier);
        Assert.Equal("ordinary", till.State.Membership.Tier);
    }

    [Fact]
    public void The_hotels_gold_of_one_stay_is_lost_a_year_later_to_the_day()
    {
        var till = Open("hotel");
        till.Buys(Day(2026, 11, 29), Line(1_500_000));
        Assert.Equal(("gold", Day(2027, 11, 29)), (till.State.Membership.Tier, till.State.Membership.TierUntil));
        till.Date = Day(2027, 12, 1);
        till.Post(OperationKind.ReviewTier);
        Assert.Equal(("silver", Day(2028, 11, 29)), (till.State.Membership.Tier, till.State.Membership.TierUntil));
    }

    [Fact]
    public void What_keeps_gold_at_the_hotel_for_a_year_does_not_keep_it_for_two()
    {
        var till = Open("hotel");
        till.Buys(Day(2026, 11, 29), Line(1_500_000));
        // 95 % of it is paid.
        till.Buys(Day(2027, 11, 29), Line(1_600_000));
        till.Date = Day(2027, 11, 30);
        till.Post(OperationKind.ReviewTier);
        Assert.Equal(("gold", Day(2028, 11, 29)), (till.State.Membership.Tier, till.State.Membership.TierUntil));
        till.Date = Day(2028, 11, 30);
        till.Post(OperationKind.ReviewTier);
        Assert.Equal("silver", till.State.Membership.Tier);
    }

    [Theory]
    [InlineData("2026-05-04", 20)] // a Monday
    [InlineData("2026-05-06", 20)]
    [InlineData("2026-05-07", 10)]
    [InlineData("2026-05-10", 10)]
    public void The_restaurants_quiet_days_double(string date, long points) =>
        Assert.Equal(points, Open("restaurant").Buys(DateOnly.Parse(date, CultureInfo.InvariantCulture), Line(10_000)));

    [Theory]
    [InlineData("2026-05-04", 18)]
    [InlineData("2026-05-07", 13)]
    public void Gold_at_the_restaurant_takes_the_higher_multiplier_alone(string date, long points)
    {
        var till = Open("restaurant");
        till.Post(OperationKind.SetTier, note: "gold");
        Assert.Equal(points, till.Buys(DateOnly.Parse(date, CultureInfo.InvariantCulture), Line(10_000)));
    }

    [Fact]
    public void The_restaurants_silver_comes_with_ten_visits_or_2000_yuan()
    {
        var visits = Open("restaurant");
        for (var visit = 1; visit <= 10; visit++)
        {
            Assert.Equal("", visits.State.Membership.Tier);
            visits.Buys(Day(2026, 5, visit), Line(1_000));
        }
        Assert.Equal("silver", visits.State.Membership.Tier);

        var spend = Open("restaurant");
        spend.Buys(Day(2026, 5, 4), Line(200_000));
        Assert.Equal("silver", spend.State.Membership.Tier);
    }

    [Fact]
    public void Drinks_earn_nothing_at_the_restaurant() =>
        Assert.Equal(10, Open("restaurant").Buys(Day(2026, 5, 7), Line(10_000), Line(50_000, "drinks")));

    [Theory]
    [InlineData("coffee", 100, 800)]
    [InlineData("burger", 300, 2_500)]
    [InlineData("family_bucket", 900, 9_900)]
    public void Fast_food_coupons_have_a_fixed_cost(string coupon, long points, long worth)
    {
        var till = Open("fast-food").Holding(1_000);
        till.Post(OperationKind.Redeem, note: coupon);
        Assert.Equal((Outcome.Posted, worth, 1_000 - points), (till.Outcome, till.Figure, till.State.Points));
    }

    [Theory]
    [InlineData("2026-04-27", 10)]
    [InlineData("2026-04-28", 20)]
    [InlineData("2026-05-01", 40)]
    [InlineData("2026-05-04", 20)]
    [InlineData("2026-05-05", 10)]
    [InlineData("2026-10-01", 30)]
    public void Fast_food_birthdays_double_and_holidays_triple(string date, long points) =>
        Assert.Equal(points, Open("fast-food", new Birthday("own", 5, 1))
            .Buys(DateOnly.Parse(date, CultureInfo.InvariantCulture), Line(1_000)));

    [Theory]
    [InlineData("2026-06-30", 20)]
    [InlineData("2026-07-01", 25)]
    [InlineData("2026-08-31", 25)]
    [InlineData("2026-09-01", 20)]
    public void The_summer_of_chicken_multiplies_chicken_alone(string date, long points) =>
        Assert.Equal(points, Open("fast-food")
            .Buys(DateOnly.Parse(date, CultureInfo.InvariantCulture), Line(1_000, "chicken"), Line(1_000)));

    [Fact]
    public void Fast_food_gives_500_points_a_day_at_most()
    {
        var till = Open("fast-food");
        Assert.Equal(400, till.Buys(Day(2026, 6, 4), Line(40_000)));
        Assert.Equal(100, till.Buys(Day(2026, 6, 4), Line(40_000)));
        Assert.Equal(400, till.Buys(Day(2026, 6, 5), Line(40_000)));
    }
}

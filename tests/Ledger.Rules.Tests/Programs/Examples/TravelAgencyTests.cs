using Ledger.Rules.Asked;
using Ledger.Rules.Codes;
using static Ledger.Rules.Tests.Deciding.Till;
using static Ledger.Rules.Tests.Programs.Examples.Example;

namespace Ledger.Rules.Tests.Programs.Examples;

public sealed class TravelAgencyTests
{
    private static readonly DateOnly _day = new(2026, 5, 4);

    [Theory]
    [InlineData(9_999, 0)]
    [InlineData(10_000, 1)]
    [InlineData(19_999, 1)]
    [InlineData(388_800, 38)]
    public void A_hundred_yuan_earn_a_point_and_the_tail_is_dropped(long paid, long points) =>
        Assert.Equal(points, Open("travel-agency").Buys(_day, Line(paid)));

    [Fact]
    public void A_point_pays_1_yuan_from_the_next_calendar_year_on()
    {
        var till = Open("travel-agency");
        till.Buys(_day, Line(1_000_000));
        till.Date = Day(2026, 12, 31);
        till.Checkout(100, 0, Line(1_000_000));
        Assert.Equal((Outcome.InsufficientPoints, 0), (till.Outcome, till.Figure));
        till.Date = Day(2027, 1, 1);
        till.Checkout(100, 0, Line(1_000_000));
        Assert.Equal((Outcome.Posted, 10_000, 990_000), (till.Outcome, till.Detail.Basket!.PointsWorthMinor, till.Detail.Basket.RestMinor));
        // What points paid earns nothing: 9,900 yuan were really paid.
        Assert.Equal(99, till.Detail.Basket.EarnedPoints);
    }

    [Theory]
    [InlineData("2026-08-31", 10)]
    [InlineData("2026-09-01", 20)]
    [InlineData("2026-09-30", 20)]
    [InlineData("2026-10-01", 10)]
    public void Points_double_in_the_month_of_the_birthday(string date, long points) => Assert.Equal(
        points, Open("travel-agency", new Birthday("own", 9, 15))
        .Buys(DateOnly.Parse(date, System.Globalization.CultureInfo.InvariantCulture), Line(100_000)));
}

using System.Globalization;
using Ledger.Rules.Asked;
using Ledger.Rules.Codes;
using Ledger.Rules.State;
using Ledger.Rules.Tests.Deciding;
using static Ledger.Rules.Tests.Deciding.Till;
using static Ledger.Rules.Tests.Programs.Examples.Example;

namespace Ledger.Rules.Tests.Programs.Examples;

/// <summary>Supermarket, mother-and-baby shop and electronics store.</summary>
public sealed class ShopTests
{
    [Theory]
    [InlineData(17, 123)]
    [InlineData(18, 246)]
    public void The_supermarket_doubles_on_its_member_day(int day, long points) =>
        Assert.Equal(points, Open("supermarket").Buys(Day(2026, 5, day), Line(12_399)));

    [Fact]
    public void A_hundred_points_pay_1_yuan_at_the_supermarkets_till()
    {
        var till = Open("supermarket").Holding(350);
        till.Checkout(300, 0, Line(1_000));
        Assert.Equal((300, 700, 50 + 7), (till.Detail.Basket!.PointsWorthMinor, till.Detail.Basket.RestMinor, till.State.Points));
    }

    [Fact]
    public void The_supermarkets_points_last_a_year()
    {
        var till = Open("supermarket");
        till.Buys(Day(2026, 5, 4), Line(10_000));
        till.Date = Day(2027, 5, 4);
        Assert.Equal(100, till.State.PointsLots.UsableOn(till.Date));
        till.Date = Day(2027, 5, 5);
        Assert.Equal(0, till.State.PointsLots.UsableOn(till.Date));
        till.Post(OperationKind.Expire);
        Assert.Equal((SystemAccount.Breakage, 0), (till.Journal[^1].Counter, till.State.Points));
    }

    [Theory]
    [InlineData("2026-06-01", 100)]
    [InlineData("2026-06-02", 200)]
    [InlineData("2026-06-03", 100)]
    public void The_childs_birthday_doubles(string date, long points) => Assert.Equal(
        points, Open("mother-and-baby", new Birthday("child", 6, 2), new Birthday("own", 6, 3))
            .Buys(DateOnly.Parse(date, CultureInfo.InvariantCulture), Line(10_000)));

    [Fact]
    public void A_vip_by_spend_earns_half_as_much_again_and_thrice_on_the_childs_birthday()
    {
        var till = Open("mother-and-baby", new Birthday("child", 6, 2));
        till.Buys(Day(2026, 5, 4), Line(499_999));
        Assert.Equal("", till.State.Membership.Tier);
        till.Buys(Day(2026, 5, 5), Line(100));
        Assert.Equal("vip", till.State.Membership.Tier);
        Assert.Equal(150, till.Buys(Day(2026, 5, 6), Line(10_000)));
        Assert.Equal(300, till.Buys(Day(2026, 6, 2), Line(10_000)));
    }

    [Fact]
    public void A_vip_by_points_needs_6000()
    {
        // Every purchase is on a birthday: 3,000 yuan give 6,000 points.
        var till = Open("mother-and-baby", new Birthday("child", 6, 2));
        till.Buys(Day(2026, 6, 2), Line(299_900));
        Assert.Equal("", till.State.Membership.Tier);
        till.Buys(Day(2026, 6, 2), Line(100));
        Assert.Equal("vip", till.State.Membership.Tier);
    }

    [Theory]
    [InlineData(9_999, 29_999, Outcome.NotEligible)]
    [InlineData(10_000, 0, Outcome.Posted)]
    [InlineData(0, 30_000, Outcome.Posted)]
    public void The_electronics_card_comes_with_100_yuan_at_once_or_300_in_all(long purchase, long total, Outcome outcome)
    {
        var till = new Till(RulesOf("electronics"), opens: false);
        var mobile = new NewIdentifier(IdentifierKind.Mobile, Guid.CreateVersion7(), "1234");
        till.Post(OperationKind.OpenAccount, terms: new MemberTerms([mobile], [], "", purchase, total), newCard: Card("1111"));
        Assert.Equal(outcome, till.Outcome);
    }

    [Theory]
    [InlineData(499_999, "")]
    [InlineData(500_000, "silver")]
    [InlineData(2_000_000, "gold")]
    public void The_electronics_tiers_count_the_calendar_year(long spent, string tier)
    {
        var till = Open("electronics");
        till.Buys(Day(2026, 12, 31), Line(100));
        till.Buys(Day(2027, 1, 1), Line(spent));
        Assert.Equal(tier, till.State.Membership.Tier);
    }
}

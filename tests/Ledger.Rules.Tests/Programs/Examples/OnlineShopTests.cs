using Ledger.Rules.Codes;
using static Ledger.Rules.Tests.Deciding.Till;
using static Ledger.Rules.Tests.Programs.Examples.Example;

namespace Ledger.Rules.Tests.Programs.Examples;

public sealed class OnlineShopTests
{
    private static readonly DateOnly _day = new(2026, 5, 4);

    [Fact]
    public void Silver_comes_with_the_second_purchase_and_holds_from_the_next_one_on()
    {
        var till = Open("online-shop");
        till.Buys(_day, Line(100));
        Assert.Equal(("ordinary", "silver", 1),
            (till.Detail.Standing!.Tier, till.Detail.Standing.NextTier, till.Detail.Standing.NextPurchases));
        till.Buys(_day, Line(1_000));
        Assert.Equal((1_000, "silver"), (till.Detail.Basket!.DueMinor, till.Detail.Tier!.Tier));
        Assert.Equal(980, till.Price(_day, Line(1_000)));
    }

    [Theory]
    [InlineData(7_899, "")]
    [InlineData(7_900, "silver")]
    [InlineData(18_799, "silver")]
    [InlineData(18_800, "gold")]
    [InlineData(68_800, "platinum")]
    [InlineData(128_799, "platinum")]
    [InlineData(128_800, "diamond")]
    public void Or_with_the_money_that_was_spent(long spent, string tier)
    {
        var till = Open("online-shop");
        till.Buys(_day, Line(spent));
        Assert.Equal(tier, till.State.Membership.Tier);
    }

    [Theory]
    [InlineData(4, "silver")]
    [InlineData(5, "gold")]
    [InlineData(14, "gold")]
    [InlineData(15, "platinum")]
    [InlineData(29, "platinum")]
    [InlineData(30, "diamond")]
    public void Or_with_the_number_of_purchases(int purchases, string tier)
    {
        var till = Open("online-shop");
        for (var i = 0; i < purchases; i++) till.Buys(_day, Line(100));
        Assert.Equal(tier, till.State.Membership.Tier);
    }

    [Theory]
    [InlineData("silver", 9_800)]
    [InlineData("gold", 9_600)]
    [InlineData("platinum", 9_300)]
    [InlineData("diamond", 9_000)]
    public void Each_tier_pays_its_share(string tier, long due)
    {
        var till = Open("online-shop");
        till.Post(OperationKind.SetTier, note: tier);
        Assert.Equal(due, till.Price(_day, Line(10_000)));
    }

    [Theory]
    [InlineData(24, 100)]
    [InlineData(25, 200)]
    [InlineData(26, 200)]
    [InlineData(27, 100)]
    public void Points_double_on_the_25th_and_26th(int day, long points) =>
        Assert.Equal(points, Open("online-shop").Buys(Day(2026, 5, day), Line(10_000)));

    [Theory]
    [InlineData("silver", 0)]
    [InlineData("gold", 300)]
    [InlineData("platinum", 500)]
    [InlineData("diamond", 1_000)]
    public void Every_month_brings_3_5_or_10_yuan(string tier, long bonus)
    {
        var till = Open("online-shop");
        till.Date = _day;
        till.Post(OperationKind.SetTier, note: tier);
        till.Date = Day(2026, 6, 1);
        till.Post(OperationKind.GrantBonus);
        till.Post(OperationKind.GrantBonus);
        Assert.Equal(bonus, till.State.Bonus);
    }

    [Fact]
    public void Points_wait_for_the_seven_days_of_a_return()
    {
        var till = Open("online-shop");
        till.Buys(_day, Line(10_000));
        till.Date = _day.AddDays(6);
        till.Checkout(100, 0, Line(1_000));
        Assert.Equal((Outcome.InsufficientPoints, 0), (till.Outcome, till.Figure));
        till.Date = _day.AddDays(7);
        till.Checkout(100, 0, Line(1_000));
        Assert.Equal(Outcome.Posted, till.Outcome);
    }
}

using FsCheck;
using FsCheck.Fluent;
using Ledger.Rules.Tests.Model;

namespace Ledger.Rules.Tests.Earning;

/// <summary>What purchases, top-ups and redemptions are worth.</summary>
public sealed class EarningTests
{
    // The tail is dropped, in minor units: 559.00 at one point for 10.00 earns 55.
    [Theory]
    [InlineData(1, 0)]
    [InlineData(999, 0)]
    [InlineData(1000, 1)]
    [InlineData(1001, 1)]
    [InlineData(50_000, 50)]
    [InlineData(55_000, 55)]
    [InlineData(55_900, 55)]
    [InlineData(55_999, 55)]
    [InlineData(56_000, 56)]
    [InlineData(1_000_000_000_000, 1_000_000_000)]
    public void The_tail_of_a_purchase_earns_nothing(long purchase, long points) =>
        Assert.Equal(points, Terms.Demo.ToRules().PointsFor(purchase));

    [Theory]
    [InlineData(19_999, 0)]
    [InlineData(20_000, 1500)]
    [InlineData(49_999, 1500)]
    [InlineData(50_000, 5000)]
    [InlineData(1_000_000, 5000)]
    public void The_last_bonus_step_reached_counts(long topUp, long bonus) => Assert.Equal(bonus, Terms.Demo.ToRules().BonusFor(topUp));

    [Theory]
    [InlineData(100, 500)]
    [InlineData(1200, 6000)]
    public void Points_are_worth_their_blocks(long points, long worth) => Assert.Equal(worth, Terms.Demo.ToRules().WorthOf(points));

    [Fact]
    public void A_larger_purchase_never_earns_less_and_a_split_one_never_more() => Cases.Hold(Purchases, 1000, pair =>
    {
        var rules = pair.Terms.ToRules();
        Assert.True(rules.PointsFor(pair.One) <= rules.PointsFor(pair.One + pair.Two));
        Assert.True(rules.PointsFor(pair.One) + rules.PointsFor(pair.Two) <= rules.PointsFor(pair.One + pair.Two));
        Assert.Equal(rules.PointsFor(pair.One) + pair.Terms.EarnPoints, rules.PointsFor(pair.One + pair.Terms.EarnPer));
    });

    [Fact]
    public void A_purchase_too_small_to_earn_is_posted_and_moves_nothing()
    {
        var desk = new Desk(new Dictionary<int, Terms> { [1] = Terms.Demo });
        desk.Post(new Ask(Guid.NewGuid(), V1.Kind.OpenAccount, 5));
        var receipt = desk.Post(new Ask(Guid.NewGuid(), V1.Kind.Accrue, 5) { Amount = 999 })!;
        Assert.Equal(V1.Outcome.Posted, receipt.Outcome);
        Assert.Empty(receipt.Transfers);
    }

    private static Arbitrary<(Terms Terms, long One, long Two)> Purchases { get; } = Arb.From(
        from terms in Histories.AnyTerms.Generator
        from one in Histories.Amount
        from two in Histories.Amount
        select (terms, one, two));
}

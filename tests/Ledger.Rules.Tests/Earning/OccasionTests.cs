using Ledger.Rules.Asked;
using Ledger.Rules.Codes;
using Ledger.Rules.Program;
using Ledger.Rules.Rows;
using Ledger.Rules.Tests.Deciding;

namespace Ledger.Rules.Tests.Earning;

/// <summary>What a purchase has earned by its occasion, and what of that goes with a part of the goods.</summary>
public sealed class OccasionTests
{
    private static readonly Tier[] _tiers = [new Tier("ordinary", "Ordinary", []), new Tier("gold", "Gold", []) { EarnPercent = 200 }];

    [Fact]
    public void A_part_of_a_purchase_goes_by_the_tier_it_was_made_in()
    {
        var branch = new Branch(Branch.Demo with { Tiers = _tiers, TierByHand = TierByHand.Holds }).Open(5);
        branch.Post(OperationKind.SetTier, 5, note: "gold");
        var purchase = branch.Post(OperationKind.Accrue, 5, 100_000, Asset.Principal)[0].Key;
        Assert.Equal("200/0/0", branch.Holdings(5));
        branch.Post(OperationKind.SetTier, 5, note: "ordinary");
        branch.Post(OperationKind.Refund, 5, 50_000, original: purchase);
        Assert.Equal("100/0/0", branch.Holdings(5));
    }

    [Fact]
    public void A_part_of_a_purchase_goes_by_the_birthday_it_was_made_on()
    {
        var when = new Condition { BirthdayOf = "member", BirthdaySpan = BirthdaySpan.Day };
        var branch = new Branch(Branch.Demo with { Multipliers = [new Multiplier("birthday", 300, when, new HashSet<string>())] }).Open(5);
        branch.Post(OperationKind.Describe, 5, terms: new MemberTerms([], [new Birthday("member", 11, 22)]));
        var purchase = branch.Post(OperationKind.Accrue, 5, 100_000, Asset.Principal)[0].Key;
        Assert.Equal("300/0/0", branch.Holdings(5));
        branch.Later(days: 7);
        branch.Post(OperationKind.Refund, 5, 50_000, original: purchase);
        Assert.Equal("150/0/0", branch.Holdings(5));
    }

    [Fact]
    public void Points_that_are_stated_are_given_whatever_the_reason_is_called()
    {
        var branch = new Branch(Branch.Demo with { Actions = [new AccrualAction("visit", 7)] }).Open(5);
        branch.Post(OperationKind.Accrue, 5, 30, Asset.Points, note: "visit");
        Assert.Equal("30/0/0", branch.Holdings(5));
        branch.Post(OperationKind.Accrue, 5, note: "visit");
        Assert.Equal("37/0/0", branch.Holdings(5));
    }

    [Fact]
    public void Points_that_pay_make_room_for_those_that_are_earned()
    {
        var till = new Till(Branch.Demo with { WhenFull = WhenFull.Cap, PointsBalanceMax = 1_000 });
        till.Post(OperationKind.Adjust, 1_000, Asset.Points);
        till.Checkout(100, 0, Till.Line(50_500));
        Assert.Equal((Outcome.Posted, 50, 950), (till.Outcome, till.Detail.Basket!.EarnedPoints, till.State.Points));
    }

    [Fact]
    public void What_the_day_has_left_is_told_as_the_cap_of_the_day()
    {
        var till = new Till(Branch.Demo with { DayPointsMax = 15 });
        till.Checkout(0, 0, Till.Line(10_000));
        Assert.Equal([new RulePoints("base", 10)], till.Detail.Basket!.Rules);
        // No points have paid: nothing was known of what they are worth.
        Assert.Null(till.Detail.Was);
        till.Checkout(0, 0, Till.Line(10_000));
        Assert.Equal([new RulePoints("base", 10), new RulePoints("day cap", -5)], till.Detail.Basket!.Rules);
    }

    [Theory]
    [InlineData(150, 200, "gold", 10)]
    [InlineData(300, 200, "day", 20)]
    [InlineData(300, 400, "week", 30)]
    public void Of_several_the_highest_counts_alone_and_is_told_by_its_name(int day, int week, string told, long extra)
    {
        var till = new Till(Branch.Demo with
        {
            Tiers = _tiers, MultiplierCombination = MultiplierCombination.Highest,
            Multipliers = [Always("day", day), Always("week", week)],
        });
        till.Post(OperationKind.SetTier, note: "gold");
        till.Checkout(0, 0, Till.Line(10_000));
        Assert.Equal([new RulePoints("base", 10), new RulePoints(told, extra)], till.Detail.Basket!.Rules);

        static Multiplier Always(string name, int percent) => new(name, percent, Condition.Always, new HashSet<string>());
    }

    [Fact]
    public void Added_up_each_is_told_with_what_it_adds()
    {
        var till = new Till(Branch.Demo with
        {
            Tiers = _tiers, MultiplierCombination = MultiplierCombination.Add,
            Multipliers = [new Multiplier("day", 150, Condition.Always, new HashSet<string>())],
        });
        till.Post(OperationKind.SetTier, note: "gold");
        till.Checkout(0, 0, Till.Line(10_000));
        Assert.Equal([new RulePoints("base", 10), new RulePoints("gold", 10), new RulePoints("day", 5)], till.Detail.Basket!.Rules);
    }

    [Fact]
    public void All_stored_value_pays_what_points_leave()
    {
        var till = new Till(Branch.Demo);
        till.Post(OperationKind.Adjust, 100, Asset.Points);
        till.Post(OperationKind.Adjust, 20_000, Asset.Principal);
        till.Checkout(100, long.MaxValue, Till.Line(10_000));
        Assert.Equal((Outcome.Posted, 9_500, 10_500), (till.Outcome, till.Detail.Basket!.StoredValueMinor, till.State.Principal));
    }

    [Theory]
    [InlineData(50, 50_999)]
    [InlineData(0, 999)]
    public void A_purchase_that_earns_too_much_is_told_the_largest_that_does_not(long room, long largest)
    {
        var till = new Till(Branch.Demo with { PointsBalanceMax = room });
        till.Post(OperationKind.Accrue, 100_000, Asset.Principal);
        Assert.Equal((Outcome.BalanceLimit, largest), (till.Outcome, till.Figure));
        till.Post(OperationKind.Accrue, largest, Asset.Principal);
        Assert.Equal((Outcome.Posted, room), (till.Outcome, till.State.Points));
    }
}

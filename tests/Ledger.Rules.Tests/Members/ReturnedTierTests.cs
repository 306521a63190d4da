using Ledger.Rules.Codes;
using Ledger.Rules.Program;
using Ledger.Rules.State;
using Ledger.Rules.Tests.Deciding;

namespace Ledger.Rules.Tests.Members;

/// <summary>A tier that a purchase reached goes back when the purchase does.</summary>
public sealed class ReturnedTierTests
{
    private readonly Till _till = new(Shop.Rules);

    private Membership Member => _till.State.Membership;

    [Theory]
    [InlineData(OperationKind.Refund)]
    [InlineData(OperationKind.Reverse)]
    public void All_of_the_purchase_that_reached_it_leaves_all_as_it_was(OperationKind kind)
    {
        Shop.Buys(_till, 7_900);
        var before = Member;
        _till.Date = _till.Date.AddDays(5);
        var bought = Shop.Buys(_till, 128_800);
        Assert.Equal(("diamond", new DateOnly(2026, 12, 1)), (Member.Tier, Member.NextGrantOn));

        _till.Date = _till.Date.AddDays(90);
        _till.Post(kind, original: bought);

        Assert.Equal(
            (Outcome.Posted, before with { IsTierNew = false }), (_till.Outcome, Member with { Holds = before.Holds, IsTierNew = false }));
        Assert.Equal("silver", _till.Detail.Standing!.Tier);
        Assert.Equal("diamond", _till.Detail.Was!.Tier!.Tier);
    }

    [Fact]
    public void One_after_the_other_they_lead_back_to_the_start()
    {
        var (first, second) = (Shop.Buys(_till, 7_900), Shop.Buys(_till, 18_800));
        _till.Refund(second);
        Assert.Equal("silver", Member.Tier);
        _till.Refund(first);
        Assert.Equal(("", DateOnly.MaxValue, DateOnly.MaxValue), (Member.Tier, Member.TierUntil, Member.NextGrantOn));
    }

    [Fact]
    public void An_earlier_purchase_that_it_stood_on_takes_it_down_to_what_is_left()
    {
        var (first, second) = (Shop.Buys(_till, 10_000), Shop.Buys(_till, 8_800));
        Assert.Equal("gold", Member.Tier);
        _till.Refund(first);
        Assert.Equal(("silver", new DateOnly(2027, 11, 22), DateOnly.MaxValue), (Member.Tier, Member.TierUntil, Member.NextGrantOn));
        // Gold was reached by the second: what it was before it stood on the first, which is gone.
        _till.Refund(second);
        Assert.Equal(("", DateOnly.MaxValue), (Member.Tier, Member.TierUntil));
    }

    [Fact]
    public void An_earlier_purchase_without_which_it_is_reached_all_the_same_is_not_there_when_the_other_comes_back()
    {
        var (first, second) = (Shop.Buys(_till, 7_900), Shop.Buys(_till, 18_800));
        _till.Refund(first);
        Assert.Equal("gold", Member.Tier);
        _till.Refund(second);
        Assert.Equal("", Member.Tier);
    }

    [Theory]
    [InlineData(1, "silver")]
    [InlineData(10_900, "silver")]
    [InlineData(10_901, "")]
    public void A_part_of_it_leaves_what_the_rest_reaches(long back, string tier)
    {
        var bought = Shop.Buys(_till, 18_800);
        _till.Refund(bought, back);
        Assert.Equal(tier, Member.Tier);
        Assert.Equal(DateOnly.MaxValue, Member.NextGrantOn);
    }

    [Theory]
    [InlineData(7_900, "silver", "silver", OperationKind.Reverse)]
    [InlineData(7_900, "silver", "silver", OperationKind.Refund)]
    [InlineData(18_800, "gold", "silver", OperationKind.Reverse)]
    [InlineData(18_800, "gold", "silver", OperationKind.Refund)]
    public void What_was_bought_since_keeps_what_it_reaches_however_many_parts_come_back(
        long amount, string reached, string left, OperationKind kind)
    {
        var after = new List<object>();
        foreach (var first in new[] { 0, 1, amount - 1 })
        {
            var till = new Till(Shop.Rules with { Tiers = Shop.WithinYear });
            var bought = Shop.Buys(till, amount);
            Assert.Equal(reached, till.State.Membership.Tier);
            till.Date = till.Date.AddDays(3);
            Shop.Buys(till, 9_000);
            till.Date = till.Date.AddDays(3);
            if (first > 0) till.Refund(bought, first);
            till.Post(kind, original: bought);
            Assert.Equal(Outcome.Posted, till.Outcome);
            after.Add(till.State.Membership.TierNow with { BySeq = 0 });
            Assert.Equal(left, till.State.Membership.Tier);
        }
        Assert.Single(after.Distinct());
    }

    [Fact]
    public void What_was_granted_meanwhile_stays_and_nothing_more_is_granted()
    {
        var bought = Shop.Buys(_till, 18_800);
        _till.Date = new DateOnly(2026, 12, 1);
        _till.Post(OperationKind.GrantBonus);
        _till.Post(OperationKind.Reverse, original: bought);
        Assert.Equal((300, DateOnly.MaxValue), (_till.State.Bonus, Member.NextGrantOn));
    }

    [Fact]
    public void A_grant_is_not_given_twice_by_going_back_to_a_tier_that_has_one()
    {
        Shop.Buys(_till, 18_800);
        var bought = Shop.Buys(_till, 68_800);
        _till.Date = new DateOnly(2026, 12, 1);
        _till.Post(OperationKind.GrantBonus);
        _till.Refund(bought);
        Assert.Equal(("gold", 500, new DateOnly(2027, 1, 1)), (Member.Tier, _till.State.Bonus, Member.NextGrantOn));
    }

    [Fact]
    public void A_program_may_let_a_refund_leave_it_and_a_reversal_takes_it_all_the_same()
    {
        _till.Rules = Shop.Rules with { Returns = Shop.Rules.Returns with { TierOnReturn = TierOnReturn.Keep } };
        var (first, second) = (Shop.Buys(_till, 7_900), Shop.Buys(_till, 18_800));
        _till.Refund(first);
        Assert.Equal("gold", Member.Tier);
        _till.Post(OperationKind.Reverse, original: second);
        Assert.NotEqual("gold", Member.Tier);
    }

    [Fact]
    public void What_was_bought_after_it_was_reached_does_not_move_it()
    {
        Shop.Buys(_till, 18_800);
        var later = Shop.Buys(_till, 5_000);
        _till.Refund(later);
        Assert.Equal("gold", Member.Tier);
        Assert.Null(_till.Detail.Tier);
        Assert.Equal("gold", _till.Detail.Standing!.Tier);
    }

    [Fact]
    public void It_never_goes_below_where_the_member_was_put()
    {
        _till.Rules = Shop.Rules with { TierByHand = TierByHand.Starts };
        _till.Post(OperationKind.SetTier, note: "gold");
        var until = Member.TierUntil;
        _till.Date = _till.Date.AddDays(30);
        var (first, second) = (Shop.Buys(_till, 60_000), Shop.Buys(_till, 8_800));
        Assert.Equal("platinum", Member.Tier);
        _till.Refund(first);
        Assert.Equal(("gold", until), (Member.Tier, Member.TierUntil));
        _till.Refund(second);
        Assert.Equal(("gold", until), (Member.Tier, Member.TierUntil));
    }

    [Fact]
    public void One_that_was_given_by_hand_since_stays()
    {
        var bought = Shop.Buys(_till, 18_800);
        _till.Post(OperationKind.SetTier, note: "platinum");
        _till.Post(OperationKind.Reverse, original: bought);
        Assert.Equal("platinum", Member.Tier);
    }

    [Fact]
    public void One_that_a_review_kept_goes_to_what_the_review_would_have_left()
    {
        _till.Rules = Shop.Rules with { Tiers = Shop.WithinYear, TierEnd = TierEnd.OneStep };
        Shop.Buys(_till, 68_800);
        _till.Date = new DateOnly(2027, 11, 22);
        var kept = Shop.Buys(_till, 68_800);
        _till.Date = new DateOnly(2027, 11, 23);
        _till.Post(OperationKind.ReviewTier);
        Assert.Equal(("platinum", new DateOnly(2028, 11, 22)), (Member.Tier, Member.TierUntil));
        _till.Refund(kept);
        Assert.Equal(("gold", new DateOnly(2028, 11, 22)), (Member.Tier, Member.TierUntil));
    }
}

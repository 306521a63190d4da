using Ledger.Rules.Asked;
using Ledger.Rules.Codes;
using Ledger.Rules.Program;
using Ledger.Rules.Tests.Deciding;

namespace Ledger.Rules.Tests.Members;

/// <summary>A tier that a person gives holds: purchases do not move it until its window ends, then they decide.</summary>
public sealed class TierByHandTests
{
    private static readonly DateOnly _nextYear = new(2027, 11, 22);

    private readonly Till _till = new(Shop.Rules);

    [Fact]
    public void Set_down_it_stays_down_whatever_is_bought()
    {
        Shop.Buys(_till, 128_800);
        _till.Post(OperationKind.SetTier, note: "silver");
        Shop.Buys(_till, 10_000);
        Assert.Equal(("silver", _nextYear, true),
            (_till.State.Membership.Tier, _till.State.Membership.TierUntil, _till.State.Membership.TierByHand));
    }

    [Theory]
    [InlineData("silver")]
    [InlineData("ordinary")]
    public void Nothing_is_promised_that_purchases_cannot_reach_meanwhile(string tier)
    {
        _till.Post(OperationKind.SetTier, note: tier);
        Shop.Buys(_till, 100);
        Assert.Equal((tier, null, 0), (_till.Detail.Standing!.Tier, _till.Detail.Standing.NextTier, _till.Detail.Standing.NextSpendMinor));
    }

    [Fact]
    public void Another_hand_changes_it()
    {
        _till.Post(OperationKind.SetTier, note: "platinum");
        _till.Date = _till.Date.AddDays(10);
        _till.Post(OperationKind.SetTier, note: "gold");
        Assert.Equal(("gold", _nextYear.AddDays(10)), (_till.State.Membership.Tier, _till.State.Membership.TierUntil));
    }

    [Theory]
    [InlineData("ordinary", 0, "ordinary")]
    [InlineData("ordinary", 18_800, "gold")]
    [InlineData("silver", 128_800, "diamond")]
    [InlineData("diamond", 7_900, "silver")]
    public void When_its_window_ends_what_was_bought_decides_up_or_down(string tier, long bought, string then)
    {
        _till.Rules = Shop.Rules with { Tiers = Shop.WithinYear };
        _till.Post(OperationKind.SetTier, note: tier);
        _till.Date = _nextYear;
        if (bought > 0) Shop.Buys(_till, bought);
        Assert.Equal(tier, _till.State.Membership.Tier);
        _till.Date = _nextYear.AddDays(1);
        _till.Post(OperationKind.ReviewTier);
        Assert.Equal((then, false), (_till.State.Membership.Tier, _till.State.Membership.TierByHand));
    }

    [Fact]
    public void The_one_that_is_stated_at_the_opening_is_given_by_hand()
    {
        var till = new Till(Shop.Rules, opens: false);
        till.Post(OperationKind.OpenAccount, terms: new MemberTerms([], [], "ordinary"));
        Shop.Buys(till, 128_800);
        Assert.Equal(("ordinary", _nextYear), (till.State.Membership.Tier, till.State.Membership.TierUntil));
    }

    [Fact]
    public void A_program_may_let_it_be_where_a_member_goes_on_from()
    {
        _till.Rules = Shop.Rules with { TierByHand = TierByHand.Starts };
        Shop.Buys(_till, 128_800);
        _till.Post(OperationKind.SetTier, note: "silver");
        Assert.Equal("gold", _till.Detail.Standing!.NextTier);
        Shop.Buys(_till, 100);
        Assert.Equal("diamond", _till.State.Membership.Tier);
    }
}

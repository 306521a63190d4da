using Ledger.Rules.Codes;
using Ledger.Rules.Program;
using Ledger.Rules.Rows;
using Ledger.Rules.Tests.Deciding;

namespace Ledger.Rules.Tests.Earning;

/// <summary>Points for rewards, and what is remembered of their worth.</summary>
public sealed class RedeemTests
{
    [Theory]
    [InlineData(1_200, 0, Outcome.NotAMultiple, 1_000)]
    [InlineData(1_200, 500, Outcome.NotAMultiple, 500)]
    [InlineData(1_500, 500, Outcome.Posted, 300)]
    public void A_reward_says_in_which_steps_it_is_given(long points, long step, Outcome outcome, long figure)
    {
        var till = new Till(Branch.Demo with { Rewards = [new Reward("cup", 1_000, 200, RewardForm.Coupon, step, step > 0 ? 100 : 0)] });
        till.Post(OperationKind.Adjust, 2_000, Asset.Points);
        till.Post(OperationKind.Redeem, points, note: "cup");
        Assert.Equal((outcome, figure), (till.Outcome, till.Figure));
    }

    [Theory]
    [InlineData(0, 200, Outcome.Posted, 200)]
    [InlineData(0, 199, Outcome.BalanceLimit, 199)]
    [InlineData(300, 199, Outcome.BalanceLimit, 0)]
    public void A_reward_in_bonus_has_to_fit(long principal, long most, Outcome outcome, long figure)
    {
        var till = new Till(Branch.Demo with { Rewards = [new Reward("bonus", 1_000, 200, RewardForm.Bonus)] });
        till.Post(OperationKind.Adjust, 1_000, Asset.Points);
        if (principal > 0) till.Post(OperationKind.Adjust, principal, Asset.Principal);
        till.Rules = till.Rules with { StoredValueMaxMinor = most };
        till.Post(OperationKind.Redeem, 1_000, note: "bonus");
        Assert.Equal((outcome, figure), (till.Outcome, till.Figure));
    }

    [Fact]
    public void Points_are_worth_what_they_were_spent_for_last_and_reversed_what_they_were_before()
    {
        var till = new Till(Branch.Demo);
        till.Post(OperationKind.Adjust, 1_000, Asset.Points);
        till.Post(OperationKind.Redeem, 100);
        till.Rules = till.Rules with { RedeemWorthMinor = 700 };
        till.Post(OperationKind.Redeem, 100);
        Assert.Equal(new PointsRate(100, 700), till.State.PointsSpentAt);
        till.Post(OperationKind.Reverse, original: till.LastKey);
        Assert.Equal(new PointsRate(100, 500), till.State.PointsSpentAt);
    }
}

using Ledger.Rules.Program;
using static Ledger.Server.Programs.ProgramDocument;

namespace Ledger.Server.Programs;

/// <summary><c>redeem</c>, <c>points_share</c> and <c>rewards</c>: what points are worth, as money at the till and otherwise.</summary>
internal static class RedeemSection
{
    private static readonly Dictionary<string, RewardForm> Forms = new() { ["coupon"] = RewardForm.Coupon, ["bonus"] = RewardForm.Bonus };

    public static ProgramRules Read(DocumentReader document, ProgramRules rules)
    {
        var codes = new UniqueCodes();
        rules = document.Mapping("redeem", true, m => rules with
        {
            RedeemBlock = m.Number("block", 1, LargestAmount), RedeemWorthMinor = m.Number("worth_minor", 0, LargestAmount),
        }) ?? rules;
        rules = rules with
        {
            PointsSharePermille = document.Permille("points_share", 0, 1000, rules.PointsSharePermille),
            Rewards = [.. document.List("rewards", m => ReadReward(m, codes, rules), most: 100)],
        };
        if (document.IsRight && (Int128)(rules.PointsMax / rules.RedeemBlock) * rules.RedeemWorthMinor > LargestResult)
            document.Wrong("redeem", "the most points one operation may redeem (limits.points) are worth more than the ledger can hold");
        return rules;
    }

    private static Reward ReadReward(DocumentReader m, UniqueCodes codes, ProgramRules rules)
    {
        var steps = m.Mapping("steps", false,
            s => new Step(s.Number("points", 1, LargestAmount), s.Number("worth_minor", 0, LargestAmount))) ?? new Step(0, 0);
        var reward = new Reward(
            codes.Read(m, "code", LongestCode), m.Number("points", 1, LargestAmount), m.Number("worth_minor", 0, LargestAmount),
            m.Choice("form", Forms, RewardForm.Coupon), steps.Points, steps.WorthMinor);
        if (m.IsRight) Check(m, reward, rules);
        return reward;
    }

    private static void Check(DocumentReader m, Reward reward, ProgramRules rules)
    {
        if (reward.Points > rules.PointsMax)
            m.Wrong("points", "costs more points than one operation may redeem (limits.points)");
        else if (MostWorth(reward, rules.PointsMax) > LargestResult)
            m.Wrong("worth_minor", "the most points one operation may redeem (limits.points) are worth more than the ledger can hold");
        else if (reward.Form == RewardForm.Bonus && reward.WorthMinor is var bonus && (bonus == 0 || bonus > rules.StoredValueMaxMinor))
            m.Wrong("worth_minor", "a bonus is from 1 up to what an account can hold (limits.stored_value_minor)");
    }

    private static Int128 MostWorth(Reward reward, long points) => reward.StepPoints == 0
        ? (Int128)(points / reward.Points) * reward.WorthMinor
        : reward.WorthMinor + (Int128)((points - reward.Points) / reward.StepPoints) * reward.StepWorthMinor;

    private sealed record Step(long Points, long WorthMinor);
}

using Ledger.Rules.Codes;
using Ledger.Rules.Deciding;
using Ledger.Rules.Members;
using Ledger.Rules.Program;

namespace Ledger.Rules.Earning;

/// <summary>Spending points outside a checkout: at the program's rate, or for one of its rewards.</summary>
internal static class Redemption
{
    public static void Redeem(ref Decision decision)
    {
        var (state, rules, operation) = (decision.State, decision.Rules, decision.Operation);
        var reward = RewardOf(rules, operation.Note);
        if (operation.Note is not null && reward is null) { decision.Refuse(Outcome.RewardUnknown); return; }
        var points = operation.Asked == 0 && reward is not null ? reward.Points : operation.Asked;
        if (reward is null && points % rules.RedeemBlock != 0) { decision.Refuse(Outcome.NotAMultiple, rules.RedeemBlock); return; }
        if (reward is not null && !reward.Takes(points)) { decision.Refuse(Outcome.NotAMultiple, reward.StepPoints > 0 ? reward.StepPoints : reward.Points); return; }
        var available = state.PointsLots.UsableOn(operation.BusinessDate);
        if (points > available) { decision.Refuse(Outcome.InsufficientPoints, available); return; }
        var worth = reward?.WorthOf(points) ?? rules.WorthOf(points);
        var bonus = reward is { Form: RewardForm.Bonus } ? worth : 0;
        var room = decision.RoomForValue;
        if (bonus > room) { decision.Refuse(Outcome.BalanceLimit, Math.Max(0, room)); return; }

        // Decided.
        decision.Figure = worth;
        Pins.EndFailures(ref decision);
        decision.TakeFromLots(Asset.Points, points, SystemAccount.PointsRedeemed);
        if (bonus > 0)
            decision.Transfer(Asset.Bonus, bonus, SystemAccount.BonusExpense, rules.BonusValidity.LastDay(operation.BusinessDate));
    }

    private static Reward? RewardOf(ProgramRules rules, string? code)
    {
        foreach (var reward in rules.Rewards)
            if (reward.Code == code) return reward;
        return null;
    }
}

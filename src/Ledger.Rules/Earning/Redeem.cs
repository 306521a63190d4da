using Ledger.Rules.Basics;
using Ledger.Rules.Codes;
using Ledger.Rules.Deciding;
using Ledger.Rules.Members;
using Ledger.Rules.Program;
using Ledger.Rules.Rows;

namespace Ledger.Rules.Earning;

/// <summary>Spending points outside a checkout: at the program's rate, or for one of its rewards.</summary>
internal readonly struct Redeem(long points, long worth, long bonus) : IKind<Redeem>
{
    public static Refusal? Check(in Case asked, out Redeem plan)
    {
        plan = default;
        var (rules, operation) = (asked.Rules, asked.Operation);
        // A reward of a fixed cost may leave the points to the program.
        Precondition.Require(operation.Asked > 0 || (operation.Asked == 0 && operation.Note is not null));
        var reward = RewardOf(rules, operation.Note);
        if (operation.Note is not null && reward is null) return new Refusal(Outcome.RewardUnknown);
        var points = operation.Asked == 0 && reward is not null ? reward.Points : operation.Asked;
        if (reward is null && points % rules.RedeemBlock != 0) return new Refusal(Outcome.NotAMultiple, rules.RedeemBlock);
        if (reward is not null && !reward.Takes(points))
            return new Refusal(Outcome.NotAMultiple, reward.StepPoints > 0 ? reward.StepPoints : reward.Points);
        var available = asked.AvailablePoints;
        if (points > available) return new Refusal(Outcome.InsufficientPoints, available);
        var worth = reward?.WorthOf(points) ?? rules.WorthOf(points);
        var bonus = reward is { Form: RewardForm.Bonus } ? worth : 0;
        var room = asked.RoomForValue;
        plan = new Redeem(points, worth, bonus);
        return bonus > room ? new Refusal(Outcome.BalanceLimit, Math.Max(0, room)) : null;
    }

    public void Post(ref Transaction transaction)
    {
        transaction.Figure = worth;
        Pins.EndFailures(ref transaction);
        if (worth > 0) PointsWorth.Note(ref transaction, new PointsRate(points, worth));
        transaction.TakeFromLots(Asset.Points, points, SystemAccount.PointsRedeemed);
        if (bonus == 0) return;
        var lastDay = transaction.Case.Rules.BonusValidity.LastDay(transaction.Case.Date);
        transaction.Transfer(Asset.Bonus, bonus, SystemAccount.BonusExpense, lastDay);
    }

    public void Ensure(in Transaction written)
    {
        Invariant.Require(written.PointsMoved == -points && written.PrincipalMoved == 0 && written.BonusMoved == bonus);
        Invariant.Require(bonus >= 0 && bonus <= worth && written.Figure == worth);
    }

    private static Reward? RewardOf(ProgramRules rules, string? code)
    {
        foreach (var reward in rules.Rewards)
            if (reward.Code == code) return reward;
        return null;
    }
}

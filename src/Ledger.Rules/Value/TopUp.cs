using Ledger.Rules.Basics;
using Ledger.Rules.Codes;
using Ledger.Rules.Deciding;

namespace Ledger.Rules.Value;

/// <summary>Loading stored value, with the bonus that the program gives on top.</summary>
internal readonly struct TopUp(long bonus) : IKind<TopUp>
{
    public static Refusal? Check(in Case asked, out TopUp plan)
    {
        var (rules, amount) = (asked.Rules, asked.Operation.Asked);
        Precondition.Require(amount > 0);
        var bonus = rules.BonusFor(amount);
        var room = asked.RoomForValue;
        plan = new TopUp(bonus);
        return amount > room - bonus ? new Refusal(Outcome.BalanceLimit, rules.LargestTopUpFor(room)) : null;
    }

    public void Post(ref Transaction transaction)
    {
        transaction.Transfer(Asset.Principal, transaction.Case.Operation.Asked, SystemAccount.Tender);
        if (bonus == 0) return;
        var lastDay = transaction.Case.Rules.BonusValidity.LastDay(transaction.Case.Date);
        transaction.Transfer(Asset.Bonus, bonus, SystemAccount.BonusExpense, lastDay);
    }

    public void Ensure(in Transaction written)
    {
        var asked = written.Case.Operation.Asked;
        Invariant.Require(written.PrincipalMoved == asked && written.BonusMoved == written.Case.Rules.BonusFor(asked)
            && written.PointsMoved == 0);
    }
}

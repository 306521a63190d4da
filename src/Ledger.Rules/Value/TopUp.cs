using Ledger.Rules.Basics;
using Ledger.Rules.Codes;
using Ledger.Rules.Deciding;
using Ledger.Rules.Members;
using Ledger.Rules.Rows;
using Ledger.Rules.State;

namespace Ledger.Rules.Value;

/// <summary>Loading stored value, with the bonus that the program gives on top.</summary>
internal readonly struct TopUp(long bonus, bool isOnce) : IKind<TopUp>
{
    public static Refusal? Check(in Case asked, out TopUp plan)
    {
        var (rules, amount) = (asked.Rules, asked.Operation.Asked);
        Precondition.Require(amount > 0);
        var (bringsBonus, isOnce) = CardUse.Loading(asked);
        var (bonus, room) = (bringsBonus ? rules.BonusFor(amount) : 0, asked.RoomForValue);
        plan = new TopUp(bonus, isOnce);
        if (amount <= room - bonus) return null;
        return new Refusal(Outcome.BalanceLimit, bringsBonus ? rules.LargestTopUpFor(room) : Math.Max(0, room));
    }

    public void Post(ref Transaction transaction)
    {
        if (isOnce) transaction.Detail = new RowDetail { Loaded = true };
        var state = transaction.Case.State;
        if (Loads.ChangedBy(state, bonus > 0) is { } loads)
            transaction.Detail = (transaction.Detail ?? new RowDetail()) with { Was = new WasFacts { Known = loads } };
        if (bonus == 0 && state.Unsent is { } unsent)
            transaction.Detail = (transaction.Detail ?? new RowDetail()) with { UnsentMinor = unsent + transaction.Case.Operation.Asked };
        transaction.Transfer(Asset.Principal, transaction.Case.Operation.Asked, SystemAccount.Tender);
        if (bonus == 0) return;
        var lastDay = transaction.Case.Rules.BonusValidity.LastDay(transaction.Case.Date);
        transaction.Transfer(Asset.Bonus, bonus, SystemAccount.BonusExpense, lastDay);
    }

    public void Ensure(in Transaction written)
    {
        var asked = written.Case.Operation.Asked;
        Invariant.Require(written.PrincipalMoved == asked && written.BonusMoved == bonus && written.PointsMoved == 0);
        Invariant.Require(bonus == 0 || bonus == written.Case.Rules.BonusFor(asked));
    }
}

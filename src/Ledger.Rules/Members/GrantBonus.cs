using Ledger.Rules.Basics;
using Ledger.Rules.Codes;
using Ledger.Rules.Deciding;
using Ledger.Rules.Rows;

namespace Ledger.Rules.Members;

/// <summary>Gives the bonus of every month that has begun since the last one, as far as it fits.</summary>
internal readonly struct GrantBonus(long monthly, long bonus) : IKind<GrantBonus>
{
    public static Refusal? Check(in Case asked, out GrantBonus plan)
    {
        plan = default;
        var (due, date) = (asked.State.Membership.NextGrantOn, asked.Date);
        if (due > date) return null;
        var monthly = asked.Rules.TierOf(asked.State.Membership.Tier)?.MonthlyBonusMinor ?? 0;
        var months = (date.Year - due.Year) * 12 + date.Month - due.Month + 1;
        plan = new GrantBonus(monthly, Math.Min(monthly * months, Math.Max(0, asked.RoomForValue)));
        return null;
    }

    public void Post(ref Transaction transaction)
    {
        var (rules, date) = (transaction.Case.Rules, transaction.Case.Date);
        if (transaction.Case.State.Membership.NextGrantOn <= date)
            transaction.Detail = new RowDetail { NextGrantOn = monthly > 0 ? TierLife.FirstOfNextMonth(date) : DateOnly.MaxValue };
        if (bonus > 0) transaction.Transfer(Asset.Bonus, bonus, SystemAccount.BonusExpense, rules.BonusValidity.LastDay(date));
        transaction.Note();
    }

    public void Ensure(in Transaction written) =>
        Invariant.Require(written.BonusMoved == bonus && bonus >= 0 && written.PointsMoved == 0 && written.PrincipalMoved == 0);
}

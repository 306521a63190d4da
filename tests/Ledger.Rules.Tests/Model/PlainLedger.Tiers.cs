using Ledger.Rules.Codes;
using Ledger.Rules.Program;

namespace Ledger.Rules.Tests.Model;

// Tiers: every question scans all that ever counted.
internal sealed partial class PlainLedger
{
    private static void Count(Desk at, DateOnly date, int purchases, decimal spend, decimal points)
    {
        if (at.Rules.Tiers.Length == 0 && at.Rules.DayPointsMax == long.MaxValue) return;
        at.Member.Counts.Add(new PlainCount(date, purchases, spend, points));
        if (at.Rules.Tiers.Length == 0 || purchases < 0 || spend < 0 || points < 0) return;
        var now = IndexOf(at.Rules, at.Member.Tier);
        var reached = HighestReached(at, at.Rules.Tiers.Length - 1, at.Date);
        if (reached > now) PutInto(at, at.Rules.Tiers[reached].Code);
    }

    private static int IndexOf(ProgramRules rules, string code) => Math.Max(0, Array.FindIndex(rules.Tiers, tier => tier.Code == code));

    private static int HighestReached(Desk at, int most, DateOnly date) =>
        Array.FindLastIndex(at.Rules.Tiers, Math.Max(0, most), tier =>
            tier.Reaches.Any(reach => Measured(at.Member, reach, date) >= reach.Least));

    private static decimal Measured(PlainMember member, Reach reach, DateOnly date)
    {
        var counts = member.Counts.Where(count => reach.Window switch
        {
            TierWindow.Day => count.Date == date,
            TierWindow.Months => MonthOf(count.Date) <= MonthOf(date) && MonthOf(count.Date) >= MonthOf(date) - reach.Months,
            TierWindow.Year => count.Date.Year == date.Year && MonthOf(count.Date) <= MonthOf(date),
            _ => true,
        });
        return reach.Measure switch
        {
            TierMeasure.Purchases => counts.Sum(count => count.Purchases),
            TierMeasure.Spend => counts.Sum(count => count.Spend),
            _ => counts.Sum(count => count.Points),
        };
    }

    private static int MonthOf(DateOnly date) => date.Year * 12 + date.Month;

    private static void PutInto(Desk at, string code)
    {
        at.Member.Tier = code;
        at.Member.TierUntil = IndexOf(at.Rules, code) == 0 ? DateOnly.MaxValue : PlainCalendar.LastDay(at.Rules.TierValidity, at.Date);
        GrantFrom(at);
    }

    // What is due already stays due.
    private static void GrantFrom(Desk at)
    {
        if (PlainEarning.TierOf(at.Rules, at.Member.Tier)!.MonthlyBonusMinor == 0) at.Member.NextGrant = DateOnly.MaxValue;
        else if (at.Member.NextGrant > at.Date) at.Member.NextGrant = PlainCalendar.FirstOfNextMonth(at.Date);
    }

    private static void SetTier(Desk at)
    {
        if (!at.Rules.Tiers.Any(tier => tier.Code == at.Operation.Note)) { at.Refuse(Outcome.TierUnknown); return; }
        PutInto(at, at.Operation.Note!);
    }

    // Window after window, as many as have ended.
    private static void ReviewTier(Desk at)
    {
        var (rules, member) = (at.Rules, at.Member);
        var isOver = false;
        while (rules.Tiers.Length > 0 && member.TierUntil < at.Date)
        {
            var now = IndexOf(rules, member.Tier);
            var reached = Math.Max(0, HighestReached(at, now, member.TierUntil));
            var next = rules.TierEnd == TierEnd.ToReached || reached == now ? reached : now - 1;
            // As if reached on the last day of the window before, or on the day after where that brings nothing.
            var until = PlainCalendar.LastDay(rules.TierValidity, member.TierUntil);
            if (until <= member.TierUntil) until = PlainCalendar.LastDay(rules.TierValidity, member.TierUntil.AddDays(1));
            (member.Tier, member.TierUntil) = (rules.Tiers[next].Code, next == 0 ? DateOnly.MaxValue : until);
            isOver = true;
        }
        if (isOver) GrantFrom(at);
    }

    private static void GrantBonus(Desk at)
    {
        if (at.Member.NextGrant > at.Date) return;
        var bonus = PlainEarning.TierOf(at.Rules, at.Member.Tier)?.MonthlyBonusMinor ?? 0;
        var months = MonthOf(at.Date) - MonthOf(at.Member.NextGrant) + 1;
        at.Give(Asset.Bonus, Math.Max(0, Math.Min(bonus * months, at.StoredRoom)), SystemAccount.BonusExpense,
            PlainCalendar.LastDay(at.Rules.BonusValidity, at.Date));
        at.Member.NextGrant = bonus > 0 ? PlainCalendar.FirstOfNextMonth(at.Date) : DateOnly.MaxValue;
    }
}

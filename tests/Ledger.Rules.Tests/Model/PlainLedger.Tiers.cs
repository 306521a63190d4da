using Ledger.Rules.Codes;
using Ledger.Rules.Program;

namespace Ledger.Rules.Tests.Model;

// Tiers: every question scans all that ever counted.
internal sealed partial class PlainLedger
{
    private static void Count(Desk at, DateOnly date, int purchases, decimal spend, decimal points)
    {
        var (member, rules) = (at.Member, at.Rules);
        if (rules.Tiers.Length == 0 && rules.DayPointsMax == long.MaxValue) return;
        member.Counts.Add(new PlainCount(date, purchases, spend, points));
        (at.Entry.Counted, member.IsTierNew) = (true, false);
        if (rules.Tiers.Length == 0 || member.TierByHand) return;
        var now = IndexOf(rules, member.Tier);
        var reached = HighestReached(at, rules.Tiers.Length - 1, at.Date);
        if (reached <= now) return;
        at.Entry.TierBefore = TierOf(member);
        var floor = member.TierFloor ?? (member.Tier, member.TierUntil, member.TierSince);
        PutInto(at, rules.Tiers[reached].Code, byHand: false);
        (member.TierFloor, member.IsTierNew) = (floor, true);
        (at.Entry.GrantAfter, at.Entry.TierAfter) = (member.NextGrant, TierOf(member));
    }

    private static PlainTier TierOf(PlainMember member) =>
        new(member.Tier, member.TierUntil, member.NextGrant, member.TierSince, member.TierBy, member.TierFloor, member.TierByHand);

    /// <summary>What was bought comes back: the tier that it reached is the one that is reached without it.</summary>
    private static void CountBack(Desk at, PlainEntry original, int purchases, decimal spend, decimal points, bool isWhole)
    {
        var (member, rules) = (at.Member, at.Rules);
        if (!original.Counted) return;
        at.Entry.CountedBack = new PlainCount(original.Operation.BusinessDate, purchases, spend, points);
        member.Counts.Add(at.Entry.CountedBack);
        if (rules.Tiers.Length == 0 || (at.Operation.Kind == OperationKind.Refund && rules.Returns.TierOnReturn == TierOnReturn.Keep))
            return;
        if (isWhole && original.Member == member && original != member.TierBy && original.TierBefore is not null)
            original.IsTierStruck = true;
        if (member.TierByHand || member.TierFloor is not { } floor) return;
        if (original.Member == member && original.Number > member.TierBy!.Number) return;

        var grant = member.NextGrant;
        at.Entry.TierBefore = TierOf(member);
        if (member.TierBy == original && original.TierBefore is { } found)
        {
            var before = Without(at, found);
            if ((isWhole && member.IsTierNew) || !IsKept(at, original, IndexOf(rules, before.Tier), isWhole)) PutInto(at, original, before);
            return;
        }
        member.IsTierNew = false;
        var (lowest, now) = (IndexOf(rules, floor.Tier), IndexOf(rules, member.Tier));
        var reached = Math.Max(lowest, Math.Max(HighestReached(at, now, member.TierSince), HighestReached(at, now, at.Date)));
        if (reached == lowest)
            (member.Tier, member.TierUntil, member.TierSince, member.TierFloor) = (floor.Tier, floor.Until, floor.Since, null);
        else member.Tier = rules.Tiers[reached].Code;
        member.TierBy = at.Entry;
        if (!HasGrants(at)) member.NextGrant = DateOnly.MaxValue;
        else if (grant == DateOnly.MaxValue) member.NextGrant = PlainCalendar.FirstOfNextMonth(at.Date);
        (at.Entry.GrantAfter, at.Entry.TierAfter) = (member.NextGrant, TierOf(member));
    }

    // As it was before what had raised it.
    private static void PutInto(Desk at, PlainEntry original, PlainTier before)
    {
        var (member, grant) = (at.Member, at.Member.NextGrant);
        (member.Tier, member.TierUntil, member.TierSince) = (before.Tier, before.Until, before.Since);
        (member.TierBy, member.TierFloor, member.IsTierNew) = (before.By ?? at.Entry, before.Floor, false);
        member.NextGrant = GrantBefore(at, grant, original, before);
        (at.Entry.GrantAfter, at.Entry.TierAfter) = (member.NextGrant, TierOf(member));
    }

    /// <summary>What is left of what raised the tier, and what was bought since, reaches one above that.</summary>
    private static bool IsKept(Desk at, PlainEntry original, int above, bool isWhole)
    {
        var (member, now) = (at.Member, IndexOf(at.Rules, at.Member.Tier));
        var reached = Math.Max(HighestReached(at, now, member.TierSince), HighestReached(at, now, at.Date));
        if (reached <= above) return false;
        var was = TierOf(member);
        (member.Tier, member.TierBy, member.IsTierNew) = (
            at.Rules.Tiers[reached].Code, isWhole ? at.Entry : original, !isWhole && member.IsTierNew);
        if (!HasGrants(at)) member.NextGrant = DateOnly.MaxValue;
        else if (member.NextGrant == DateOnly.MaxValue) member.NextGrant = PlainCalendar.FirstOfNextMonth(at.Date);
        (at.Entry.GrantAfter, at.Entry.TierAfter) = (member.NextGrant, TierOf(member));
        if (was == at.Entry.TierAfter) at.Entry.TierBefore = null;
        return true;
    }

    /// <summary>A tier as it was found, without what has been undone since: of a purchase what is left decides.</summary>
    private static PlainTier Without(Desk at, PlainTier tier)
    {
        while (tier.By is { IsTierStruck: true, TierBefore: { } earlier } by)
        {
            var (raised, lowest) = (IndexOf(at.Rules, tier.Tier), IndexOf(at.Rules, earlier.Tier));
            var reached = Math.Max(HighestReached(at, raised, tier.Since), HighestReached(at, raised, at.Date));
            if (tier.Floor is not null && raised > lowest && reached > lowest)
                return tier with { Tier = at.Rules.Tiers[reached].Code, By = at.Entry };
            if (tier.NextGrant != by.GrantAfter)
                earlier = earlier with
                {
                    NextGrant = at.Rules.Tiers[lowest].MonthlyBonusMinor == 0 ? DateOnly.MaxValue
                        : tier.NextGrant != DateOnly.MaxValue ? tier.NextGrant : earlier.NextGrant,
                };
            tier = earlier;
        }
        return tier;
    }

    private static bool HasGrants(Desk at) => PlainEarning.TierOf(at.Rules, at.Member.Tier)!.MonthlyBonusMinor > 0;

    private static int IndexOf(ProgramRules rules, string code) => Math.Max(0, Array.FindIndex(rules.Tiers, tier => tier.Code == code));

    /// <summary>0 where none is.</summary>
    private static int HighestReached(Desk at, int most, DateOnly date, DateOnly after = default) =>
        Math.Max(0, Array.FindLastIndex(at.Rules.Tiers, Math.Max(0, most), tier =>
            tier.Reaches.Any(reach => Measured(at.Member, reach, date, after) >= reach.Least)));

    private static decimal Measured(PlainMember member, Reach reach, DateOnly date, DateOnly after)
    {
        var counts = reach.Window == TierWindow.Ever ? member.Counts
            : Remembered(member).Where(count => count.Date <= date && count.Date > after && reach.Window switch
            {
                TierWindow.Day => count.Date == date,
                // To the day: of a shorter month its last one.
                TierWindow.Months => count.Date > date.AddMonths(-reach.Months),
                _ => count.Date.Year == date.Year,
            });
        return reach.Measure switch
        {
            TierMeasure.Purchases => counts.Sum(count => count.Purchases),
            TierMeasure.Spend => counts.Sum(count => count.Spend),
            _ => counts.Sum(count => count.Points),
        };
    }

    // The newest month that counts and 25 before it; what is older counts for ever alone.
    private static IEnumerable<PlainCount> Remembered(PlainMember member) =>
        member.Counts.Where(count => MonthOf(count.Date) > member.Counts.Max(one => MonthOf(one.Date)) - 26);

    private static int MonthOf(DateOnly date) => date.Year * 12 + date.Month;

    private static void PutInto(Desk at, string code, bool byHand)
    {
        var member = at.Member;
        member.TierByHand = byHand && at.Rules.TierByHand == TierByHand.Holds;
        (member.Tier, member.TierSince, member.TierBy, member.TierFloor, member.IsTierNew) = (code, at.Date, at.Entry, null, false);
        member.TierUntil = IndexOf(at.Rules, code) == 0 && !member.TierByHand ? DateOnly.MaxValue
            : PlainCalendar.LastDay(at.Rules.TierValidity, at.Date);
        GrantFrom(at);
    }

    // What is due already stays due.
    private static void GrantFrom(Desk at)
    {
        if (!HasGrants(at)) at.Member.NextGrant = DateOnly.MaxValue;
        else if (at.Member.NextGrant > at.Date) at.Member.NextGrant = PlainCalendar.FirstOfNextMonth(at.Date);
    }

    private static void SetTier(Desk at)
    {
        if (!at.Rules.Tiers.Any(tier => tier.Code == at.Operation.Note)) { at.Refuse(Outcome.TierUnknown); return; }
        at.Entry.TierBefore = TierOf(at.Member);
        PutInto(at, at.Operation.Note!, byHand: true);
        (at.Entry.GrantAfter, at.Entry.TierAfter) = (at.Member.NextGrant, TierOf(at.Member));
    }

    // Window after window, as many as have ended. What was done up to the day since which the tier holds kept it once already.
    private static void ReviewTier(Desk at)
    {
        var (rules, member) = (at.Rules, at.Member);
        var isOver = false;
        while (rules.Tiers.Length > 0 && member.TierUntil < at.Date)
        {
            var now = IndexOf(rules, member.Tier);
            var below = rules.TierEnd == TierEnd.ToReached ? 0 : Math.Max(0, now - 1);
            var reached = HighestReached(at, member.TierByHand ? rules.Tiers.Length - 1 : now, member.TierUntil, member.TierSince);
            var next = rules.TierEnd == TierEnd.ToReached || reached >= now ? reached : below;
            // As if reached on the last day of the window before, or on the day after where that brings nothing.
            var until = PlainCalendar.LastDay(rules.TierValidity, member.TierUntil);
            if (until <= member.TierUntil) until = PlainCalendar.LastDay(rules.TierValidity, member.TierUntil.AddDays(1));
            member.TierSince = member.TierUntil;
            (member.Tier, member.TierUntil) = (rules.Tiers[next].Code, next == 0 ? DateOnly.MaxValue : until);
            member.TierFloor = next <= below ? null
                : (rules.Tiers[below].Code, below == 0 ? DateOnly.MaxValue : until, member.TierSince);
            (member.TierByHand, member.TierBy, member.IsTierNew, isOver) = (false, at.Entry, false, true);
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

using Ledger.Rules.Codes;
using Ledger.Rules.Deciding;
using Ledger.Rules.Program;

namespace Ledger.Rules.Earning;

/// <summary>What earning on a purchase looks at, and how it is given, alone or as part of a checkout.</summary>
internal static class Purchases
{
    /// <summary>What a member had earned on the business date before this operation.</summary>
    public static long DayPoints(in Case asked) => asked.State.Activity?.On(asked.Date).Points ?? 0;

    /// <summary>What the conditions of the program's rules look at.</summary>
    public static Occasion OccasionOf(in Case asked)
    {
        var membership = asked.State.Membership;
        var tier = asked.Rules.TierOf(membership.Tier)?.Code ?? "";
        return new Occasion(asked.Date, tier, asked.Operation.Store, membership.Birthdays);
    }

    /// <summary>Gives points that were earned; those of a purchase wait as long as the program says.</summary>
    public static void Give(ref Transaction transaction, long points, bool isPurchase)
    {
        var (rules, date) = (transaction.Case.Rules, transaction.Case.Date);
        var usableFrom = isPurchase ? rules.PointsWaiting.FirstDay(date) : default;
        transaction.GivePoints(points, SystemAccount.PointsIssued, rules.PointsValidity.LastDay(date), usableFrom);
    }
}

using Ledger.Rules.Basics;
using Ledger.Rules.Codes;
using Ledger.Rules.Deciding;
using Ledger.Rules.Earning;
using Ledger.Rules.Program;
using Ledger.Rules.Rows;
using Ledger.Rules.State;

namespace Ledger.Rules.Returns;

/// <summary>Taking back points that were earned, as if the purchase had been smaller.</summary>
internal static class ReturnOfEarning
{
    /// <summary>An accrual: by minor units of its purchase, or by points where points were stated.</summary>
    public static Refusal? Accrue(in Case asked, Past past, out Undoing? undoing)
    {
        undoing = null;
        // A purchase counts in money; stated points and actions count in points, which for an action are those it gave.
        var isPurchase = IsPurchase(past.First);
        var left = (isPurchase ? past.First.Asked : past.PointsGiven) - past.Amount;
        if (Returned.Check(asked, left, out var amount) is { } refusal) return refusal;

        var takeBack = isPurchase ? EarnedLess(asked, past, left - amount) : amount;
        undoing = new Undoing(asked, past);
        var missing = undoing.TakeBackPoints(takeBack, SystemAccount.PointsIssued);
        Settle(undoing, asked, past, missing, givenBack: 0);
        var counted = past.First.Detail?.Activity;
        undoing.Detail = new RowDetail
        {
            Activity = counted is null ? null
                : new ActivityFacts(counted.Date, isPurchase && amount == left && !past.WasUndone ? -1 : 0, isPurchase ? -amount : 0,
                -takeBack),
            Refund = new RefundFacts { Amount = amount, PointsTakenBack = takeBack, PointsShort = missing, IsWhole = amount == left },
        };
        return null;
    }

    /// <summary>
    /// What happens about points that are no longer there, as the program says; returns what is kept back from
    /// <paramref name="givenBack"/>, in minor units.
    /// </summary>
    public static long Settle(Undoing undoing, in Case asked, Past past, long missing, long givenBack)
    {
        switch (asked.Rules.Returns.SpentPoints)
        {
            case SpentPoints.Negative:
                undoing.Owe(missing, SystemAccount.PointsIssued);
                return 0;
            case SpentPoints.Net:
                // Of all that is missing so far, so that no number of parts rounds up more than once.
                var worth = WorthOf(asked, past.PointsShort + missing) - past.NettedMinor;
                return (long)Int128.Clamp(worth, 0, givenBack);
            case SpentPoints.Cap:
                return 0;
            default:
                throw new InvariantBrokenException($"Unknown way to treat spent points {asked.Rules.Returns.SpentPoints}.");
        }
    }

    // The worth at which the member spent points last, rounded up; before any were spent, that of the rules that gave them.
    private static Int128 WorthOf(in Case asked, long points)
    {
        var rules = asked.Circumstances.OriginalRules ?? asked.Rules;
        var (block, worth) = asked.State.PointsSpentAt is { Points: > 0 } rate ? (rate.Points, rate.WorthMinor)
            : (rules.RedeemBlock, rules.RedeemWorthMinor);
        return ((Int128)points * worth + block - 1) / block;
    }

    /// <summary>The occasion of the original.</summary>
    public static Occasion OccasionOf(in JournalRow first, EarningFacts? facts) =>
        new(first.BusinessDate, facts?.Tier ?? "", first.Store, facts?.Birthdays ?? []);

    // Stated points have a reason, actions a code.
    private static bool IsPurchase(in JournalRow first) => first.Note is null;

    private static long EarnedLess(in Case asked, Past past, long purchaseLeft)
    {
        if (purchaseLeft == 0) return past.PointsGiven - past.PointsTakenBack;
        var (rules, facts) = (asked.Circumstances.OriginalRules ?? asked.Rules, past.First.Detail?.Earning);
        var earned = EarnedPoints.OfPurchase(rules, OccasionOf(past.First, facts), purchaseLeft, dayPoints: 0);
        return Math.Max(0, past.PointsGiven - earned - past.PointsTakenBack);
    }
}

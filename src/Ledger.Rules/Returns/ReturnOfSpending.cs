using Ledger.Rules.Asked;
using Ledger.Rules.Codes;
using Ledger.Rules.Deciding;
using Ledger.Rules.Earning;
using Ledger.Rules.Rows;
using Ledger.Rules.State;

namespace Ledger.Rules.Returns;

/// <summary>Giving back what a member spent: stored value to its pools, points to their lots, and what the goods had earned taken back.</summary>
internal static class ReturnOfSpending
{
    /// <summary>A debit or capture, by amount.</summary>
    public static void Debit(ref Decision decision, Past past)
    {
        var left = LeftOf(past, IsStoredValue);
        if (!Refunds.Amount(ref decision, left, out var amount)) return;

        // Decided.
        var undoing = new Undoing(decision);
        GiveBack(undoing, past, IsStoredValue, amount);
        decision.Detail = new RowDetail
        {
            Refund = new RefundFacts
            {
                Legs = undoing.Legs, Amount = amount, StoredValueMinor = amount, Forfeited = undoing.Forfeited, IsWhole = amount == left,
            },
        };
        undoing.Write(ref decision);
    }

    /// <summary>A redemption, by points. What a reward had brought as bonus goes back in proportion.</summary>
    public static void Redeem(ref Decision decision, Past past)
    {
        var left = LeftOf(past, IsPointsSpent);
        if (!Refunds.Amount(ref decision, left, out var amount)) return;
        var bonusBack = 0L;
        var bonusLeg = Array.FindIndex(past.Rows, row => row.Asset == Asset.Bonus);
        if (bonusLeg >= 0)
        {
            bonusBack = (long)((Int128)past.LeftOf(bonusLeg) * amount / left);
            var lot = past.Rows[bonusLeg].Lot!.Value;
            var there = decision.State.BonusLots.AmountOf(lot) - decision.State.Membership.HeldBonus(lot);
            if (bonusBack > there) { decision.Refuse(Outcome.InsufficientFunds, there); return; }
        }

        // Decided.
        var undoing = new Undoing(decision);
        GiveBack(undoing, past, IsPointsSpent, amount);
        if (bonusBack > 0)
        {
            undoing.Take(Asset.Bonus, bonusBack, past.Rows[bonusLeg].Counter, past.Rows[bonusLeg].Lot);
            undoing.Undo(past.Rows[bonusLeg], bonusBack);
        }
        var worthLeft = past.First.Figure - past.PointsWorthMinor;
        decision.Detail = new RowDetail
        {
            Refund = new RefundFacts
            {
                Legs = undoing.Legs, Amount = amount, PointsRestored = amount, Forfeited = undoing.Forfeited, IsWhole = amount == left,
                PointsWorthMinor = (long)((Int128)worthLeft * amount / left),
            },
        };
        undoing.Write(ref decision);
    }

    /// <summary>A checkout, by lines or by amount: every way it was paid gives back its part, then earned points are taken back.</summary>
    public static void Checkout(ref Decision decision, Past past)
    {
        var basket = past.Basket!;
        if (!Lines(ref decision, past, basket, out var returned)) return;
        long amount = 0;
        foreach (var line in returned) amount += line.AmountMinor;
        var left = basket.DueMinor - past.Amount;
        var isWhole = amount == left;

        // Decided.
        var split = Share.Of(amount, [basket.PointsWorthMinor - past.PointsWorthMinor, basket.StoredValueMinor - past.StoredValueMinor, basket.RestMinor - past.RestMinor]);
        var (worth, stored, rest) = (split[0], split[1], split[2]);
        var points = isWhole ? basket.Points - past.PointsRestored : PointsFor(basket, past.PointsWorthMinor + worth) - past.PointsRestored;

        var undoing = new Undoing(decision);
        GiveBack(undoing, past, IsPointsSpent, points);
        var storedShares = Share.Of(stored, LegsLeft(past, IsStoredValue));
        var takeBack = isWhole ? basket.EarnedPoints - past.PointsTakenBack
            : Math.Max(0, basket.EarnedPoints - EarnedByTheRest(decision, past, basket, returned, storedShares, rest) - past.PointsTakenBack);
        var missing = undoing.TakeBackPoints(past, takeBack, SystemAccount.PointsIssued);
        var netted = ReturnOfEarning.Settle(undoing, decision.Rules, missing, rest + stored);
        GiveBack(undoing, past, IsStoredValue, stored, kept: Math.Max(0, netted - rest));

        decision.Detail = new RowDetail
        {
            Activity = past.First.Detail!.Activity is null ? null
                : new ActivityFacts(past.First.BusinessDate, isWhole ? -1 : 0, worth - amount, -takeBack),
            Refund = new RefundFacts
            {
                Legs = undoing.Legs, Lines = returned, Amount = amount, StoredValueMinor = stored, PointsRestored = points, PointsWorthMinor = worth,
                RestMinor = rest, PointsTakenBack = takeBack, PointsShort = missing, NettedMinor = netted, Forfeited = undoing.Forfeited, IsWhole = isWhole,
            },
        };
        undoing.Write(ref decision);
    }

    // Whole points for a part of their worth. Points that are worth nothing come back with the last of the goods.
    private static long PointsFor(BasketFacts basket, long worth) =>
        basket.PointsWorthMinor == 0 ? 0 : (long)((Int128)basket.Points * worth / basket.PointsWorthMinor);

    // The lines that come back, each with its amount; false: refused.
    private static bool Lines(ref Decision decision, Past past, BasketFacts basket, out RefundLine[] returned)
    {
        var left = new long[basket.Lines.Length];
        for (var i = 0; i < left.Length; i++) left[i] = basket.Due[i] - past.ReturnedOf(i);
        var stated = (decision.Operation.Terms as RefundTerms)?.Lines ?? [];
        if (stated.Length == 0)
        {
            returned = [];
            if (!Refunds.Amount(ref decision, basket.DueMinor - past.Amount, out var amount)) return false;
            var shares = Share.Of(amount, left);
            returned = [.. shares.Select((share, line) => new RefundLine(line, share)).Where(line => line.AmountMinor > 0)];
            return true;
        }

        returned = new RefundLine[stated.Length];
        for (var i = 0; i < stated.Length; i++)
        {
            var line = stated[i];
            var most = line.Line < left.Length ? left[line.Line] : 0;
            if (line.AmountMinor > most || most == 0) { decision.Refuse(Outcome.ExceedsOriginal, most); return false; }
            returned[i] = line with { AmountMinor = line.AmountMinor == 0 ? most : line.AmountMinor };
        }
        return true;
    }

    private static long EarnedByTheRest(
        in Decision decision, Past past, BasketFacts basket, RefundLine[] returned, long[] storedShares, long rest)
    {
        var due = new long[basket.Lines.Length];
        for (var i = 0; i < due.Length; i++) due[i] = basket.Due[i] - past.ReturnedOf(i);
        foreach (var line in returned) due[line.Line] -= line.AmountMinor;
        long dueLeft = 0;
        foreach (var amount in due) dueLeft += amount;

        var rules = decision.Circumstances.OriginalRules ?? decision.Rules;
        var paid = basket.RestMinor - past.RestMinor - rest;
        for (int leg = 0, share = 0; leg < past.Rows.Length; leg++)
        {
            if (!IsStoredValue(past.Rows[leg])) continue;
            if (past.Rows[leg].Asset == Asset.Principal || rules.BonusEarns) paid += past.LeftOf(leg) - storedShares[share];
            share++;
        }
        // A card that did not earn then does not earn now.
        return Math.Min(basket.EarnedPoints, EarnedPoints.Of(
            rules, ReturnOfEarning.OccasionOf(past.First, basket.Earning), new EarningBasket(basket.Lines, due, dueLeft, paid), dayPoints: 0));
    }

    private static void GiveBack(Undoing undoing, Past past, Func<JournalRow, bool> which, long amount, long kept = 0)
    {
        var shares = Share.Of(amount, LegsLeft(past, which));
        var share = 0;
        for (var leg = 0; leg < past.Rows.Length; leg++)
        {
            if (!which(past.Rows[leg])) continue;
            var held = Math.Min(kept, shares[share]);
            undoing.GiveBack(past.Rows[leg], shares[share++], held);
            kept -= held;
        }
    }

    private static long[] LegsLeft(Past past, Func<JournalRow, bool> which)
    {
        var left = new List<long>();
        for (var leg = 0; leg < past.Rows.Length; leg++)
            if (which(past.Rows[leg])) left.Add(past.LeftOf(leg));
        return [.. left];
    }

    private static long LeftOf(Past past, Func<JournalRow, bool> which) => LegsLeft(past, which).Sum();

    private static bool IsStoredValue(JournalRow row) => row.Asset is Asset.Principal or Asset.Bonus && row.Amount < 0;

    private static bool IsPointsSpent(JournalRow row) => row.Asset == Asset.Points && row.Amount < 0;
}

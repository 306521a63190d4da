using Ledger.Rules.Asked;
using Ledger.Rules.Codes;
using Ledger.Rules.Deciding;
using Ledger.Rules.Earning;
using Ledger.Rules.Rows;

namespace Ledger.Rules.Returns;

/// <summary>
/// A checkout, by lines or by amount: every way it was paid gives back its part, then points that the goods had earned are taken back.
/// </summary>
internal static class ReturnOfCheckout
{
    public static Refusal? Checkout(in Case asked, Past past, out Undoing? undoing)
    {
        undoing = null;
        var basket = past.Basket!;
        if (CheckLines(asked, past, basket, out var returned) is { } refusal) return refusal;
        long amount = 0;
        foreach (var line in returned) amount += line.AmountMinor;
        // Goods that were all free have come back when each of them has.
        var isWhole = !past.IsUndone && amount == basket.DueMinor - past.Amount
            && (basket.DueMinor > 0 || IsLastOfFree(asked, past, basket, returned));

        var split = Share.Of(amount, [
            basket.PointsWorthMinor - past.PointsWorthMinor,
            basket.StoredValueMinor - past.StoredValueMinor,
            basket.RestMinor - past.RestMinor,
        ]);
        var (worth, stored, rest) = (split[0], split[1], split[2]);
        var points = (isWhole ? basket.Points : PointsFor(basket, past.PointsWorthMinor + worth)) - past.PointsRestored;

        undoing = new Undoing(asked, past);
        ReturnOfSpending.GiveBack(undoing, past, ReturnOfSpending.IsPointsSpent, points);
        var storedShares = Share.Of(stored, ReturnOfSpending.LegsLeft(past, ReturnOfSpending.IsStoredValue));
        var takeBack = isWhole ? basket.EarnedPoints - past.PointsTakenBack
            : Math.Max(0, basket.EarnedPoints - EarnedByTheRest(asked, past, basket, returned, storedShares, rest) - past.PointsTakenBack);
        var missing = undoing.TakeBackPoints(takeBack, SystemAccount.PointsIssued);
        var netted = ReturnOfEarning.Settle(undoing, asked, past, missing, rest + stored);
        ReturnOfSpending.GiveBack(undoing, past, ReturnOfSpending.IsStoredValue, stored, kept: Math.Max(0, netted - rest));

        undoing.Detail = new RowDetail
        {
            Activity = past.First.Detail!.Activity is null ? null
                : new ActivityFacts(past.First.BusinessDate, isWhole && !past.WasUndone ? -1 : 0, worth - amount, -takeBack),
            Refund = new RefundFacts
            {
                Legs = undoing.Legs, Lines = returned, Amount = amount, StoredValueMinor = stored, PointsRestored = points,
                PointsWorthMinor = worth, RestMinor = rest, PointsTakenBack = takeBack, PointsShort = missing, NettedMinor = netted,
                Forfeited = undoing.Forfeited, IsWhole = isWhole,
            },
        };
        return null;
    }

    // Whole points for a part of their worth. Points that are worth nothing come back with the last of the goods.
    private static long PointsFor(BasketFacts basket, long worth) =>
        basket.PointsWorthMinor == 0 ? 0 : (long)((Int128)basket.Points * worth / basket.PointsWorthMinor);

    // The lines that come back, each with its amount; or why they do not.
    private static Refusal? CheckLines(in Case asked, Past past, BasketFacts basket, out RefundLine[] returned)
    {
        var left = LeftByLine(past, basket);
        var stated = (asked.Operation.Terms as RefundTerms)?.Lines ?? [];
        if (stated.Length == 0)
        {
            returned = [];
            if (Returned.Check(asked, basket.DueMinor - past.Amount, out var amount) is { } refusal) return refusal;
            var shares = Share.Of(amount, left);
            returned = [.. shares.Select((share, line) => new RefundLine(line, share)).Where(line => line.AmountMinor > 0)];
            return null;
        }

        returned = new RefundLine[stated.Length];
        for (var i = 0; i < stated.Length; i++)
        {
            var line = stated[i];
            var most = line.Line < left.Length ? left[line.Line] : 0;
            if (line.AmountMinor > most || IsBack(past, basket, line.Line)) return new Refusal(Outcome.ExceedsOriginal, most);
            returned[i] = line with { AmountMinor = line.AmountMinor == 0 ? most : line.AmountMinor };
        }
        return null;
    }

    // Nothing is left of the line: what it cost has come back, or it cost nothing and was named before.
    private static bool IsBack(Past past, BasketFacts basket, int line) =>
        line >= basket.Due.Length || (basket.Due[line] > 0 ? basket.Due[line] == past.ReturnedOf(line) : past.IsReturned(line));

    private static bool IsLastOfFree(in Case asked, Past past, BasketFacts basket, RefundLine[] returned)
    {
        if (asked.Operation.Terms is not RefundTerms { Lines.Length: > 0 }) return true;
        for (var line = 0; line < basket.Lines.Length; line++)
            if (!past.IsReturned(line) && !Array.Exists(returned, back => back.Line == line)) return false;
        return true;
    }

    private static long EarnedByTheRest(
        in Case asked, Past past, BasketFacts basket, RefundLine[] returned, long[] storedShares, long rest)
    {
        var due = LeftByLine(past, basket);
        foreach (var line in returned) due[line.Line] -= line.AmountMinor;
        long dueLeft = 0;
        foreach (var amount in due) dueLeft += amount;

        var rules = asked.Circumstances.OriginalRules ?? asked.Rules;
        var paid = basket.RestMinor - past.RestMinor - rest;
        for (int leg = 0, share = 0; leg < past.Rows.Length; leg++)
        {
            if (!ReturnOfSpending.IsStoredValue(past.Rows[leg])) continue;
            if (past.Rows[leg].Asset == Asset.Principal || rules.BonusEarns) paid += past.LeftOf(leg) - storedShares[share];
            share++;
        }
        // A card that did not earn then does not earn now.
        var occasion = ReturnOfEarning.OccasionOf(past.First, basket.Earning);
        var earned = EarnedPoints.Of(rules, occasion, new EarningBasket(basket.Lines, due, dueLeft, paid), dayPoints: 0);
        return Math.Min(basket.EarnedPoints, earned);
    }

    // What has not come back yet, line by line, in minor units.
    private static long[] LeftByLine(Past past, BasketFacts basket)
    {
        var left = new long[basket.Lines.Length];
        for (var i = 0; i < left.Length; i++) left[i] = basket.Due[i] - past.ReturnedOf(i);
        return left;
    }
}

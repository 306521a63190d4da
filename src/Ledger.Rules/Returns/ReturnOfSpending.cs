using Ledger.Rules.Codes;
using Ledger.Rules.Deciding;
using Ledger.Rules.Rows;

namespace Ledger.Rules.Returns;

/// <summary>Giving back what a member spent: stored value to its pools, points to their lots.</summary>
internal static class ReturnOfSpending
{
    /// <summary>A debit or capture, by amount.</summary>
    public static Refusal? Debit(in Case asked, Past past, out Undoing? undoing)
    {
        undoing = null;
        var left = LeftOf(past, IsStoredValue);
        if (Returned.Check(asked, left, out var amount) is { } refusal) return refusal;

        undoing = new Undoing(asked, past);
        GiveBack(undoing, past, IsStoredValue, amount);
        undoing.Detail = new RowDetail
        {
            Refund = new RefundFacts
            {
                Legs = undoing.Legs, Amount = amount, StoredValueMinor = amount, Forfeited = undoing.Forfeited, IsWhole = amount == left,
            },
        };
        return null;
    }

    /// <summary>A redemption, by points. What a reward had brought as bonus goes back in proportion.</summary>
    public static Refusal? Redeem(in Case asked, Past past, out Undoing? undoing)
    {
        undoing = null;
        var left = LeftOf(past, IsPointsSpent);
        if (Returned.Check(asked, left, out var amount) is { } refusal) return refusal;
        var bonusBack = 0L;
        var bonusLeg = Array.FindIndex(past.Rows, row => row.Asset == Asset.Bonus);
        if (bonusLeg >= 0)
        {
            bonusBack = (long)((Int128)past.LeftOf(bonusLeg) * amount / left);
            var there = asked.FreeBonusOf(past.Rows[bonusLeg].Lot!.Value);
            if (bonusBack > there) return new Refusal(Outcome.InsufficientFunds, there);
        }

        undoing = new Undoing(asked, past);
        GiveBack(undoing, past, IsPointsSpent, amount);
        if (bonusBack > 0)
        {
            undoing.Take(Asset.Bonus, bonusBack, past.Rows[bonusLeg].Counter, past.Rows[bonusLeg].Lot);
            undoing.Undo(past.Rows[bonusLeg], bonusBack);
        }
        var worthLeft = past.First.Figure - past.PointsWorthMinor;
        undoing.Detail = new RowDetail
        {
            Refund = new RefundFacts
            {
                Legs = undoing.Legs, Amount = amount, PointsRestored = amount, Forfeited = undoing.Forfeited, IsWhole = amount == left,
                PointsWorthMinor = (long)((Int128)worthLeft * amount / left),
            },
        };
        return null;
    }

    /// <summary>Gives back <paramref name="amount"/> of the transfers that took it, <paramref name="kept"/> of it kept back.</summary>
    public static void GiveBack(Undoing undoing, Past past, Func<JournalRow, bool> which, long amount, long kept = 0)
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

    /// <summary>What is left of each of the transfers that <paramref name="which"/> takes.</summary>
    public static long[] LegsLeft(Past past, Func<JournalRow, bool> which)
    {
        var left = new List<long>();
        for (var leg = 0; leg < past.Rows.Length; leg++)
            if (which(past.Rows[leg])) left.Add(past.LeftOf(leg));
        return [.. left];
    }

    private static long LeftOf(Past past, Func<JournalRow, bool> which) => LegsLeft(past, which).Sum();

    public static bool IsStoredValue(JournalRow row) => row.Asset is Asset.Principal or Asset.Bonus && row.Amount < 0;

    public static bool IsPointsSpent(JournalRow row) => row.Asset == Asset.Points && row.Amount < 0;
}

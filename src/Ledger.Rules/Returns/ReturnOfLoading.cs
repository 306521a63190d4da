using Ledger.Rules.Codes;
using Ledger.Rules.Deciding;
using Ledger.Rules.Rows;

namespace Ledger.Rules.Returns;

/// <summary>Taking back what was loaded.</summary>
internal static class ReturnOfLoading
{
    /// <summary>
    /// A top-up, by amount: principal back to tender, and the bonus that a smaller top-up would not have brought, as far as it is there.
    /// </summary>
    public static Refusal? TopUp(in Case asked, Past past, out Undoing? undoing)
    {
        undoing = null;
        var free = asked.State.FreePrincipal;
        var left = past.First.Asked - past.Amount;
        if (Returned.Check(asked, left, out var amount) is { } refusal) return refusal;
        if (amount > free) return new Refusal(Outcome.InsufficientFunds, free);

        undoing = new Undoing(asked, past);
        undoing.Take(Asset.Principal, amount, SystemAccount.Tender);
        undoing.Undo(past.First, amount);
        if (past.Rows.Length > 1) TakeBonus(undoing, asked, past, left - amount);
        undoing.Detail = new RowDetail
        {
            Refund = new RefundFacts { Legs = undoing.Legs, Amount = amount, RestMinor = amount, IsWhole = amount == left },
        };
        return null;
    }

    private static void TakeBonus(Undoing undoing, in Case asked, Past past, long topUpLeft)
    {
        var leg = past.Rows[1];
        var rules = asked.Circumstances.OriginalRules ?? asked.Rules;
        var wanted = Math.Max(0, past.LeftOf(1) - rules.BonusFor(topUpLeft));
        undoing.Undo(leg, wanted);
        wanted -= TakeFrom(undoing, asked, leg.Lot!.Value, wanted, leg.Counter);
        foreach (var lot in asked.State.BonusLots.Span)
            if (lot.ExpiresOn != leg.Lot) wanted -= TakeFrom(undoing, asked, lot.ExpiresOn, wanted, leg.Counter);
    }

    private static long TakeFrom(Undoing undoing, in Case asked, DateOnly lot, long wanted, SystemAccount counter)
    {
        var taken = Math.Min(wanted, asked.FreeBonusOf(lot));
        undoing.Take(Asset.Bonus, taken, counter, lot);
        return taken;
    }
}

using Ledger.Rules.Codes;
using Ledger.Rules.Deciding;
using Ledger.Rules.Program;
using Ledger.Rules.Rows;
using Ledger.Rules.State;

namespace Ledger.Rules.Returns;

/// <summary>Taking back what was loaded.</summary>
internal static class ReturnOfLoading
{
    /// <summary>
    /// A top-up, by amount: principal back to tender, and the bonus that a smaller top-up would not have brought, as far as it is there.
    /// Of what is spent the program says whether it is kept back.
    /// </summary>
    public static Refusal? TopUp(in Case asked, Past past, out Undoing? undoing)
    {
        undoing = null;
        var load = past.Rows.Length > 1 ? Loads.Of(asked.State.Loads, past.First.Key) : null;
        var isOther = load is null ? past.Rows.Length == 1 : !load.IsTied;
        var free = FreeOf(asked, load, isOther);
        var left = past.First.Asked - past.Amount;
        if (Returned.Check(asked, left, out var amount) is { } refusal) return refusal;
        if (amount > free) return new Refusal(Outcome.InsufficientFunds, free);

        undoing = new Undoing(asked, past);
        undoing.Undo(past.First, amount);
        var isKnown = load is not null && load.Key != LoadedBonus.Older;
        var bonus = isKnown ? BonusTooMuch(asked, past, load!.BonusMinor, load.AmountMinor - amount)
            : past.Rows.Length > 1 ? BonusTooMuch(asked, past, past.LeftOf(1), left - amount) : 0;
        var (there, expired) = (Math.Min(bonus, FreeBonus(asked)), 0L);
        if (bonus > there) expired = Math.Min(bonus - there, ExpiredOf(asked, past, load));
        var spent = bonus - there - expired;
        if (asked.Rules.Returns.SpentBonus == SpentBonus.Refuse && spent > 0) return new Refusal(Outcome.BonusSpent, spent);
        if (asked.Rules.Returns.SpentBonus == SpentBonus.Keep) spent = 0;
        // What one part could not keep back the next one does.
        var owed = isKnown ? load!.OwedMinor : past.BonusShortMinor - past.BonusNettedMinor;
        var netted = Math.Clamp(owed + spent, 0, amount);
        undoing.Take(Asset.Principal, amount - netted, SystemAccount.Tender);
        undoing.Take(Asset.Principal, netted, SystemAccount.BonusExpense);
        if (bonus > 0) TakeBonus(undoing, asked, past.Rows[1], bonus, there);
        undoing.Detail = new RowDetail
        {
            Refund = new RefundFacts
            {
                Legs = undoing.Legs, Amount = amount, RestMinor = amount, BonusShortMinor = spent, BonusNettedMinor = netted,
                BonusExpiredMinor = expired, IsWhole = amount == left,
            },
            Was = isKnown ? new WasFacts { Known = [load!] } : null,
            UnsentMinor = isOther && asked.State.Unsent is not null ? UnpaidBonus.UnsentAfter(asked.State, amount) : null,
        };
        if (load is not null && !isKnown)
            undoing.Detail = undoing.Detail with { Loads = Loads.Negated([load.PartOf(undoing.Detail.Refund)]) };
        return null;
    }

    // What has been paid out in another way, or sent to another member, does not come out of what other top-ups brought.
    private static long FreeOf(in Case asked, LoadedBonus? load, bool isOther)
    {
        var free = asked.FreePrincipal;
        if (asked.Rules.Returns.SpentBonus == SpentBonus.Keep) return free;
        if (load is not null) free = Math.Min(free, load.AmountMinor);
        return isOther && asked.State.Unsent is not null ? Math.Min(free, UnpaidBonus.Unsent(asked.State)) : free;
    }

    // What the smaller top-up would not have brought.
    private static long BonusTooMuch(in Case asked, Past past, long bonusLeft, long topUpLeft)
    {
        var rules = asked.Circumstances.OriginalRules ?? asked.Rules;
        return Math.Max(0, bonusLeft - rules.BonusFor(topUpLeft));
    }

    private static long FreeBonus(in Case asked)
    {
        long free = 0;
        foreach (var lot in asked.State.BonusLots.Span) free += asked.FreeBonusOf(lot.ExpiresOn);
        return free;
    }

    private static void TakeBonus(Undoing undoing, in Case asked, in JournalRow leg, long bonus, long there)
    {
        undoing.Undo(leg, bonus);
        there -= TakeFrom(undoing, asked, leg.Lot!.Value, there, leg.Counter);
        foreach (var lot in asked.State.BonusLots.Span)
            if (lot.ExpiresOn != leg.Lot) there -= TakeFrom(undoing, asked, lot.ExpiresOn, there, leg.Counter);
    }

    // What the account does not remember expired with its lot, or was spent.
    private static long ExpiredOf(in Case asked, Past past, LoadedBonus? load) =>
        load?.ExpiredMinor ?? (past.Rows[1].Lot < asked.LastDate ? long.MaxValue : 0);

    private static long TakeFrom(Undoing undoing, in Case asked, DateOnly lot, long wanted, SystemAccount counter)
    {
        var taken = Math.Min(wanted, asked.FreeBonusOf(lot));
        undoing.Take(Asset.Bonus, taken, counter, lot);
        return taken;
    }
}

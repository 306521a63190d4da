using Ledger.Rules.Codes;
using Ledger.Rules.Deciding;
using Ledger.Rules.Rows;
using Ledger.Rules.Value;

namespace Ledger.Rules.Returns;

/// <summary>Taking back what was loaded or adjusted.</summary>
internal static class ReturnOfLoading
{
    /// <summary>A top-up, by amount: principal back to tender, and the bonus that a smaller top-up would not have brought, as far as it is there.</summary>
    public static void TopUp(ref Decision decision, Past past)
    {
        var state = decision.State;
        var left = past.First.Asked - past.Amount;
        if (!Refunds.Amount(ref decision, left, out var amount)) return;
        if (amount > state.FreePrincipal) { decision.Refuse(Outcome.InsufficientFunds, state.FreePrincipal); return; }

        // Decided.
        var undoing = new Undoing(decision);
        undoing.Take(Asset.Principal, amount, SystemAccount.Tender);
        undoing.Undo(past.First, amount);
        if (past.Rows.Length > 1) TakeBonus(undoing, decision, past, left - amount);
        decision.Detail = new RowDetail { Refund = new RefundFacts { Legs = undoing.Legs, Amount = amount, RestMinor = amount, IsWhole = amount == left } };
        undoing.Write(ref decision);
    }

    /// <summary>An adjustment: the other way round, from and into the lots it touched.</summary>
    public static void Adjustment(ref Decision decision, Past past)
    {
        var state = decision.State;
        foreach (var row in past.Rows)
        {
            var there = row.Asset switch
            {
                Asset.Principal => state.FreePrincipal,
                Asset.Bonus => state.BonusLots.AmountOf(row.Lot!.Value) - state.Membership.HeldBonus(row.Lot.Value),
                _ => row.Lot == JournalRow.Debt ? long.MaxValue : state.PointsLots.AmountOf(row.Lot!.Value, row.LotFrom.GetValueOrDefault()),
            };
            if (row.Amount <= there) continue;
            decision.Refuse(row.Asset == Asset.Points ? Outcome.InsufficientPoints : Outcome.InsufficientFunds, there);
            return;
        }

        // Decided.
        var undoing = new Undoing(decision);
        foreach (var row in past.Rows.OrderBy(row => row.Lot == JournalRow.Debt))
            if (row.Amount < 0) undoing.GiveBack(row, -row.Amount);
            // What it paid off is owed again, as far as no points are there: nobody owes points and has some to spend.
            else if (row.Asset == Asset.Points) undoing.Owe(undoing.TakeBackPoints(past, row.Amount, row.Counter), row.Counter);
            else undoing.Take(row.Asset, row.Amount, row.Counter, row.Lot);
        decision.Detail = new RowDetail { Refund = new RefundFacts { Legs = undoing.Legs, Amount = Math.Abs(past.First.Asked), Forfeited = undoing.Forfeited, IsWhole = true } };
        undoing.Write(ref decision);
    }

    private static void TakeBonus(Undoing undoing, in Decision decision, Past past, long topUpLeft)
    {
        var leg = past.Rows[1];
        var rules = decision.Circumstances.OriginalRules ?? decision.Rules;
        var wanted = Math.Max(0, past.LeftOf(1) - rules.BonusFor(topUpLeft));
        undoing.Undo(leg, wanted);
        wanted -= TakeFrom(undoing, decision, leg.Lot!.Value, wanted, leg.Counter);
        foreach (var lot in decision.State.BonusLots.Span)
            if (lot.ExpiresOn != leg.Lot) wanted -= TakeFrom(undoing, decision, lot.ExpiresOn, wanted, leg.Counter);
    }

    private static long TakeFrom(Undoing undoing, in Decision decision, DateOnly lot, long wanted, SystemAccount counter)
    {
        var taken = Math.Min(wanted, decision.State.BonusLots.AmountOf(lot) - decision.State.Membership.HeldBonus(lot));
        undoing.Take(Asset.Bonus, taken, counter, lot);
        return taken;
    }
}

using Ledger.Rules.Codes;
using Ledger.Rules.Deciding;
using Ledger.Rules.Members;
using Ledger.Rules.Rows;

namespace Ledger.Rules.Value;

/// <summary>Loading, spending and paying out stored value.</summary>
internal static class StoredValue
{
    public static void TopUp(ref Decision decision)
    {
        var (state, rules, amount) = (decision.State, decision.Rules, decision.Operation.Asked);
        var bonus = rules.BonusFor(amount);
        var room = decision.RoomForValue;
        if (amount > room - bonus) { decision.Refuse(Outcome.BalanceLimit, rules.LargestTopUpFor(room)); return; }

        // Decided.
        decision.Transfer(Asset.Principal, amount, SystemAccount.Tender);
        if (bonus > 0)
            decision.Transfer(Asset.Bonus, bonus, SystemAccount.BonusExpense, rules.BonusValidity.LastDay(decision.Operation.BusinessDate));
    }

    public static void Debit(ref Decision decision)
    {
        var operation = decision.Operation;
        var available = decision.AvailableValue;
        var amount = operation.AllowPartial ? Math.Min(operation.Asked, available) : operation.Asked;
        if (amount > available || amount == 0) { decision.Refuse(Outcome.InsufficientFunds, available); return; }

        // Decided.
        if (amount < operation.Asked) decision.Outcome = Outcome.PostedInPart;
        CardUse.CloseAtZero(ref decision, amount);
        Pins.EndFailures(ref decision);
        decision.TakeStoredValue(amount, SystemAccount.Sales);
    }

    /// <summary>Pays out principal; bonus cannot be had in money and goes to breakage.</summary>
    public static void CashOut(ref Decision decision)
    {
        var (state, principal) = (decision.State, decision.State.Principal);
        if (state.Membership.Holds.Count > 0) { decision.Refuse(Outcome.HoldsOpen); return; }
        if (principal + state.Bonus == 0) { decision.Refuse(Outcome.InsufficientFunds); return; }

        // Decided.
        Pins.EndFailures(ref decision);
        decision.Detail = (decision.Detail ?? new RowDetail()) with { PayOutMinor = principal };
        CardUse.CloseAtZero(ref decision, principal + state.Bonus);
        decision.PayOutStoredValue();
    }
}

namespace Ledger.Server.Rules;

/// <summary>Loading, spending and paying out stored value.</summary>
internal static class StoredValue
{
    public static void TopUp(ref Decision decision)
    {
        var (state, rules, amount) = (decision.State, decision.Rules, decision.Operation.Asked);
        var bonus = rules.BonusFor(amount);
        var room = RoomFor(decision);
        if (amount > room - bonus) { decision.Refuse(Outcome.BalanceLimit, rules.LargestTopUpFor(room)); return; }

        // Decided.
        decision.Transfer(Asset.Principal, amount, SystemAccount.Tender);
        if (bonus > 0)
            decision.Transfer(Asset.Bonus, bonus, SystemAccount.BonusExpense, rules.BonusValidity.LastDay(decision.Operation.BusinessDate));
    }

    public static void Debit(ref Decision decision)
    {
        var operation = decision.Operation;
        var available = Available(decision);
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
        PayOut(ref decision);
    }

    /// <summary>Principal to cash-out, all bonus to breakage: what is left when stored value ends.</summary>
    public static void PayOut(ref Decision decision)
    {
        if (decision.State.Principal > 0) decision.Transfer(Asset.Principal, -decision.State.Principal, SystemAccount.CashOut);
        foreach (var lot in decision.State.BonusLots.Span) decision.Transfer(Asset.Bonus, -lot.Amount, SystemAccount.Breakage, lot.ExpiresOn);
    }

    /// <summary>What can be spent on the business date, in minor units.</summary>
    public static long Available(in Decision decision) =>
        decision.State.FreePrincipal + decision.State.FreeBonus(decision.Operation.BusinessDate);

    /// <summary>What still fits under the program's limit, in minor units; may be below zero when the limit was lowered.</summary>
    public static long RoomFor(in Decision decision) =>
        decision.Rules.StoredValueMaxMinor - decision.State.Principal - decision.State.Bonus;
}

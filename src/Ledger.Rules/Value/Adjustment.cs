using Ledger.Rules.Codes;
using Ledger.Rules.Deciding;

namespace Ledger.Rules.Value;

/// <summary>Corrections by hand.</summary>
internal static class Adjustment
{
    public static void Adjust(ref Decision decision)
    {
        switch (decision.Operation.Asset)
        {
            case Asset.Points:
                AdjustPoints(ref decision);
                break;
            case Asset.Bonus:
                AdjustBonus(ref decision);
                break;
            case Asset.Principal:
                AdjustPrincipal(ref decision);
                break;
            default:
                throw new InvalidOperationException($"No rule adjusts the asset {decision.Operation.Asset}.");
        }
    }

    private static void AdjustPoints(ref Decision decision)
    {
        var (state, rules, operation) = (decision.State, decision.Rules, decision.Operation);
        var available = state.PointsLots.UsableOn(operation.BusinessDate);
        var room = Math.Max(0, rules.PointsBalanceMax - state.Points);
        if (-operation.Asked > available) { decision.Refuse(Outcome.InsufficientPoints, available); return; }
        if (operation.Asked > room) { decision.Refuse(Outcome.BalanceLimit, room); return; }

        // Decided.
        if (operation.Asked < 0) decision.TakeFromLots(Asset.Points, -operation.Asked, SystemAccount.Adjustment);
        else decision.GivePoints(operation.Asked, SystemAccount.Adjustment, rules.PointsValidity.LastDay(operation.BusinessDate));
    }

    private static void AdjustBonus(ref Decision decision)
    {
        var (operation, room) = (decision.Operation, Math.Max(0, decision.RoomForValue));
        var available = decision.State.FreeBonus(operation.BusinessDate);
        if (-operation.Asked > available) { decision.Refuse(Outcome.InsufficientFunds, available); return; }
        if (operation.Asked > room) { decision.Refuse(Outcome.BalanceLimit, room); return; }

        // Decided.
        if (operation.Asked < 0) decision.TakeFromLots(Asset.Bonus, -operation.Asked, SystemAccount.Adjustment);
        else decision.Transfer(Asset.Bonus, operation.Asked, SystemAccount.Adjustment, decision.Rules.BonusValidity.LastDay(operation.BusinessDate));
    }

    private static void AdjustPrincipal(ref Decision decision)
    {
        var (amount, room, available) = (decision.Operation.Asked, Math.Max(0, decision.RoomForValue), decision.State.FreePrincipal);
        if (-amount > available) { decision.Refuse(Outcome.InsufficientFunds, available); return; }
        if (amount > room) { decision.Refuse(Outcome.BalanceLimit, room); return; }

        // Decided.
        decision.Transfer(Asset.Principal, amount, SystemAccount.Adjustment);
    }
}

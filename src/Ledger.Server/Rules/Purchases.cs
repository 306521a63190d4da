namespace Ledger.Server.Rules;

/// <summary>Earning on purchases, alone or as part of a checkout.</summary>
internal static class Purchases
{
    public static void Accrue(ref Decision decision)
    {
        var (rules, operation) = (decision.Rules, decision.Operation);
        var points = operation.Asset == Asset.Points ? operation.Asked : rules.PointsFor(operation.Asked);
        var room = Math.Max(0, rules.PointsBalanceMax - decision.State.Points);
        if (points > room) { decision.Refuse(Outcome.BalanceLimit, room); return; }

        // Decided.
        if (points == 0) decision.Note();
        else decision.GivePoints(points, SystemAccount.PointsIssued, rules.PointsValidity.LastDay(operation.BusinessDate));
    }

    public static void Checkout(ref Decision decision) => throw new NotSupportedException();
}

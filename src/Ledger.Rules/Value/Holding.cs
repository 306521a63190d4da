using Ledger.Rules.Asked;
using Ledger.Rules.Codes;
using Ledger.Rules.Deciding;
using Ledger.Rules.Members;
using Ledger.Rules.Rows;

namespace Ledger.Rules.Value;

/// <summary>Setting stored value aside, and what becomes of it.</summary>
internal static class Holding
{
    public static void Place(ref Decision decision)
    {
        var (state, rules, operation) = (decision.State, decision.Rules, decision.Operation);
        if (state.Membership.Holds.Count >= rules.Holds.CountMax) { decision.Refuse(Outcome.HoldLimit, rules.Holds.CountMax); return; }
        var expiresAt = ExpiresAt(decision);
        var lots = LastingLots(decision, expiresAt);
        var (principal, bonus) = (state.FreePrincipal, SumOf(lots));
        if (operation.Asked > principal + bonus) { decision.Refuse(Outcome.InsufficientFunds, principal + bonus); return; }

        // Decided.
        var fromBonus = rules.ShareOfBonus(operation.Asked, principal, bonus);
        decision.Detail = new RowDetail { Hold = new HoldFacts(operation.Key, operation.Asked - fromBonus, Earliest(lots, fromBonus), expiresAt) };
        Pins.EndFailures(ref decision);
        decision.Note();
    }

    public static void Capture(ref Decision decision)
    {
        var operation = decision.Operation;
        if (decision.State.Membership.HoldOf(operation.Original!.Value) is not { } hold) { decision.Refuse(WhyNotOpen(decision)); return; }
        if (operation.BusinessTime >= hold.ExpiresAt || decision.Position.Now >= hold.ExpiresAt) { decision.Refuse(Outcome.HoldExpired); return; }
        var amount = operation.Asked == 0 ? hold.LeftMinor : operation.Asked;
        if (amount > hold.LeftMinor) { decision.Refuse(Outcome.ExceedsHold, hold.LeftMinor); return; }

        // Decided.
        var lots = Earliest(hold.Bonus, amount);
        var fromPrincipal = amount - SumOf(lots);
        var left = operation.Terms is CaptureTerms { Last: true }
            ? Ended(hold) : hold with { PrincipalMinor = hold.PrincipalMinor - fromPrincipal, Bonus = Without(hold.Bonus, lots) };
        decision.Detail = new RowDetail { HoldLeft = left };
        decision.Figure = left.LeftMinor;
        CardUse.CloseAtZero(ref decision, amount);
        foreach (var lot in lots) decision.Transfer(Asset.Bonus, -lot.Amount, SystemAccount.Sales, lot.ExpiresOn);
        if (fromPrincipal > 0) decision.Transfer(Asset.Principal, -fromPrincipal, SystemAccount.Sales);
    }

    public static void Release(ref Decision decision) => End(ref decision);

    public static void TimeOut(ref Decision decision) => End(ref decision);

    private static void End(ref Decision decision)
    {
        if (decision.State.Membership.HoldOf(decision.Operation.Original!.Value) is not { } hold) { decision.Refuse(WhyNotOpen(decision)); return; }

        // Decided.
        decision.Detail = new RowDetail { HoldLeft = Ended(hold) };
        decision.Note();
    }

    private static HoldFacts Ended(HoldFacts hold) => hold with { PrincipalMinor = 0, Bonus = [] };

    // It lasts as long as was asked for by either clock, the till's or the ledger's.
    private static DateTime ExpiresAt(in Decision decision)
    {
        var (operation, most) = (decision.Operation, decision.Rules.Holds.MinutesMax);
        var minutes = operation.Terms is HoldTerms { Minutes: > 0 and var asked } ? Math.Min(asked, most) : most;
        var from = operation.BusinessTime > decision.Position.Now ? operation.BusinessTime : decision.Position.Now;
        return from.AddMinutes(minutes);
    }

    // Free bonus that lasts until the hold has ended, whatever the date is then at the store that captures: no store is further ahead than 14 hours.
    private static List<Lot> LastingLots(in Decision decision, DateTime expiresAt)
    {
        var (state, lastDay) = (decision.State, DateOnly.FromDateTime(expiresAt.AddHours(14)));
        var lots = new List<Lot>();
        foreach (var lot in state.BonusLots.Span)
        {
            var free = lot.Amount - state.Membership.HeldBonus(lot.ExpiresOn);
            if (free > 0 && lot.ExpiresOn >= lastDay && lot.IsUsableOn(decision.Operation.BusinessDate)) lots.Add(lot with { Amount = free });
        }
        return lots;
    }

    // The lots come earliest expiry first.
    private static List<Lot> Earliest(IReadOnlyList<Lot> lots, long amount)
    {
        var taken = new List<Lot>();
        foreach (var lot in lots)
        {
            if (amount == 0) break;
            taken.Add(lot with { Amount = Math.Min(lot.Amount, amount) });
            amount -= taken[^1].Amount;
        }
        return taken;
    }

    private static List<Lot> Without(IReadOnlyList<Lot> lots, List<Lot> taken)
    {
        var left = new List<Lot>();
        foreach (var lot in lots)
        {
            var rest = lot.Amount - SumOf(taken.FindAll(part => part.ExpiresOn == lot.ExpiresOn));
            if (rest > 0) left.Add(lot with { Amount = rest });
        }
        return left;
    }

    private static long SumOf(List<Lot> lots)
    {
        long sum = 0;
        foreach (var lot in lots) sum += lot.Amount;
        return sum;
    }

    // A hold that is not open has never been placed on this account, or was ended by the last row that refers to it.
    private static Outcome WhyNotOpen(in Decision decision)
    {
        var (key, why) = (decision.Operation.Original!.Value, Outcome.HoldUnknown);
        foreach (ref readonly var row in decision.Circumstances.Related)
        {
            if (row.Account != decision.State.Account || !row.Outcome.IsPosted() || row.Leg > 0) continue;
            if (row.Key == key && row.Kind == OperationKind.PlaceHold) why = Outcome.HoldReleased;
            if (row.Original != key || row.Detail?.HoldLeft is null) continue;
            why = row.Kind switch
            {
                OperationKind.CaptureHold => Outcome.HoldCaptured,
                OperationKind.TimeOutHold => Outcome.HoldExpired,
                _ => Outcome.HoldReleased,
            };
        }
        return why;
    }
}

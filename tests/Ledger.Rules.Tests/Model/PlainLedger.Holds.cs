using Ledger.Rules.Asked;
using Ledger.Rules.Codes;

namespace Ledger.Rules.Tests.Model;

// Stored value set aside.
internal sealed partial class PlainLedger
{
    private static void PlaceHold(Desk at)
    {
        var (member, operation, rules) = (at.Member, at.Operation, at.Rules);
        if (member.OpenHolds.Count() >= rules.Holds.CountMax) { at.Refuse(Outcome.HoldLimit, rules.Holds.CountMax); return; }
        var asked = (operation.Terms as HoldTerms)?.Minutes ?? 0;
        // As long as was asked for by either clock, the till's or the ledger's.
        var ends = (operation.BusinessTime > at.Now ? operation.BusinessTime : at.Now)
            .AddMinutes(asked == 0 ? rules.Holds.MinutesMax : Math.Min(asked, rules.Holds.MinutesMax));
        // Whatever the date is then where it is captured: no store is further ahead.
        var lasts = DateOnly.FromDateTime(ends.AddHours(14));
        var lots = member.LotsOf(Asset.Bonus).Where(lot => lot.LastDay >= lasts)
            .Select(lot => (lot.LastDay, Free: lot.Amount - member.HeldBonus(lot.LastDay))).ToList();
        var (principal, bonus) = (member.FreePrincipal, lots.Sum(lot => lot.Free));
        if (operation.Asked > principal + bonus) { at.Refuse(Outcome.InsufficientFunds, principal + bonus); return; }

        var hold = new PlainHold(operation.Key, ends);
        var fromBonus = at.BonusShare(operation.Asked, principal, bonus);
        hold.Principal = operation.Asked - fromBonus;
        foreach (var (lastDay, free) in lots)
        {
            var part = Math.Min(free, fromBonus);
            if (part > 0) hold.Bonus.Add(lastDay, part);
            fromBonus -= part;
        }
        member.Holds.Add(hold);
    }

    private void CaptureHold(Desk at)
    {
        if (SpendableHoldOf(at) is not { } hold) return;
        decimal amount = at.Operation.Asked == 0 ? hold.Left : at.Operation.Asked;
        if (amount > hold.Left) { at.Refuse(Outcome.ExceedsHold, hold.Left); return; }

        SpendFrom(at, hold, amount);
        if (at.Operation.Terms is CaptureTerms { Last: true } || hold.Left == 0) at.Member.Holds.Remove(hold);
        at.Entry.EndedHold = !at.Member.Holds.Contains(hold);
        at.Entry.Figure = at.Operation.Terms is CaptureTerms { Last: true } ? 0 : hold.Left;
        CloseAtZero(at);
    }

    private PlainHold? SpendableHoldOf(Desk at)
    {
        var hold = HoldOf(at);
        if (hold is null || (at.Operation.BusinessTime < hold.Ends && at.Now < hold.Ends)) return hold;
        at.Refuse(Outcome.HoldExpired);
        return null;
    }

    private static void SpendFrom(Desk at, PlainHold hold, decimal amount)
    {
        var (before, taken) = (new PlainHold(hold.Key, hold.Ends) { Principal = hold.Principal }, new PlainHold(hold.Key, hold.Ends));
        foreach (var (lastDay, held) in hold.Bonus) before.Bonus.Add(lastDay, held);
        (at.Entry.HoldBefore, at.Entry.HoldTaken) = (before, taken);
        foreach (var lastDay in hold.Bonus.Keys.Order().ToList())
        {
            var part = Math.Min(amount, hold.Bonus[lastDay]);
            hold.Bonus[lastDay] -= part;
            at.Take(Asset.Bonus, part, SystemAccount.Sales, lastDay);
            taken.Bonus.Add(lastDay, part);
            amount -= part;
        }
        hold.Principal -= amount;
        taken.Principal = amount;
        at.Take(Asset.Principal, amount, SystemAccount.Sales);
    }

    private void ReleaseHold(Desk at)
    {
        if (HoldOf(at) is not { } hold) return;
        if (at.Operation.Kind == OperationKind.ReleaseHold && hold.Ends <= at.Now) { at.Refuse(Outcome.HoldExpired); return; }
        at.Entry.HoldBefore = hold;
        at.Member.Holds.Remove(hold);
    }

    /// <summary>The open hold; otherwise the operation is refused with what became of it.</summary>
    private PlainHold? HoldOf(Desk at)
    {
        var key = at.Operation.Original!.Value;
        if (at.Member.Holds.Find(hold => hold.Key == key) is { } open) return open;
        var placed = Entries.GetValueOrDefault(key);
        if (placed is not { IsPosted: true, Operation.Kind: OperationKind.PlaceHold } || placed.Member.Number != at.Member.Number)
            { at.Refuse(Outcome.HoldUnknown); return null; }
        // The last thing that was done to it ended it; what had been done before did nothing.
        var end = Entries.Values.Last(entry => entry is { IsPosted: true, Outcome: not Outcome.PostedBefore }
            && entry.Operation.Original == key
            && entry.Operation.Kind is OperationKind.CaptureHold or OperationKind.ReleaseHold or OperationKind.TimeOutHold
                or OperationKind.Reverse or OperationKind.Checkout);
        at.Refuse(end.Operation.Kind switch
        {
            OperationKind.CaptureHold or OperationKind.Checkout => Outcome.HoldCaptured,
            OperationKind.TimeOutHold => Outcome.HoldExpired,
            _ => Outcome.HoldReleased,
        });
        return null;
    }
}

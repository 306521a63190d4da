using Ledger.Rules.Asked;
using Ledger.Rules.Basics;
using Ledger.Rules.Codes;
using Ledger.Rules.Deciding;
using Ledger.Rules.Members;
using Ledger.Rules.Rows;

namespace Ledger.Rules.Value;

/// <summary>Setting stored value aside for a while.</summary>
internal readonly struct PlaceHold(HoldFacts hold) : IKind<PlaceHold>
{
    // No store's date is further ahead of UTC.
    private const int AheadMostHours = 14;

    public static Refusal? Check(in Case asked, out PlaceHold plan)
    {
        plan = default;
        var (state, rules, operation) = (asked.State, asked.Rules, asked.Operation);
        Precondition.Require(operation.Asked > 0);
        if (state.Membership.OpenHolds(asked.Position.Now) >= rules.Holds.CountMax)
            return new Refusal(Outcome.HoldLimit, rules.Holds.CountMax);
        var expiresAt = ExpiresAt(asked);
        var lots = LastingLots(asked, expiresAt);
        var (principal, bonus) = (asked.FreePrincipal, HeldLots.SumOf(lots));
        if (operation.Asked > principal + bonus) return new Refusal(Outcome.InsufficientFunds, principal + bonus);

        var fromBonus = rules.ShareOfBonus(operation.Asked, principal, bonus);
        plan = new PlaceHold(new HoldFacts(operation.Key, operation.Asked - fromBonus, HeldLots.Earliest(lots, fromBonus), expiresAt));
        return null;
    }

    public void Post(ref Transaction transaction)
    {
        transaction.Detail = new RowDetail { Hold = hold };
        Pins.EndFailures(ref transaction);
        transaction.Note();
    }

    public void Ensure(in Transaction written)
    {
        Invariant.Require(written.MovesNothing && written.Detail?.Hold?.LeftMinor == written.Case.Operation.Asked);
        Invariant.Require(hold.PrincipalMinor <= written.Case.FreePrincipal);
        foreach (var lot in hold.Bonus) Invariant.Require(lot.Amount <= written.Case.FreeBonusOf(lot.ExpiresOn));
    }

    // It lasts as long as was asked for by either clock, the till's or the ledger's.
    private static DateTime ExpiresAt(in Case asked)
    {
        var (operation, most) = (asked.Operation, asked.Rules.Holds.MinutesMax);
        var minutes = operation.Terms is HoldTerms { Minutes: > 0 and var stated } ? Math.Min(stated, most) : most;
        var from = operation.BusinessTime > asked.Position.Now ? operation.BusinessTime : asked.Position.Now;
        return from.AddMinutes(minutes);
    }

    // Free bonus that lasts until the hold has ended, whatever the date is then at the store that captures.
    private static List<Lot> LastingLots(in Case asked, DateTime expiresAt)
    {
        var lastDay = DateOnly.FromDateTime(expiresAt.AddHours(AheadMostHours));
        var lots = new List<Lot>();
        foreach (var lot in asked.State.BonusLots.Span)
        {
            var free = asked.FreeBonusOf(lot.ExpiresOn);
            if (free > 0 && lot.ExpiresOn >= lastDay && lot.IsUsableOn(asked.Date)) lots.Add(lot with { Amount = free });
        }
        return lots;
    }
}

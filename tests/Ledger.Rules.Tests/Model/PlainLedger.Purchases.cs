using Ledger.Rules.Asked;
using Ledger.Rules.Codes;
using Ledger.Rules.Program;
using Ledger.Rules.State;

namespace Ledger.Rules.Tests.Model;

// What is bought, and what it earns.
internal sealed partial class PlainLedger
{
    private static void Accrue(Desk at)
    {
        var (operation, rules, member) = (at.Operation, at.Rules, at.Member);
        if (operation.Asset == Asset.Principal)
        {
            CheckoutLine[] lines = [new CheckoutLine(operation.Asked, "", false, false)];
            var basket = new PlainBasket(lines, [operation.Asked])
            {
                Rest = operation.Asked, Tier = member.Tier, Birthdays = member.Birthdays, DayBefore = EarnedOn(member, at.Date),
                Earned = PlainEarning.Points(rules, lines, [operation.Asked], operation.Asked, EarnedOn(member, at.Date), BuyerOf(at)),
            };
            if (rules.WhenFull == WhenFull.Cap) basket.Earned = Math.Min(basket.Earned, Math.Max(0, at.PointsRoom));
            if (basket.Earned > at.PointsRoom) { at.Refuse(Outcome.BalanceLimit, LargestPurchase(at, at.PointsRoom)); return; }
            at.Entry.Basket = basket;
            at.GivePoints(basket.Earned, SystemAccount.PointsIssued, PlainCalendar.LastDay(rules.PointsValidity, at.Date),
                PlainCalendar.FirstDay(rules.PointsWaiting, at.Date));
            Count(at, at.Date, 1, operation.Asked, basket.Earned);
            return;
        }

        decimal points = operation.Asked;
        if (operation.Asset == Asset.None)
        {
            if (rules.Actions.FirstOrDefault(action => action.Code == operation.Note) is not { } found)
                { at.Refuse(Outcome.ActionUnknown); return; }
            points = found.Points;
            if (rules.WhenFull == WhenFull.Cap) points = Math.Min(points, Math.Max(0, at.PointsRoom));
        }
        if (points > at.PointsRoom) { at.Refuse(Outcome.BalanceLimit, at.PointsRoom); return; }
        at.GivePoints(points, SystemAccount.PointsIssued, PlainCalendar.LastDay(rules.PointsValidity, at.Date));
        Count(at, at.Date, 0, 0, points);
    }

    // Halves what is too much and what is not until they meet.
    private static decimal LargestPurchase(Desk at, decimal points)
    {
        (decimal fits, decimal exceeds) = (0, at.Operation.Asked);
        while (exceeds - fits > 1)
        {
            var middle = Math.Floor((fits + exceeds) / 2);
            CheckoutLine[] lines = [new CheckoutLine((long)middle, "", false, false)];
            if (PlainEarning.Points(at.Rules, lines, [middle], middle, EarnedOn(at.Member, at.Date), BuyerOf(at)) > points)
                exceeds = middle;
            else fits = middle;
        }
        return fits;
    }

    private void Checkout(Desk at)
    {
        var (operation, rules, member) = (at.Operation, at.Rules, at.Member);
        var terms = (CheckoutTerms)operation.Terms!;
        // What the hold sets aside is there for this checkout, and goes first.
        var hold = operation.Original is null ? null : SpendableHoldOf(at);
        if (operation.Original is not null && hold is null) return;
        var due = PlainEarning.Due(rules, terms.Lines, terms.ChargedPrices || !TypeInUse(at).MemberPrices, BuyerOf(at));
        var total = due.Sum();

        if (terms.Points % rules.RedeemBlock != 0) { at.Refuse(Outcome.NotAMultiple, rules.RedeemBlock); return; }
        if (terms.Points > member.UsablePoints(at.Date)) { at.Refuse(Outcome.InsufficientPoints, member.UsablePoints(at.Date)); return; }
        var worth = Worth(rules, terms.Points);
        var share = Math.Floor(total * rules.PointsSharePermille / 1000);
        if (worth > share || (terms.Points > 0 && rules.RedeemWorthMinor == 0))
            { at.Refuse(Outcome.PointsShareLimit, rules.RedeemWorthMinor == 0 ? 0
            : Math.Floor(share / rules.RedeemWorthMinor) * rules.RedeemBlock); return; }
        var there = member.FreeStored(at.Date) + (hold?.Left ?? 0);
        var stored = terms.StoredValueMinor == long.MaxValue ? Math.Min(there, total - worth) : terms.StoredValueMinor;
        if (stored > there) { at.Refuse(Outcome.InsufficientFunds, there); return; }
        if (worth + stored > total) { at.Refuse(Outcome.Overpaid, total); return; }
        var rest = total - worth - stored;
        if (terms.RestMinor is { } told && told != rest) { at.Refuse(Outcome.RestDiffers, rest); return; }

        var held = Math.Min(stored, hold?.Left ?? 0);
        var bonus = Math.Min(held, hold?.Bonus.Values.Sum() ?? 0)
            + at.BonusShare(stored - held, member.FreePrincipal, member.FreeBonus(at.Date));
        var earns = MayEarn(at);
        var before = EarnedOn(member, at.Date);
        var earned = earns ? PlainEarning.Points(rules, terms.Lines, due, total - worth - (rules.BonusEarns ? 0 : bonus), before,
            BuyerOf(at)) : 0;
        // Points spent in the same basket make room.
        var room = Math.Max(0, rules.PointsBalanceMax - member.Points + terms.Points);
        if (rules.WhenFull == WhenFull.Cap) earned = Math.Min(earned, room);
        if (earned > room) { at.Refuse(Outcome.BalanceLimit, room); return; }

        at.TakeUsable(Asset.Points, terms.Points, SystemAccount.PointsRedeemed);
        if (worth > 0) SpendAt(at, terms.Points, worth);
        if (hold is not null) SpendFrom(at, hold, held);
        at.TakeStored(stored - held, SystemAccount.Sales);
        if (hold is not null && (!terms.KeepHold || hold.Left == 0)) member.Holds.Remove(hold);
        at.Entry.EndedHold = hold is not null && !member.Holds.Contains(hold);
        at.Entry.Figure = terms.KeepHold ? hold?.Left ?? 0 : 0;
        at.GivePoints(earned, SystemAccount.PointsIssued, PlainCalendar.LastDay(rules.PointsValidity, at.Date),
            PlainCalendar.FirstDay(rules.PointsWaiting, at.Date));
        at.Entry.Basket = new PlainBasket(terms.Lines, due)
        {
            Points = terms.Points, Worth = worth, Stored = stored, Bonus = bonus, Rest = rest, Earned = earned,
            Tier = member.Tier, CardEarns = earns, Birthdays = member.Birthdays, DayBefore = before,
        };
        at.Entry.Facts = Words.Basket(
            terms.Lines.Sum(line => (decimal)line.AmountMinor), total, terms.Points, worth, stored, held, rest, earned);
        Count(at, at.Date, 1, total - worth, earned);
        if (stored > 0) CloseAtZero(at);
    }

    private static bool MayEarn(Desk at) => TypeInUse(at).Earns && PlainEarning.TierOf(at.Rules, at.Member.Tier)?.Earns != false;

    /// <summary>The card that is shown speaks, or the newest that is not void; without any, nothing is forbidden.</summary>
    private static CardType TypeInUse(Desk at)
    {
        var shown = at.Operation is { Card: { } id, IsIdentifier: false } ? at.Member.CardOf(id)
            : at.Member.Cards.LastOrDefault(card => card.Status != CardStatus.Void);
        return shown?.Type ?? new CardType("", "");
    }

    private static PlainEarning.Buyer BuyerOf(Desk at) =>
        new(at.Date, PlainEarning.TierOf(at.Rules, at.Member.Tier)?.Code ?? "", at.Operation.Store, at.Member.Birthdays);

    private static decimal EarnedOn(PlainMember member, DateOnly date) =>
        Remembered(member).Where(count => count.Date == date).Sum(count => count.Points);
}

using Ledger.Rules.Asked;
using Ledger.Rules.Codes;
using Ledger.Rules.Deciding;
using Ledger.Rules.Members;
using Ledger.Rules.Program;
using Ledger.Rules.Rows;
using Ledger.Rules.State;

namespace Ledger.Rules.Earning;

/// <summary>Earning on purchases, alone or as part of a checkout.</summary>
internal static class Purchases
{
    public static void Accrue(ref Decision decision)
    {
        var (state, rules, operation) = (decision.State, decision.Rules, decision.Operation);
        var isPurchase = operation.Asset == Asset.Principal;
        var action = operation.Asset == Asset.None ? ActionOf(rules, operation.Note) : null;
        if (operation.Asset == Asset.None && action is null) { decision.Refuse(Outcome.ActionUnknown); return; }
        var occasion = OccasionOf(decision);
        var dayPoints = DayPoints(state, operation.BusinessDate);
        var points = isPurchase ? EarnedPoints.OfPurchase(rules, occasion, operation.Asked, dayPoints) : action?.Points ?? operation.Asked;
        var room = Math.Max(0, rules.PointsBalanceMax - state.Points);
        if (points > room)
        {
            decision.Refuse(Outcome.BalanceLimit, isPurchase ? EarnedPoints.LargestPurchaseFor(rules, occasion, room, dayPoints) : room);
            return;
        }

        // Decided.
        if (isPurchase && DependsOnMore(rules))
            decision.Detail = new RowDetail { Earning = new EarningFacts(occasion.Tier, occasion.Birthdays) };
        TierLife.Count(ref decision, operation.BusinessDate, isPurchase ? 1 : 0, isPurchase ? operation.Asked : 0, points);
        if (points > 0) Give(ref decision, points, isPurchase);
        else decision.Note();
    }

    public static void Checkout(ref Decision decision)
    {
        var (state, rules, operation) = (decision.State, decision.Rules, decision.Operation);
        var terms = (CheckoutTerms)operation.Terms!;
        var occasion = OccasionOf(decision);
        var dueByLine = Pricing.Due(rules, occasion, terms);
        long due = 0;
        foreach (var amount in dueByLine) due = checked(due + amount);

        if (terms.Points % rules.RedeemBlock != 0) { decision.Refuse(Outcome.NotAMultiple, rules.RedeemBlock); return; }
        var usable = state.PointsLots.UsableOn(operation.BusinessDate);
        if (terms.Points > usable) { decision.Refuse(Outcome.InsufficientPoints, usable); return; }
        var worth = rules.WorthOf(terms.Points);
        var share = (long)((Int128)due * rules.PointsSharePermille / 1000);
        if (worth > share) { decision.Refuse(Outcome.PointsShareLimit, share / rules.RedeemWorthMinor * rules.RedeemBlock); return; }
        // Points that are no money at the till would be gone for nothing.
        if (terms.Points > 0 && rules.RedeemWorthMinor == 0) { decision.Refuse(Outcome.PointsShareLimit); return; }
        var available = decision.AvailableValue;
        var stored = terms.StoredValueMinor == long.MaxValue ? Math.Min(available, due - worth) : terms.StoredValueMinor;
        if (stored > available) { decision.Refuse(Outcome.InsufficientFunds, available); return; }
        var rest = due - worth - stored;
        if (rest < 0) { decision.Refuse(Outcome.Overpaid, due); return; }
        if (terms.RestMinor is { } stated && stated != rest) { decision.Refuse(Outcome.RestDiffers, rest); return; }

        var bonus = rules.ShareOfBonus(stored, state.FreePrincipal, state.FreeBonus(operation.BusinessDate));
        var paid = rest + stored - (rules.BonusEarns ? 0 : bonus);
        var dayPoints = DayPoints(state, operation.BusinessDate);
        var tally = new RuleTally();
        var earned = CardUse.MayEarn(decision)
            ? EarnedPoints.Of(rules, occasion, new EarningBasket(terms.Lines, dueByLine, due, paid), dayPoints, tally) : 0;
        // A limit that was lowered since keeps nobody from a purchase that earns nothing.
        var room = Math.Max(0, rules.PointsBalanceMax - state.Points + terms.Points);
        if (earned > room) { decision.Refuse(Outcome.BalanceLimit, room); return; }

        // Decided.
        decision.Detail = new RowDetail
        {
            Basket = new BasketFacts(terms.Lines, dueByLine, operation.Asked, due, terms.Points, worth, stored, bonus, rest, earned, tally.ToArray(),
                new EarningFacts(occasion.Tier, occasion.Birthdays)),
        };
        TierLife.Count(ref decision, operation.BusinessDate, 1, due - worth, earned);
        CardUse.CloseAtZero(ref decision, stored);
        Pins.EndFailures(ref decision);
        decision.TakeFromLots(Asset.Points, terms.Points, SystemAccount.PointsRedeemed);
        decision.TakeStoredValue(stored, SystemAccount.Sales);
        if (earned > 0) Give(ref decision, earned, isPurchase: true);
        decision.Note();
    }

    /// <summary>What a member had earned on a date before this operation.</summary>
    public static long DayPoints(AccountState state, DateOnly date) => state.Activity?.On(date).Points ?? 0;

    /// <summary>What the conditions of the program's rules look at.</summary>
    public static Occasion OccasionOf(in Decision decision)
    {
        var membership = decision.State.Membership;
        var tier = decision.Rules.TierOf(membership.Tier)?.Code ?? "";
        return new Occasion(decision.Operation.BusinessDate, tier, decision.Operation.Store, membership.Birthdays);
    }

    private static void Give(ref Decision decision, long points, bool isPurchase)
    {
        var (rules, date) = (decision.Rules, decision.Operation.BusinessDate);
        decision.GivePoints(points, SystemAccount.PointsIssued, rules.PointsValidity.LastDay(date), isPurchase ? rules.PointsWaiting.FirstDay(date) : default);
    }

    // Where nothing but the rate decides, a return needs no more than the amount.
    private static bool DependsOnMore(ProgramRules rules) => rules.CountsActivity || rules.Multipliers.Length > 0;

    private static AccrualAction? ActionOf(ProgramRules rules, string? code)
    {
        foreach (var action in rules.Actions)
            if (action.Code == code) return action;
        return null;
    }
}

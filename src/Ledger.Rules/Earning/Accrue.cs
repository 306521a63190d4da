using Ledger.Rules.Basics;
using Ledger.Rules.Codes;
using Ledger.Rules.Deciding;
using Ledger.Rules.Members;
using Ledger.Rules.Program;
using Ledger.Rules.Rows;

namespace Ledger.Rules.Earning;

/// <summary>Earning outside a checkout: by a purchase, by points that are stated, or by one of the program's actions.</summary>
internal readonly struct Accrue(long points) : IKind<Accrue>
{
    public static Refusal? Check(in Case asked, out Accrue plan)
    {
        plan = default;
        var (rules, operation) = (asked.Rules, asked.Operation);
        var action = operation.Asset == Asset.None ? ActionOf(rules, operation.Note) : null;
        if (operation.Asset == Asset.None && action is null) return new Refusal(Outcome.ActionUnknown);
        Precondition.Require(operation.Asked > 0 || operation.Asset == Asset.None);
        var occasion = Purchases.OccasionOf(asked);
        var dayPoints = Purchases.DayPoints(asked);
        var isPurchase = IsPurchase(asked);
        var points = isPurchase ? EarnedPoints.OfPurchase(rules, occasion, operation.Asked, dayPoints) : action?.Points ?? operation.Asked;
        var room = Math.Max(0, asked.RoomForPoints);
        var isStated = operation.Asset == Asset.Points;
        if (points > room && !isStated && rules.WhenFull == WhenFull.Cap) points = room;
        if (points > room)
            return new Refusal(Outcome.BalanceLimit, isPurchase ? EarnedPoints.LargestPurchaseFor(rules, occasion, room, dayPoints) : room);
        plan = new Accrue(points);
        return null;
    }

    public void Post(ref Transaction transaction)
    {
        var isPurchase = IsPurchase(transaction.Case);
        if (isPurchase && DependsOnMore(transaction.Case.Rules))
        {
            var occasion = Purchases.OccasionOf(transaction.Case);
            transaction.Detail = new RowDetail { Earning = new EarningFacts(occasion.Tier, occasion.Birthdays) };
        }
        TierLife.Count(ref transaction, isPurchase ? 1 : 0, isPurchase ? transaction.Case.Operation.Asked : 0, points);
        if (points > 0) Purchases.Give(ref transaction, points, isPurchase);
        else transaction.Note();
    }

    public void Ensure(in Transaction written) =>
        Invariant.Require(written.PointsMoved == points && points >= 0 && written.PrincipalMoved == 0 && written.BonusMoved == 0);

    private static bool IsPurchase(in Case asked) => asked.Operation.Asset == Asset.Principal;

    // Where nothing but the rate decides, a return needs no more than the amount.
    private static bool DependsOnMore(ProgramRules rules) => rules.CountsActivity || rules.Multipliers.Length > 0;

    private static AccrualAction? ActionOf(ProgramRules rules, string? code)
    {
        foreach (var action in rules.Actions)
            if (action.Code == code) return action;
        return null;
    }
}

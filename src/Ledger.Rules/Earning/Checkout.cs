using Ledger.Rules.Asked;
using Ledger.Rules.Basics;
using Ledger.Rules.Codes;
using Ledger.Rules.Deciding;
using Ledger.Rules.Members;
using Ledger.Rules.Program;
using Ledger.Rules.Rows;
using Ledger.Rules.Value;

namespace Ledger.Rules.Earning;

/// <summary>A basket: priced, paid with points, stored value and other means, and earned on.</summary>
internal readonly struct Checkout(BasketFacts basket, HeldPart? held) : IKind<Checkout>
{
    public static Refusal? Check(in Case asked, out Checkout plan)
    {
        plan = default;
        var (rules, operation) = (asked.Rules, asked.Operation);
        var terms = (CheckoutTerms)operation.Terms!;
        Precondition.Require(terms is { Points: >= 0, StoredValueMinor: >= 0 } && operation.Asked == ListPriceOf(terms));
        HoldFacts? hold = null;
        if (operation.Original is not null && Holding.Check(asked, out hold) is { } notOpen) return notOpen;
        var occasion = Purchases.OccasionOf(asked);
        var dueByLine = Pricing.Due(rules, occasion, terms, CardUse.HasMemberPrices(asked));
        var due = SumOf(dueByLine);
        if (Payment.Check(asked, terms, due, hold, out var payment) is { } refusal) return refusal;

        var paid = payment.RestMinor + payment.StoredValueMinor - (rules.BonusEarns ? 0 : payment.BonusMinor);
        var tally = new RuleTally();
        var earned = CardUse.MayEarn(asked)
            ? EarnedPoints.Of(rules, occasion, new EarningBasket(terms.Lines, dueByLine, due, paid), Purchases.DayPoints(asked), tally) : 0;
        // A limit that was lowered since keeps nobody from a purchase that earns nothing.
        var room = Math.Max(0, asked.RoomForPoints + terms.Points);
        if (earned > room && rules.WhenFull == WhenFull.Cap)
        {
            tally.Add("balance cap", room - earned);
            earned = room;
        }
        if (earned > room) return new Refusal(Outcome.BalanceLimit, room);

        plan = new Checkout(new BasketFacts(
            terms.Lines, dueByLine, operation.Asked, due, terms.Points, payment.WorthMinor, payment.StoredValueMinor, payment.BonusMinor,
            payment.RestMinor, earned, tally.ToArray(), new EarningFacts(occasion.Tier, occasion.Birthdays))
        {
            HeldMinor = payment.Held?.Amount ?? 0,
        }, payment.Held);
        return null;
    }

    public void Post(ref Transaction transaction)
    {
        transaction.Detail = new RowDetail
        {
            Basket = basket, HoldLeft = held?.Left, Was = held is null ? null : new WasFacts { Hold = held.Hold },
        };
        transaction.Figure = held?.Left.LeftMinor ?? 0;
        TierLife.Count(ref transaction, 1, basket.DueMinor - basket.PointsWorthMinor, basket.EarnedPoints);
        CardUse.CloseAtZero(ref transaction, basket.StoredValueMinor);
        Pins.EndFailures(ref transaction);
        if (basket.PointsWorthMinor > 0) PointsWorth.Note(ref transaction, new PointsRate(basket.Points, basket.PointsWorthMinor));
        transaction.TakeFromLots(Asset.Points, basket.Points, SystemAccount.PointsRedeemed);
        held?.Spend(ref transaction);
        transaction.TakeStoredValue(basket.StoredValueMinor - basket.HeldMinor, SystemAccount.Sales);
        if (basket.EarnedPoints > 0) Purchases.Give(ref transaction, basket.EarnedPoints, isPurchase: true);
        transaction.Note();
    }

    public void Ensure(in Transaction written)
    {
        Invariant.Require(basket.PointsWorthMinor + basket.StoredValueMinor + basket.RestMinor == basket.DueMinor && basket.RestMinor >= 0);
        Invariant.Require(SumOf(basket.Due) == basket.DueMinor && basket.DueMinor <= basket.ListMinor);
        Invariant.Require(written.PointsMoved == basket.EarnedPoints - basket.Points && basket.EarnedPoints >= 0);
        Invariant.Require(written.ValueMoved == -basket.StoredValueMinor && written.BonusMoved == -basket.BonusMinor);
        if (held is null) return;
        Invariant.Require(basket.HeldMinor == held.Amount && basket.HeldMinor <= basket.StoredValueMinor);
        Invariant.Require(written.Detail?.HoldLeft?.LeftMinor == written.Figure && written.Figure == held.Left.LeftMinor);
    }

    private static long ListPriceOf(CheckoutTerms terms)
    {
        long sum = 0;
        foreach (ref readonly var line in terms.Lines.AsSpan()) sum = checked(sum + line.AmountMinor);
        return sum;
    }

    private static long SumOf(long[] amounts)
    {
        long sum = 0;
        foreach (var amount in amounts) sum = checked(sum + amount);
        return sum;
    }
}

using Ledger.Rules.Asked;
using Ledger.Rules.Codes;
using Ledger.Rules.Deciding;
using Ledger.Rules.Rows;
using Ledger.Rules.Value;

namespace Ledger.Rules.Earning;

/// <summary>
/// What pays for a basket, in minor units: points by their worth, stored value and the bonus in it, and the rest by other means.
/// </summary>
internal readonly record struct Payment(long WorthMinor, long StoredValueMinor, long BonusMinor, long RestMinor)
{
    /// <summary>Of stored value: what a hold pays, and what is left of the hold; null: no hold pays.</summary>
    public HeldPart? Held { get; init; }

    /// <summary>Why the basket cannot be paid as the terms say; null: it is paid as <paramref name="payment"/> says.</summary>
    /// <param name="hold">The hold that stored value is paid from first; null: none.</param>
    public static Refusal? Check(in Case asked, CheckoutTerms terms, long due, HoldFacts? hold, out Payment payment)
    {
        payment = default;
        if (CheckPoints(asked, terms, due) is { } refusal) return refusal;
        var (rules, available) = (asked.Rules, asked.AvailableValue + (hold?.LeftMinor ?? 0));
        var worth = rules.WorthOf(terms.Points);
        var stored = terms.StoredValueMinor == long.MaxValue ? Math.Min(available, due - worth) : terms.StoredValueMinor;
        if (stored > available) return new Refusal(Outcome.InsufficientFunds, available);
        var rest = due - worth - stored;
        if (rest < 0) return new Refusal(Outcome.Overpaid, due);
        if (terms.RestMinor is { } stated && stated != rest) return new Refusal(Outcome.RestDiffers, rest);
        payment = hold is null
            ? new Payment(worth, stored, rules.ShareOfBonus(stored, asked.FreePrincipal, asked.FreeBonus), rest)
            : WithHold(asked, new Payment(worth, stored, 0, rest), hold, terms.KeepHold);
        return hold is null ? null : Holding.CheckTimes(asked, endsIt: !terms.KeepHold || payment.Held!.Left.LeftMinor == 0);
    }

    // What the hold does not pay is taken from what is free, in the program's order.
    private static Payment WithHold(in Case asked, Payment payment, HoldFacts hold, bool isKept)
    {
        var held = HeldPart.Of(hold, Math.Min(payment.StoredValueMinor, hold.LeftMinor), isLast: !isKept);
        var free = payment.StoredValueMinor - held.Amount;
        return payment with
        {
            BonusMinor = held.BonusMinor + asked.Rules.ShareOfBonus(free, asked.FreePrincipal, asked.FreeBonus), Held = held,
        };
    }

    private static Refusal? CheckPoints(in Case asked, CheckoutTerms terms, long due)
    {
        var (rules, points, usable) = (asked.Rules, terms.Points, asked.AvailablePoints);
        if (points % rules.RedeemBlock != 0) return new Refusal(Outcome.NotAMultiple, rules.RedeemBlock);
        if (points > usable) return new Refusal(Outcome.InsufficientPoints, usable);
        var share = (long)((Int128)due * rules.PointsSharePermille / 1000);
        if (rules.WorthOf(points) > share) return new Refusal(Outcome.PointsShareLimit, share / rules.RedeemWorthMinor * rules.RedeemBlock);
        // Points that are no money at the till would be gone for nothing.
        return points > 0 && rules.RedeemWorthMinor == 0 ? new Refusal(Outcome.PointsShareLimit) : null;
    }
}

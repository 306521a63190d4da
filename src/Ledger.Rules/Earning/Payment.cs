using Ledger.Rules.Asked;
using Ledger.Rules.Codes;
using Ledger.Rules.Deciding;

namespace Ledger.Rules.Earning;

/// <summary>
/// What pays for a basket, in minor units: points by their worth, stored value and the bonus in it, and the rest by other means.
/// </summary>
internal readonly record struct Payment(long WorthMinor, long StoredValueMinor, long BonusMinor, long RestMinor)
{
    /// <summary>Why the basket cannot be paid as the terms say; null: it is paid as <paramref name="payment"/> says.</summary>
    public static Refusal? Check(in Case asked, CheckoutTerms terms, long due, out Payment payment)
    {
        payment = default;
        if (CheckPoints(asked, terms, due) is { } refusal) return refusal;
        var (rules, available) = (asked.Rules, asked.AvailableValue);
        var worth = rules.WorthOf(terms.Points);
        var stored = terms.StoredValueMinor == long.MaxValue ? Math.Min(available, due - worth) : terms.StoredValueMinor;
        if (stored > available) return new Refusal(Outcome.InsufficientFunds, available);
        var rest = due - worth - stored;
        if (rest < 0) return new Refusal(Outcome.Overpaid, due);
        if (terms.RestMinor is { } stated && stated != rest) return new Refusal(Outcome.RestDiffers, rest);
        payment = new Payment(worth, stored, rules.ShareOfBonus(stored, asked.FreePrincipal, asked.FreeBonus), rest);
        return null;
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

using Ledger.Rules.Codes;
using Ledger.Rules.Deciding;
using Ledger.Rules.Rows;

namespace Ledger.Rules.Value;

/// <summary>What is taken from what a hold has set aside: parts of its bonus lots and of its principal, and what is left of it.</summary>
/// <param name="Hold">Before.</param>
internal sealed record HeldPart(HoldFacts Hold, IReadOnlyList<Lot> Bonus, long PrincipalMinor, HoldFacts Left)
{
    /// <summary>
    /// <paramref name="amount"/> of a hold, bonus lots by expiry first, in minor units; no more than it sets aside.
    /// </summary>
    /// <param name="isLast">What is left is free again.</param>
    public static HeldPart Of(HoldFacts hold, long amount, bool isLast)
    {
        var lots = HeldLots.Earliest(hold.Bonus, amount);
        var principal = amount - HeldLots.SumOf(lots);
        var left = isLast
            ? Holding.Ended(hold)
            : hold with { PrincipalMinor = hold.PrincipalMinor - principal, Bonus = HeldLots.Without(hold.Bonus, lots) };
        return new HeldPart(hold, lots, principal, left);
    }

    /// <summary>In minor units.</summary>
    public long BonusMinor
    {
        get
        {
            long sum = 0;
            foreach (var lot in Bonus) sum += lot.Amount;
            return sum;
        }
    }

    /// <summary>In minor units.</summary>
    public long Amount => PrincipalMinor + BonusMinor;

    /// <summary>Takes it.</summary>
    public void Spend(ref Transaction transaction)
    {
        foreach (var lot in Bonus) transaction.Transfer(Asset.Bonus, -lot.Amount, SystemAccount.Sales, lot.ExpiresOn);
        if (PrincipalMinor > 0) transaction.Transfer(Asset.Principal, -PrincipalMinor, SystemAccount.Sales);
    }
}

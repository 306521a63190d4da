using Ledger.Rules.Rows;

namespace Ledger.Rules.Value;

/// <summary>Parts of bonus lots, earliest expiry first, as a hold sets them aside.</summary>
internal static class HeldLots
{
    /// <summary>
    /// The first of <paramref name="lots"/> that come to <paramref name="amount"/>, the last one in part; all of them when they do not.
    /// </summary>
    public static List<Lot> Earliest(IReadOnlyList<Lot> lots, long amount)
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

    /// <summary>What is left of <paramref name="lots"/> without the parts that were taken.</summary>
    public static List<Lot> Without(IReadOnlyList<Lot> lots, List<Lot> taken)
    {
        var left = new List<Lot>();
        foreach (var lot in lots)
        {
            var rest = lot.Amount - SumOf(taken.FindAll(part => part.ExpiresOn == lot.ExpiresOn));
            if (rest > 0) left.Add(lot with { Amount = rest });
        }
        return left;
    }

    /// <summary>In minor units.</summary>
    public static long SumOf(List<Lot> lots)
    {
        long sum = 0;
        foreach (var lot in lots) sum += lot.Amount;
        return sum;
    }
}

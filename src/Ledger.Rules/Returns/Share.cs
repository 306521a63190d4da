using Ledger.Rules.Basics;

namespace Ledger.Rules.Returns;

/// <summary>Splitting an amount over parts in proportion to what each has left, without losing or inventing a unit.</summary>
internal static class Share
{
    /// <summary>
    /// What each part bears of <paramref name="amount"/>, which is not more than all parts together: no part bears more than it has, and
    /// the shares add up to the amount. Rounding is that of the running sum.
    /// </summary>
    public static long[] Of(long amount, ReadOnlySpan<long> left)
    {
        long total = 0;
        foreach (var part in left) total += part;
        Invariant.Require(amount >= 0 && amount <= total);
        var shares = new long[left.Length];
        long sum = 0, given = 0;
        for (var i = 0; i < left.Length && total > 0; i++)
        {
            sum += left[i];
            var reached = (long)((Int128)amount * sum / total);
            shares[i] = reached - given;
            given = reached;
        }
        return shares;
    }
}

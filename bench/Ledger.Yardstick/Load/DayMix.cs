using Ledger.Tooling.Draws;

namespace Ledger.Yardstick.Load;

/// <summary>What brings a member to a terminal.</summary>
internal enum Visit
{
    Checkout,
    Debit,
    Accrual,
    TopUp,
    Refund,
    /// <summary>Two calls: it is placed, then captured or released.</summary>
    Hold,
    Balance,
}

/// <summary>
/// A real day, in hundredths of its calls: 60 checkouts, 15 debits, 10 accruals, 5 top-ups, 3 refunds, 2 of holds, 5 balances.
/// </summary>
internal static class DayMix
{
    // In the order of Visit. A hold is one visit and two calls.
    private static readonly Weights _visits = new([60, 15, 10, 5, 3, 1, 5]);

    public static Visit Draw(Random random) => (Visit)_visits.Draw(random);
}

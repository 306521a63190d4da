using Ledger.Rules.Earning;

namespace Ledger.Rules.State;

/// <summary>Purchases, money spent (minor units) and points earned over some time.</summary>
public readonly record struct ActivitySum(long Purchases, long SpendMinor, long Points)
{
    public static ActivitySum operator +(ActivitySum one, ActivitySum other) =>
        new(one.Purchases + other.Purchases, one.SpendMinor + other.SpendMinor, one.Points + other.Points);

    public static ActivitySum operator -(ActivitySum one, ActivitySum other) =>
        new(one.Purchases - other.Purchases, one.SpendMinor - other.SpendMinor, one.Points - other.Points);
}

/// <summary>What happened from <paramref name="From"/> on: a day, or the month that starts then.</summary>
public readonly record struct ActivitySpan(DateOnly From, ActivitySum Sum);

using Ledger.Rules.Asked;
using Ledger.Rules.Earning;
using Ledger.Rules.Program;
using Ledger.Rules.Time;

namespace Ledger.Rules.Rows;

/// <summary>A basket as it was decided. Amounts in minor units; <paramref name="Due"/> line by line what was charged.</summary>
public sealed record BasketFacts(
    CheckoutLine[] Lines, long[] Due, long ListMinor, long DueMinor, long Points, long PointsWorthMinor, long StoredValueMinor,
    long BonusMinor, long RestMinor,
    long EarnedPoints, RulePoints[] Rules, EarningFacts Earning)
{
    /// <summary>Of <see cref="StoredValueMinor"/>: what a hold paid.</summary>
    public long HeldMinor { get; init; }
}

/// <summary>
/// What earning depended on beside the basket: enough to earn again what is left after a return. The cap of a day is not among it: what is
/// left never earns more than all of it did.
/// </summary>
public sealed record EarningFacts(string Tier, IReadOnlyList<Birthday> Birthdays);

/// <summary>What one rule did to the points of a purchase.</summary>
public readonly record struct RulePoints(string Rule, long Points);

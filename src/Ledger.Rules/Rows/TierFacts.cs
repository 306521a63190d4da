using Ledger.Rules.Earning;
using Ledger.Rules.Program;

namespace Ledger.Rules.Rows;

/// <summary>What a purchase adds to (or a return takes from) what tiers and caps count, on a day.</summary>
public sealed record ActivityFacts(DateOnly Date, int Purchases, long SpendMinor, long Points);

/// <summary>Where a member stands after a transaction. A figure of 0 is not asked for by the next tier.</summary>
public sealed record StandingFacts(
    string Tier, int PayPermille, int EarnPercent, string? NextTier, long NextPurchases, long NextSpendMinor, long NextPoints);

/// <summary>
/// The tier from now on, the last day of it (<see cref="DateOnly.MaxValue"/>: kept), and when its monthly bonus is due next.
/// </summary>
public sealed record TierFacts(string Tier, DateOnly Until, DateOnly NextGrantOn);

using Ledger.Rules.State;

namespace Ledger.Rules.Rows;

/// <summary>What a purchase adds to (or a return takes from) what tiers and caps count, on a day.</summary>
public sealed record ActivityFacts(DateOnly Date, int Purchases, long SpendMinor, long Points);

/// <summary>
/// Where a member stands after a transaction. A figure of 0 is not asked for by the next tier; no next tier: none can be reached from here
/// as things are.
/// </summary>
public sealed record StandingFacts(
    string Tier, int PayPermille, int EarnPercent, string? NextTier, long NextPurchases, long NextSpendMinor, long NextPoints);

/// <summary>
/// The tier from now on, the last day of it (<see cref="DateOnly.MaxValue"/>: kept), and when its monthly bonus is due next.
/// </summary>
public sealed record TierFacts(string Tier, DateOnly Until, DateOnly NextGrantOn)
{
    /// <summary>As <see cref="Membership.TierSince"/>.</summary>
    public DateOnly Since { get; init; }
    /// <summary>As <see cref="Membership.TierByHand"/>.</summary>
    public bool ByHand { get; init; }
    /// <summary>As <see cref="Membership.TierFloor"/>.</summary>
    public TierFloor? Floor { get; init; }
    /// <summary>The row that had set the tier which is back again; 0: this one sets it.</summary>
    public long BySeq { get; init; }
}

/// <summary>
/// The tier a member falls back to when what was bought comes back: the one before purchases raised it, or what a review would have left
/// without them; its last day, and since when.
/// </summary>
public sealed record TierFloor(string Tier, DateOnly Until, DateOnly Since);

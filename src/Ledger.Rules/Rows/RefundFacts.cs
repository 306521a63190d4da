using Ledger.Rules.Asked;

namespace Ledger.Rules.Rows;

/// <summary>
/// What a refund or reversal undid: of each transfer of the original how much (also what was forfeited), line by line what was returned,
/// and what it came to.
/// </summary>
public sealed record RefundFacts
{
    public IReadOnlyList<RefundedLeg> Legs { get; init; } = [];
    public IReadOnlyList<RefundLine> Lines { get; init; } = [];
    /// <summary>In the original's unit.</summary>
    public long Amount { get; init; }
    public long StoredValueMinor { get; init; }
    public long PointsRestored { get; init; }
    /// <summary>Of <see cref="Amount"/>: what points had paid, and what other means had, in minor units.</summary>
    public long PointsWorthMinor { get; init; }
    /// <summary>Before netting.</summary>
    public long RestMinor { get; init; }
    /// <summary>Earned points that had to go, and those of them that were no longer there.</summary>
    public long PointsTakenBack { get; init; }
    public long PointsShort { get; init; }
    /// <summary>
    /// Of what is given back: kept back for points that were missing. It belongs to whoever funds the points.
    /// </summary>
    public long NettedMinor { get; init; }
    /// <summary>
    /// Top-up: bonus that had to go and is spent; of <see cref="RestMinor"/> what is kept back for that, which went to bonus expense and
    /// so to whoever funds the bonus; and bonus that had to go and had expired, which nothing is kept back for.
    /// </summary>
    public long BonusShortMinor { get; init; }
    public long BonusNettedMinor { get; init; }
    public long BonusExpiredMinor { get; init; }
    public long Forfeited { get; init; }
    /// <summary>The last day of the lot in which was given back what came from lots that had expired since; null: nothing was.</summary>
    public DateOnly? ExtendedTo { get; init; }
    /// <summary>Nothing of the original is left.</summary>
    public bool IsWhole { get; init; }
}

/// <summary>How much of the transfer <paramref name="Leg"/> of the original is undone.</summary>
public readonly record struct RefundedLeg(short Leg, long Amount);

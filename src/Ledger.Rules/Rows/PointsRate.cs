namespace Ledger.Rules.Rows;

/// <summary>So many points were worth so much, in minor units, when they were spent. No points: none were, as far as is known.</summary>
public readonly record struct PointsRate(long Points, long WorthMinor);

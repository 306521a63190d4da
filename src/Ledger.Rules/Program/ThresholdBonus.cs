using System.Globalization;

namespace Ledger.Rules.Program;

/// <summary>A purchase that earns at least <paramref name="FromPoints"/> gets <paramref name="Points"/> more.</summary>
public sealed record ThresholdBonus(long FromPoints, long Points);

using System.Globalization;
using Ledger.Rules.Earning;

namespace Ledger.Rules.Program;

/// <summary>A tier or group: what its members can do, pay and earn, and how it is reached.</summary>
/// <param name="Reaches">One of them is enough; empty: by hand only (the first tier needs none).</param>
public sealed record Tier(string Code, string Name, Reach[] Reaches)
{
    public int PayPermille { get; init; } = 1000;
    /// <summary>In hundredths, from 0.</summary>
    public int EarnPercent { get; init; } = 100;
    public bool Earns { get; init; } = true;
    public bool Loads { get; init; } = true;
    public bool Spends { get; init; } = true;
    /// <summary>Bonus given on the first day of each month, in minor units; 0: none.</summary>
    public long MonthlyBonusMinor { get; init; }
    /// <summary>For people.</summary>
    public string Benefits { get; init; } = "";
}

/// <summary>At least so much of a measure in a window.</summary>
/// <param name="Months">Of <see cref="TierWindow.Months"/>: how many, 1 to 24.</param>
public sealed record Reach(TierMeasure Measure, long Least, TierWindow Window, int Months = 0);

public enum TierMeasure
{
    Purchases,
    /// <summary>Minor units.</summary>
    Spend,
    Points,
}

public enum TierWindow
{
    Ever,
    /// <summary>One business date.</summary>
    Day,
    /// <summary>The last so many months to the day: twelve months on 29 November begin with 30 November of the year before.</summary>
    Months,
    /// <summary>The calendar year.</summary>
    Year,
}

/// <summary>What becomes of a tier that a person gives.</summary>
public enum TierByHand
{
    /// <summary>It holds until its window ends: purchases do not move it, then they decide.</summary>
    Holds,
    /// <summary>It is where the member goes on from, as if reached that day.</summary>
    Starts,
}

/// <summary>What happens when a tier's window ends.</summary>
public enum TierEnd
{
    /// <summary>The tier that what was done in the last window reaches, not above the old one.</summary>
    ToReached,
    /// <summary>One below, unless the old one is reached again.</summary>
    OneStep,
}

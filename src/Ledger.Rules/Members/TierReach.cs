using Ledger.Rules.Basics;
using Ledger.Rules.Program;
using Ledger.Rules.State;

namespace Ledger.Rules.Members;

/// <summary>Which of a program's tiers somebody has reached, by what was done in the windows of its lines.</summary>
internal static class TierReach
{
    /// <summary>The highest tier from one to another that is reached on <paramref name="date"/>; null: none is.</summary>
    /// <param name="added">Done on that date beyond what <paramref name="activity"/> holds.</param>
    /// <param name="after">What was done up to this day does not count, but in what counts for ever.</param>
    public static int? Highest(
        ProgramRules rules, int from, int to, Activity? activity, ActivitySum added, DateOnly date, DateOnly after = default)
    {
        for (var tier = to; tier >= from; tier--)
            foreach (var reach in rules.Tiers[tier].Reaches)
                if (Done(reach, activity, added, date, after) >= reach.Least) return tier;
        return null;
    }

    /// <summary>How much of a line's measure was done in its window, which ends with <paramref name="date"/>.</summary>
    public static long Done(Reach reach, Activity? activity, ActivitySum added, DateOnly date, DateOnly after = default)
    {
        var before = activity is null ? default
            : reach.Window == TierWindow.Ever ? activity.Ever
            : activity.Between(Later(DayBefore(reach, date), after), date);
        var sum = before + added;
        return reach.Measure switch
        {
            TierMeasure.Purchases => sum.Purchases,
            TierMeasure.Spend => sum.SpendMinor,
            TierMeasure.Points => sum.Points,
            _ => throw new InvariantBrokenException($"Unknown measure {reach.Measure}."),
        };
    }

    /// <summary>Which of the program's tiers that is; the first one for a code that the program does not have (any more).</summary>
    public static int IndexOf(ProgramRules rules, string code)
    {
        for (var index = 0; index < rules.Tiers.Length; index++)
            if (rules.Tiers[index].Code == code) return index;
        return 0;
    }

    // The day before the first one of the window: twelve months on 29 November begin with 30 November of the year before.
    private static DateOnly DayBefore(Reach reach, DateOnly date) => reach.Window switch
    {
        TierWindow.Day => date.AddDays(-1),
        TierWindow.Months => date.AddMonths(-reach.Months),
        TierWindow.Year => new DateOnly(date.Year - 1, 12, 31),
        _ => throw new InvariantBrokenException($"Unknown window {reach.Window}."),
    };

    private static DateOnly Later(DateOnly one, DateOnly other) => one > other ? one : other;
}

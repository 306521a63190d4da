using Ledger.Rules.Program;
using Ledger.Rules.Rows;
using Ledger.Rules.State;

namespace Ledger.Server.Audit;

/// <summary>What counts for tiers and caps, day by day, without an end: the state keeps the newest days and months of it.</summary>
internal sealed class FoldedActivity
{
    // The fewest that a state has ever kept.
    private const int FewestDays = 8;
    private const int FewestMonths = 25;
    private readonly SortedDictionary<DateOnly, ActivitySum> _days = [];

    public void Take(ActivityFacts counted)
    {
        var sum = new ActivitySum(counted.Purchases, counted.SpendMinor, counted.Points);
        _days[counted.Date] = _days.GetValueOrDefault(counted.Date) + sum;
    }

    /// <summary>What a reach asks for, as much as there can be of it on <paramref name="date"/>.</summary>
    public long Done(Reach reach, DateOnly date)
    {
        var month = new DateOnly(date.Year, date.Month, 1);
        var (first, last) = reach.Window switch
        {
            TierWindow.Ever => (DateOnly.MinValue, DateOnly.MaxValue),
            TierWindow.Day => (date, date),
            TierWindow.Months => (month.AddMonths(-reach.Months), month.AddMonths(1).AddDays(-1)),
            _ => (new DateOnly(date.Year, 1, 1), month.AddMonths(1).AddDays(-1)),
        };
        var sum = Sum(_days.Where(day => day.Key >= first && day.Key <= last));
        return reach.Measure switch
        {
            TierMeasure.Purchases => sum.Purchases,
            TierMeasure.Spend => sum.SpendMinor,
            _ => sum.Points,
        };
    }

    /// <summary>True when a state says the same of all there was, and of the newest days and months of it.</summary>
    public bool IsWhat(Activity? stored)
    {
        if (stored is null) return _days.Count == 0;
        var days = _days.Reverse().Select(day => new ActivitySpan(day.Key, day.Value)).ToArray();
        var months = _days.GroupBy(day => new DateOnly(day.Key.Year, day.Key.Month, 1)).Reverse()
            .Select(month => new ActivitySpan(month.Key, Sum(month))).ToArray();
        return stored.Ever == Sum(_days) && AreNewest(stored.Days, days, FewestDays) && AreNewest(stored.Months, months, FewestMonths);
    }

    private static bool AreNewest(IReadOnlyList<ActivitySpan> stored, ActivitySpan[] newestFirst, int fewest) =>
        stored.Count >= Math.Min(fewest, newestFirst.Length) && stored.SequenceEqual(newestFirst.Take(stored.Count));

    private static ActivitySum Sum(IEnumerable<KeyValuePair<DateOnly, ActivitySum>> days) =>
        days.Aggregate(default(ActivitySum), (sum, day) => sum + day.Value);
}

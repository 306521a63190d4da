using Ledger.Rules.Program;
using Ledger.Rules.Rows;
using Ledger.Rules.State;

namespace Ledger.Server.Audit;

/// <summary>What counts for tiers and caps, day by day, without an end: the state keeps the newest days and months of it.</summary>
internal sealed class FoldedActivity
{
    // 0.2.0 kept the newest ones in which anything counted, this version those of as many calendar months.
    private const int MonthsOfEarlier = 25;
    private readonly SortedDictionary<DateOnly, ActivitySum> _days = [];

    /// <summary>As a closing has it; what no day is known of any more was done before all days.</summary>
    public void Begin(Activity stored) => Take(stored.Counted());

    public void Take(ActivityFacts counted)
    {
        var sum = new ActivitySum(counted.Purchases, counted.SpendMinor, counted.Points);
        _days[counted.Date] = _days.GetValueOrDefault(counted.Date) + sum;
    }

    /// <summary>What another account had counted; what no day is known of any more was done before all days.</summary>
    public void Take(CountedFacts counted)
    {
        foreach (var day in counted.Days) Take(day);
        if (counted.Earlier is { Purchases: 0, SpendMinor: 0, Points: 0 }) return;
        Take(counted.Earlier with { Date = DateOnly.MinValue });
    }

    /// <summary>What a reach asks for, as much as there can be of it on <paramref name="date"/>.</summary>
    /// <param name="knowsAll">No server of 0.2.0 had the account: in a month that it knew as a whole any day may have counted.</param>
    public long Done(Reach reach, DateOnly date, bool knowsAll)
    {
        var (after, last) = reach.Window switch
        {
            TierWindow.Ever => (DateOnly.MinValue, DateOnly.MaxValue),
            TierWindow.Day => (date.AddDays(-1), date),
            TierWindow.Months => (date.AddMonths(-reach.Months), date),
            _ => (new DateOnly(date.Year - 1, 12, 31), date),
        };
        if (!knowsAll && reach.Window == TierWindow.Months) after = new DateOnly(after.Year, after.Month, 1).AddDays(-1);
        var sum = Sum(_days.Where(day => (day.Key > after || reach.Window == TierWindow.Ever) && day.Key <= last));
        return reach.Measure switch
        {
            TierMeasure.Purchases => sum.Purchases,
            TierMeasure.Spend => sum.SpendMinor,
            _ => sum.Points,
        };
    }

    /// <summary>True when a state says the same of all there was, and of the newest months and their days.</summary>
    /// <param name="knowsAll">
    /// No server of 0.2.0 had the account. Its checkpoints know the newest days alone, the rest of a month counts as done on its last one.
    /// </param>
    public bool IsWhat(Activity? stored, bool knowsAll)
    {
        if (stored is null) return _days.Count == 0;
        var months = _days.GroupBy(day => new DateOnly(day.Key.Year, day.Key.Month, 1)).Reverse()
            .Select(month => new ActivitySpan(month.Key, Sum(month))).ToArray();
        var kept = months.Count(month => MonthOf(month.From) > MonthOf(months[0].From) - Activity.MonthsMax);
        var hasAll = knowsAll ? stored.Months.Count == kept : stored.Months.Count >= Math.Min(kept, MonthsOfEarlier);
        return hasAll && stored.Ever == Sum(_days)
            && stored.Months.Select(month => new ActivitySpan(month.First, month.Sum)).SequenceEqual(months.Take(stored.Months.Count))
            && stored.Months.All(month => knowsAll ? HasItsDays(month) : AreItsDays(month));
    }

    private static int MonthOf(DateOnly date) => date.Year * 12 + date.Month;

    private bool HasItsDays(ActivityMonth month) => month.Days.SequenceEqual(_days.Reverse()
        .Where(day => new DateOnly(day.Key.Year, day.Key.Month, 1) == month.First).Select(day => new ActivitySpan(day.Key, day.Value)));

    private bool AreItsDays(ActivityMonth month) => month.Days.All(day =>
        day.From.Day == DateTime.DaysInMonth(day.From.Year, day.From.Month) || day.Sum == _days.GetValueOrDefault(day.From));

    private static ActivitySum Sum(IEnumerable<KeyValuePair<DateOnly, ActivitySum>> days) =>
        days.Aggregate(default(ActivitySum), (sum, day) => sum + day.Value);
}

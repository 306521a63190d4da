using Ledger.Rules.Rows;

namespace Ledger.Rules.State;

/// <summary>
/// What tiers and caps count, to the day: the days of the newest months, and the sum of all there ever was. Bounded: what is older than
/// <see cref="MonthsMax"/> is in the sum of all only. Immutable: copies of a state share it, a purchase replaces the day and month it
/// falls into.
/// </summary>
public sealed class Activity
{
    /// <summary>
    /// The calendar months that are kept, back from the newest: the longest window of a tier begins and ends within months, and a review is
    /// made when the next one has begun.
    /// </summary>
    public const int MonthsMax = 26;

    public static readonly Activity None = new([], default);

    // Newest first.
    private readonly ActivityMonth[] _months;

    private Activity(ActivityMonth[] months, ActivitySum ever) => (_months, Ever) = (months, ever);

    public ActivitySum Ever { get; }
    public IReadOnlyList<ActivityMonth> Months => _months;

    /// <summary>With what a row says that it counts.</summary>
    public Activity With(ActivityFacts counted) =>
        With(counted.Date, new ActivitySum(counted.Purchases, counted.SpendMinor, counted.Points));

    /// <summary>With <paramref name="sum"/> more, or less where it is negative, on <paramref name="date"/>.</summary>
    public Activity With(DateOnly date, ActivitySum sum)
    {
        var first = ActivityMonth.FirstDayOf(date);
        var newest = _months.Length > 0 && _months[0].First > first ? _months[0].First : first;
        if (!IsKept(first, newest)) return new Activity(_months, Ever + sum);

        var at = 0;
        while (at < _months.Length && _months[at].First > first) at++;
        if (at < _months.Length && _months[at].First == first)
        {
            ActivityMonth[] changed = [.. _months];
            changed[at] = changed[at].With(date, sum);
            return new Activity(changed, Ever + sum);
        }
        var left = _months.Length;
        while (left > at && !IsKept(_months[left - 1].First, newest)) left--;
        var added = new ActivityMonth(first, sum, [new ActivitySpan(date, sum)]);
        return new Activity([.. _months.AsSpan(0, at), added, .. _months.AsSpan(at, left - at)], Ever + sum);
    }

    /// <summary>With what another account has counted.</summary>
    public Activity With(CountedFacts counted)
    {
        var joined = this;
        foreach (var day in counted.Days) joined = joined.With(day);
        return new Activity(joined._months, joined.Ever + SumOf(counted.Earlier));
    }

    /// <summary>All of it, to be added to another account's.</summary>
    public CountedFacts Counted()
    {
        var (days, earlier) = (new List<ActivityFacts>(), Ever);
        foreach (var month in _months)
        {
            days.AddRange(month.Days.Select(day => FactsOf(day.From, day.Sum)));
            earlier -= month.Sum;
        }
        return new CountedFacts(days, FactsOf(DateOnly.MinValue, earlier));
    }

    /// <summary>The sum of one day.</summary>
    public ActivitySum On(DateOnly date)
    {
        foreach (var month in _months)
            if (month.First <= date) return month.Between(date.AddDays(-1), date);
        return default;
    }

    /// <summary>The sum of the days after <paramref name="after"/>, through <paramref name="through"/>.</summary>
    public ActivitySum Between(DateOnly after, DateOnly through)
    {
        ActivitySum sum = default;
        foreach (var month in _months)
            if (month.First <= through) sum += month.Between(after, through);
        return sum;
    }

    /// <summary>
    /// Puts together what a checkpoint holds. What the sum of a month has beyond its days, as in checkpoints of version 0.2, counts as done
    /// on its last day.
    /// </summary>
    public static Activity Restore(IEnumerable<ActivitySpan> days, IEnumerable<ActivitySpan> months, ActivitySum ever)
    {
        var byMonth = days.ToLookup(day => ActivityMonth.FirstDayOf(day.From));
        return new Activity([.. months.Select(month => Restored(month, byMonth[month.From]))], ever);
    }

    private static ActivityMonth Restored(ActivitySpan month, IEnumerable<ActivitySpan> days)
    {
        var known = new ActivityMonth(month.From, default, []);
        foreach (var day in days) known = known.With(day.From, day.Sum);
        var rest = month.Sum - known.Sum;
        return rest == default ? known : known.With(ActivityMonth.LastDayOf(month.From), rest);
    }

    private static ActivitySum SumOf(ActivityFacts facts) => new(facts.Purchases, facts.SpendMinor, facts.Points);

    private static ActivityFacts FactsOf(DateOnly date, ActivitySum sum) =>
        new(date, checked((int)sum.Purchases), sum.SpendMinor, sum.Points);

    private static bool IsKept(DateOnly month, DateOnly newest) => MonthOf(month) > MonthOf(newest) - MonthsMax;

    private static int MonthOf(DateOnly date) => date.Year * 12 + date.Month;
}

using Ledger.Rules.Rows;

namespace Ledger.Rules.State;

/// <summary>
/// What tiers and caps count: the newest days, the newest months, and all there ever was. Bounded: older days are in their month only,
/// older months in the sum of all only.
/// </summary>
public sealed class Activity
{
    /// <summary>A till that was offline sends purchases of the days before.</summary>
    public const int DaysMax = 8;
    /// <summary>The longest window of a tier, and the month under way.</summary>
    public const int MonthsMax = 25;

    // Newest first.
    private readonly List<ActivitySpan> _days = [];
    private readonly List<ActivitySpan> _months = [];

    public ActivitySum Ever { get; private set; }
    public IReadOnlyList<ActivitySpan> Days => _days;
    public IReadOnlyList<ActivitySpan> Months => _months;

    public void Add(DateOnly date, ActivitySum sum)
    {
        Add(_days, date, sum, DaysMax);
        Add(_months, new DateOnly(date.Year, date.Month, 1), sum, MonthsMax);
        Ever += sum;
    }

    /// <summary>Adds what another account has counted: days and months beside each other, and the sums of all there ever was.</summary>
    public void Add(CountedFacts counted)
    {
        foreach (var day in counted.Days) Add(_days, day.Date, SumOf(day), DaysMax);
        foreach (var month in counted.Months) Add(_months, month.Date, SumOf(month), MonthsMax);
        Ever += SumOf(counted.Ever);
    }

    /// <summary>All of it, to be added to another account's.</summary>
    public CountedFacts Counted() =>
        new([.. _days.Select(FactsOf)], [.. _months.Select(FactsOf)], FactsOf(new ActivitySpan(DateOnly.MinValue, Ever)));

    /// <summary>The sum of one day, as far as it is among the newest.</summary>
    public ActivitySum On(DateOnly date)
    {
        foreach (var day in _days)
            if (day.From == date) return day.Sum;
        return default;
    }

    /// <summary>
    /// The sum of the months from <paramref name="first"/> (the first day of one) through the month of <paramref name="date"/>.
    /// </summary>
    public ActivitySum Since(DateOnly first, DateOnly date)
    {
        ActivitySum sum = default;
        foreach (var month in _months)
            if (month.From >= first && month.From <= date) sum += month.Sum;
        return sum;
    }

    public void CopyFrom(Activity other)
    {
        _days.Clear();
        _days.AddRange(other._days);
        _months.Clear();
        _months.AddRange(other._months);
        Ever = other.Ever;
    }

    public static Activity Restore(IEnumerable<ActivitySpan> days, IEnumerable<ActivitySpan> months, ActivitySum ever)
    {
        var activity = new Activity { Ever = ever };
        activity._days.AddRange(days);
        activity._months.AddRange(months);
        return activity;
    }

    private static ActivitySum SumOf(ActivityFacts facts) => new(facts.Purchases, facts.SpendMinor, facts.Points);

    private static ActivityFacts FactsOf(ActivitySpan span) =>
        new(span.From, checked((int)span.Sum.Purchases), span.Sum.SpendMinor, span.Sum.Points);

    private static void Add(List<ActivitySpan> spans, DateOnly from, ActivitySum sum, int most)
    {
        var at = 0;
        while (at < spans.Count && spans[at].From > from) at++;
        if (at < spans.Count && spans[at].From == from) spans[at] = new ActivitySpan(from, spans[at].Sum + sum);
        else if (at < most) spans.Insert(at, new ActivitySpan(from, sum));
        if (spans.Count > most) spans.RemoveAt(most);
    }
}

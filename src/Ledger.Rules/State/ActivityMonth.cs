namespace Ledger.Rules.State;

/// <summary>
/// One calendar month of what counts: its first day, its sum, and its days on which anything counted, newest first. Immutable.
/// </summary>
public sealed class ActivityMonth
{
    private readonly ActivitySpan[] _days;

    internal ActivityMonth(DateOnly first, ActivitySum sum, ActivitySpan[] days) => (First, Sum, _days) = (first, sum, days);

    public DateOnly First { get; }
    public ActivitySum Sum { get; }
    public IReadOnlyList<ActivitySpan> Days => _days;

    /// <summary>The sum of the days after <paramref name="after"/>, through <paramref name="through"/>.</summary>
    public ActivitySum Between(DateOnly after, DateOnly through)
    {
        if (after < First && through >= LastDayOf(First)) return Sum;
        ActivitySum sum = default;
        foreach (var day in _days)
            if (day.From > after && day.From <= through) sum += day.Sum;
        return sum;
    }

    internal ActivityMonth With(DateOnly date, ActivitySum sum)
    {
        var at = 0;
        while (at < _days.Length && _days[at].From > date) at++;
        if (at < _days.Length && _days[at].From == date)
        {
            ActivitySpan[] changed = [.. _days];
            changed[at] = new ActivitySpan(date, changed[at].Sum + sum);
            return new ActivityMonth(First, Sum + sum, changed);
        }
        return new ActivityMonth(First, Sum + sum, [.. _days.AsSpan(0, at), new ActivitySpan(date, sum), .. _days.AsSpan(at)]);
    }

    internal static DateOnly FirstDayOf(DateOnly date) => new(date.Year, date.Month, 1);

    internal static DateOnly LastDayOf(DateOnly date) => new(date.Year, date.Month, DateTime.DaysInMonth(date.Year, date.Month));
}

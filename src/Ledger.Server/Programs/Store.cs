namespace Ledger.Server.Programs;

/// <summary>
/// A place of business: its number, its program, the time zone of its business dates and when they begin, and which branch and merchant it
/// belongs to now.
/// </summary>
public sealed class Store(
    int number, short program, string name, TimeZoneInfo timeZone, string branch = "", string merchant = "", TimeOnly dayStarts = default)
{
    // The minute that was asked for last: offsets, their changes and beginnings of days lie on that grid, so its date is one.
    private CachedDate? _last;

    public int Number { get; } = number;

    public short Program { get; } = program;

    public string Name { get; } = name;

    public TimeZoneInfo TimeZone { get; } = timeZone;

    /// <summary>Who settles for it; empty: none. Settlement of a month goes by what held when each row was posted, not by this.</summary>
    public string Branch { get; } = branch;

    public string Merchant { get; } = merchant;

    /// <summary>
    /// When its business day begins on its own clock, from midnight (where nothing else is said) to noon: what is sold before that belongs
    /// to the day before.
    /// </summary>
    public TimeOnly DayStarts { get; } = dayStarts;

    /// <summary>The latest that a business day can begin.</summary>
    public static readonly TimeOnly LatestDayStart = new(12, 0);

    /// <summary>
    /// The business date at <paramref name="businessTime"/> (UTC): the date of what the store's clock shows, less the hours that its day
    /// begins after midnight. The one place that makes a date of a time for the rules.
    /// </summary>
    public DateOnly BusinessDateAt(DateTime businessTime)
    {
        var minute = businessTime.Ticks / TimeSpan.TicksPerMinute;
        var last = _last;
        if (last is not null && last.Minute == minute) return last.Date;
        var date = DateOnly.FromDateTime(TimeZoneInfo.ConvertTimeFromUtc(businessTime, TimeZone) - DayStarts.ToTimeSpan());
        _last = new CachedDate(minute, date);
        return date;
    }

    /// <summary>
    /// The moment (UTC) from which on the business date is never before <paramref name="date"/>. Where clocks are set back over it a
    /// business date can end, begin again and end: then the last time counts.
    /// </summary>
    public DateTime BeginOf(DateOnly date)
    {
        // Two days are more than a zone and the beginning of a business day can differ from UTC.
        var begin = date.ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc).AddDays(2);
        while (BusinessDateAt(begin.AddMinutes(-1)) >= date) begin = begin.AddMinutes(-1);
        return begin;
    }

    private sealed record CachedDate(long Minute, DateOnly Date);
}

namespace Ledger.Server.Programs;

/// <summary>
/// A place of business: its number, its program, the time zone of its business dates, and which branch and merchant it belongs to now.
/// </summary>
public sealed class Store(int number, short program, string name, TimeZoneInfo timeZone, string branch = "", string merchant = "")
{
    // The quarter of an hour that was asked for last: offsets and their changes lie on that grid, so its date is one.
    private CachedDate? _last;

    public int Number { get; } = number;

    public short Program { get; } = program;

    public string Name { get; } = name;

    public TimeZoneInfo TimeZone { get; } = timeZone;

    /// <summary>Who settles for it; empty: none. Settlement of a month goes by what held when each row was posted, not by this.</summary>
    public string Branch { get; } = branch;

    public string Merchant { get; } = merchant;

    /// <summary>The business date at <paramref name="businessTime"/> (UTC).</summary>
    public DateOnly BusinessDateAt(DateTime businessTime)
    {
        var quarter = businessTime.Ticks / (15 * TimeSpan.TicksPerMinute);
        var last = _last;
        if (last is not null && last.Quarter == quarter) return last.Date;
        var date = DateOnly.FromDateTime(TimeZoneInfo.ConvertTimeFromUtc(businessTime, TimeZone));
        _last = new CachedDate(quarter, date);
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
        while (BusinessDateAt(begin.AddMinutes(-15)) >= date) begin = begin.AddMinutes(-15);
        return begin;
    }

    private sealed record CachedDate(long Quarter, DateOnly Date);
}

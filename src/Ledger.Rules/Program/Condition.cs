using System.Globalization;
using Ledger.Rules.Asked;

namespace Ledger.Rules.Program;

/// <summary>When a rule applies; what is not stated always holds.</summary>
public sealed record Condition
{
    public static readonly Condition Always = new();

    /// <summary>Days of the month, of the calendar below; null: all.</summary>
    public IReadOnlySet<int>? DaysOfMonth { get; init; }
    /// <summary>The days of the month are those of the Chinese lunisolar calendar.</summary>
    public bool IsLunar { get; init; }
    public IReadOnlySet<DayOfWeek>? Weekdays { get; init; }
    /// <summary>A campaign's first and last day.</summary>
    public DateOnly From { get; init; } = DateOnly.MinValue;
    public DateOnly Through { get; init; } = DateOnly.MaxValue;
    /// <summary>Holidays: days of the year as month * 100 + day.</summary>
    public IReadOnlySet<int>? DaysOfYear { get; init; }
    /// <summary>Whose birthday; null: nobody's.</summary>
    public string? BirthdayOf { get; init; }
    public BirthdaySpan BirthdaySpan { get; init; }
    /// <summary>Members of these tiers, by code.</summary>
    public IReadOnlySet<string>? Tiers { get; init; }
    public IReadOnlySet<int>? Stores { get; init; }

    public bool Holds(in Occasion occasion)
    {
        var date = occasion.Date;
        return date >= From && date <= Through
            && (DaysOfMonth is null || DaysOfMonth.Contains(IsLunar ? LunarDay(date) : date.Day))
            && (Weekdays is null || Weekdays.Contains(date.DayOfWeek))
            && (DaysOfYear is null || DaysOfYear.Contains(date.Month * 100 + date.Day))
            && (Tiers is null || Tiers.Contains(occasion.Tier))
            && (Stores is null || Stores.Contains(occasion.Store))
            && (BirthdayOf is null || IsBirthday(occasion));
    }

    private bool IsBirthday(in Occasion occasion)
    {
        foreach (var birthday in occasion.Birthdays)
            if (birthday.Whose == BirthdayOf && Falls(birthday, occasion.Date)) return true;
        return false;
    }

    private bool Falls(Birthday birthday, DateOnly date)
    {
        if (BirthdaySpan == BirthdaySpan.Month) return birthday.Month == date.Month;
        if (BirthdaySpan == BirthdaySpan.Day) return DayIn(birthday, date.Year) == date;
        // Three days before and after, over the turn of the year too.
        for (var year = date.Year - 1; year <= date.Year + 1; year++)
            if (Math.Abs(DayIn(birthday, year).DayNumber - date.DayNumber) <= 3) return true;
        return false;
    }

    private static DateOnly DayIn(Birthday birthday, int year) =>
        new(year, birthday.Month, Math.Min(birthday.Day, DateTime.DaysInMonth(year, birthday.Month)));

    // The calendar knows the years 1901 to 2100; outside of them no day is a lunar one.
    private static readonly ChineseLunisolarCalendar Lunar = new();

    private static int LunarDay(DateOnly date)
    {
        var day = date.ToDateTime(TimeOnly.MinValue);
        return day < Lunar.MinSupportedDateTime || day > Lunar.MaxSupportedDateTime ? 0 : Lunar.GetDayOfMonth(day);
    }
}

public enum BirthdaySpan
{
    Day,
    /// <summary>Three days before to three days after.</summary>
    Week,
    Month,
}

/// <summary>What conditions look at: the business date, the member's tier by code, the store, the birthdays.</summary>
public readonly record struct Occasion(DateOnly Date, string Tier, int Store, IReadOnlyList<Birthday> Birthdays);

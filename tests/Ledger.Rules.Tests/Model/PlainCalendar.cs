using System.Globalization;
using Ledger.Rules.Asked;
using Ledger.Rules.Program;

namespace Ledger.Rules.Tests.Model;

/// <summary>Days, by counting them.</summary>
internal static class PlainCalendar
{
    private static readonly ChineseLunisolarCalendar _lunar = new();

    public static DateOnly LastDay(Validity validity, DateOnly from)
    {
        switch (validity.Kind)
        {
            case ValidityKind.Days:
                for (var day = 0; day < validity.Count; day++) from = from.AddDays(1);
                return from;
            case ValidityKind.Months:
                var (year, month) = (from.Year, from.Month);
                for (var count = 0; count < validity.Count; count++) (year, month) = month == 12 ? (year + 1, 1) : (year, month + 1);
                return new DateOnly(year, month, Math.Min(from.Day, DateTime.DaysInMonth(year, month)));
            case ValidityKind.EndOfYear:
                return new DateOnly(from.Year + validity.Count, 12, 31);
            default:
                return DateOnly.MaxValue;
        }
    }

    public static DateOnly FirstDay(PointsWaiting waiting, DateOnly from) => waiting.Kind switch
    {
        PointsWaitingKind.Days => from.AddDays(waiting.Days),
        PointsWaitingKind.NextYear => new DateOnly(from.Year + 1, 1, 1),
        _ => DateOnly.MinValue,
    };

    public static DateOnly FirstOfNextMonth(DateOnly date)
    {
        do date = date.AddDays(1);
        while (date.Day != 1);
        return date;
    }

    public static bool Holds(Condition when, DateOnly date, string tier, int store, IReadOnlyList<Birthday> birthdays)
    {
        if (date < when.From || date > when.Through) return false;
        if (when.DaysOfMonth is { } days && !days.Contains(when.IsLunar ? _lunar.GetDayOfMonth(date.ToDateTime(TimeOnly.MinValue))
            : date.Day)) return false;
        if (when.Weekdays is { } weekdays && !weekdays.Contains(date.DayOfWeek)) return false;
        if (when.DaysOfYear is { } holidays && !holidays.Contains(date.Month * 100 + date.Day)) return false;
        if (when.Tiers is { } tiers && !tiers.Contains(tier)) return false;
        if (when.Stores is { } stores && !stores.Contains(store)) return false;
        return when.BirthdayOf is not { } whose || birthdays.Any(birthday =>
            birthday.Whose == whose && IsNear(birthday, when.BirthdaySpan, date));
    }

    // Walks to every day of the span and asks whether it is the one.
    private static bool IsNear(Birthday birthday, BirthdaySpan span, DateOnly date)
    {
        if (span == BirthdaySpan.Month) return date.Month == birthday.Month;
        var reach = span == BirthdaySpan.Week ? 3 : 0;
        for (var day = -reach; day <= reach; day++)
        {
            var other = date.AddDays(day);
            var born = birthday is { Month: 2, Day: 29 } && !DateTime.IsLeapYear(other.Year) ? 28 : birthday.Day;
            if (other.Month == birthday.Month && other.Day == born) return true;
        }
        return false;
    }
}

namespace Ledger.Rules.Tests.Model;

/// <summary>Last days, worked out digit by digit.</summary>
internal static class NaiveCalendar
{
    public static int Number(DateOnly date) => date.Year * 10000 + date.Month * 100 + date.Day;

    /// <summary>The last day of what is given on <paramref name="date"/>; 0: never.</summary>
    public static int LastDay(DateOnly date, (Lasting Kind, int Count) lasting)
    {
        var (year, month, day) = (date.Year, date.Month, date.Day);
        switch (lasting.Kind)
        {
            case Lasting.Days:
                for (var left = lasting.Count; left > 0; left--)
                {
                    if (++day <= LengthOf(year, month)) continue;
                    day = 1;
                    if (++month <= 12) continue;
                    month = 1;
                    year++;
                }
                break;
            case Lasting.Months:
                for (var left = lasting.Count; left > 0; left--)
                {
                    if (++month <= 12) continue;
                    month = 1;
                    year++;
                }
                day = Math.Min(day, LengthOf(year, month));
                break;
            case Lasting.YearEnd:
                (year, month, day) = (year + lasting.Count, 12, 31);
                break;
            default:
                return 0;
        }
        return year * 10000 + month * 100 + day;
    }

    private static int LengthOf(int year, int month) => month switch
    {
        2 => year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28,
        4 or 6 or 9 or 11 => 30,
        _ => 31,
    };
}

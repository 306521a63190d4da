using Ledger.Rules.Rows;

namespace Ledger.Server.Contract;

/// <summary>Dates as the contract writes them: year * 10000 + month * 100 + day.</summary>
public static class DateNumber
{
    /// <summary>The number of a date; 0 for one that never comes.</summary>
    public static int Of(DateOnly date) => date == DateOnly.MaxValue ? 0 : date.Year * 10000 + date.Month * 100 + date.Day;

    /// <summary>The last day of a lot; 1 for points that are owed.</summary>
    public static int OfLot(DateOnly lot) => lot == JournalRow.Debt ? 1 : Of(lot);

    /// <summary>The date of a number; false when there is no such day.</summary>
    public static bool TryRead(int number, out DateOnly date)
    {
        var (year, month, day) = (number / 10_000, number / 100 % 100, number % 100);
        var isDate = year is >= 1 and <= 9999 && month is >= 1 and <= 12 && day >= 1 && day <= DateTime.DaysInMonth(year, month);
        date = isDate ? new DateOnly(year, month, day) : default;
        return isDate;
    }
}

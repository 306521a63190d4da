using Ledger.Server.Contract;

namespace Ledger.Server.Queries;

/// <summary>Days and months as the contract writes them: 20260131, 202601.</summary>
internal static class DayNumbers
{
    // A century around anything a ledger has: dates stay far from the ends of the calendar.
    private const int FirstYear = 2000;
    private const int LastYear = 2199;

    public static DateOnly Day(string field, int number) =>
        DateNumber.TryRead(number, out var day) && day.Year is >= FirstYear and <= LastYear
            ? day
            : throw Wrong(field, $"must be a day as year * 10000 + month * 100 + day, from {FirstYear} to {LastYear}, not {number}");

    /// <summary>The first day of the month.</summary>
    public static DateOnly Month(string field, int number)
    {
        var (year, month) = (number / 100, number % 100);
        return year is >= FirstYear and <= LastYear && month is >= 1 and <= 12
            ? new DateOnly(year, month, 1)
            : throw Wrong(field, $"must be a month as year * 100 + month, from {FirstYear} to {LastYear}, not {number}");
    }

    /// <summary>Its first moment, UTC.</summary>
    public static DateTime Begin(this DateOnly day) => day.ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc);

    private static Grpc.Core.RpcException Wrong(string field, string description) =>
        Problems.ToException(Problems.Invalid(field, description, "OUT_OF_RANGE"));
}

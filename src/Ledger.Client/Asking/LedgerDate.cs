namespace Ledger.Client;

/// <summary>Dates as the contract carries them: year * 10000 + month * 100 + day, 0 for none.</summary>
public static class LedgerDate
{
    /// <summary>The contract's number of a date; 0 for null.</summary>
    /// <param name="date">The date.</param>
    public static int From(DateOnly? date) => date is { } day ? (day.Year * 10_000) + (day.Month * 100) + day.Day : 0;

    /// <summary>The date a number of the contract stands for: a lot's or card's last day, a business date. Null for 0, "does not
    /// expire".</summary>
    /// <param name="number">The number, e.g. 20261231.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number is no date, e.g. the lot 1, which stands for points the member
    /// owes.</exception>
    public static DateOnly? Of(int number) => number == 0 ? null : new DateOnly(number / 10_000, number / 100 % 100, number % 100);
}

namespace Ledger.Server.Journal.Reading;

/// <summary>Which rows a settlement adds up, and for whom: those of a period, or of business months.</summary>
/// <param name="Program">0: all programs.</param>
/// <param name="Level">1 store, 2 branch, 3 merchant.</param>
/// <param name="StoresKeepFees">Versions of programs under which a fee from stored value belongs to the store that charged it.</param>
public sealed record SettledRows(short Program, int Level, IReadOnlyCollection<(short Program, int Version)> StoresKeepFees)
{
    /// <summary>
    /// What was posted from one day's first moment (UTC, included) to another's (not included), whatever its business date; null:
    /// business months.
    /// </summary>
    public (DateTime From, DateTime To)? Period { get; init; }
    /// <summary>
    /// A business month from its first day to that of the next one, which is not included; of a period all days there are.
    /// </summary>
    public DateOnly First { get; init; } = DateOnly.MinValue;
    public DateOnly Next { get; init; } = DateOnly.MaxValue;
    /// <summary>The programs whose business month it is.</summary>
    public IReadOnlyCollection<MonthClosing> Closings { get; init; } = [];
}

/// <summary>
/// A program's business month is settled with what is posted until it closes; what comes late is of the month that is open.
/// </summary>
/// <param name="Opens">When the month before was closed, UTC.</param>
public sealed record MonthClosing(short Program, DateTime Opens, DateTime Closes);

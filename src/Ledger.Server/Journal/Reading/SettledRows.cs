namespace Ledger.Server.Journal.Reading;

/// <summary>Which rows a settlement adds up, and for whom.</summary>
/// <param name="Program">0: all programs.</param>
/// <param name="Level">1 store, 2 branch, 3 merchant.</param>
/// <param name="StoresKeepFees">Versions of programs under which a fee from stored value belongs to the store that charged it.</param>
public sealed record SettledRows(short Program, int Level, IReadOnlyCollection<(short Program, int Version)> StoresKeepFees)
{
    /// <summary>What was posted from here (UTC, included) to there (not included); nothing where both are the same.</summary>
    public DateTime From { get; init; } = DateTime.UnixEpoch;
    public DateTime To { get; init; } = DateTime.UnixEpoch;
    /// <summary>A business month from its first day to that of the next one, which is not included.</summary>
    public DateOnly First { get; init; }
    public DateOnly Next { get; init; }
    /// <summary>The programs whose business month it is; none: only what was posted in the period.</summary>
    public IReadOnlyCollection<MonthClosing> Closings { get; init; } = [];
}

/// <summary>
/// A program's business month is settled with what is posted until it closes; what comes late is of the month that is open.
/// </summary>
/// <param name="Opens">When the month before was closed, UTC.</param>
public sealed record MonthClosing(short Program, DateTime Opens, DateTime Closes);

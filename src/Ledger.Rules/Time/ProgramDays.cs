using Ledger.Rules.Codes;

namespace Ledger.Rules.Time;

/// <summary>
/// The days of a program at one moment: <paramref name="Own"/>, that of its home store, and <paramref name="Last"/>, the one under way at
/// whichever of its stores is behind all others. What has a last day has ended when <paramref name="Last"/> is past it.
/// </summary>
public readonly record struct ProgramDays(DateOnly Own, DateOnly Last)
{
    /// <summary>All stores go by one clock.</summary>
    public ProgramDays(DateOnly day) : this(day, day) { }

    /// <summary>The day on which something that is due is done: what ends, on the last store's; all else, on the program's own.</summary>
    public DateOnly Of(OperationKind kind) => kind is OperationKind.Expire or OperationKind.ReviewTier ? Last : Own;
}

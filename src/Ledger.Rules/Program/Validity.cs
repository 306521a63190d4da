using System.Collections.Frozen;
using Ledger.Rules.Basics;

namespace Ledger.Rules.Program;

/// <summary>How long a lot can be spent.</summary>
public sealed record Validity(ValidityKind Kind, int Count = 0)
{
    public static readonly Validity Unlimited = new(ValidityKind.Unlimited);

    /// <summary>The last usable day of a lot earned on <paramref name="earnedOn"/>.</summary>
    public DateOnly LastDay(DateOnly earnedOn) => Kind switch
    {
        ValidityKind.Unlimited => DateOnly.MaxValue,
        ValidityKind.Days => earnedOn.AddDays(Count),
        ValidityKind.Months => earnedOn.AddMonths(Count),
        ValidityKind.EndOfYear => new DateOnly(earnedOn.Year + Count, 12, 31),
        _ => throw new InvariantBrokenException($"Unknown validity {Kind}."),
    };
}

public enum ValidityKind
{
    Unlimited,
    /// <summary>The earning day and this many days after it.</summary>
    Days,
    /// <summary>Up to the same day of the month, this many months on (the last day of a shorter month).</summary>
    Months,
    /// <summary>Up to 31 December, this many years after the year of earning.</summary>
    EndOfYear,
}

using System.Globalization;
using Ledger.Rules.Basics;

namespace Ledger.Rules.Program;

/// <summary>When the points of a purchase can first be spent.</summary>
public sealed record PointsWaiting(PointsWaitingKind Kind, int Days = 0)
{
    public static readonly PointsWaiting None = new(PointsWaitingKind.None);

    /// <summary>The first day; <see cref="DateOnly.MinValue"/>: at once.</summary>
    public DateOnly FirstDay(DateOnly earnedOn) => Kind switch
    {
        PointsWaitingKind.None => DateOnly.MinValue,
        PointsWaitingKind.Days => earnedOn.AddDays(Days),
        PointsWaitingKind.NextYear => new DateOnly(earnedOn.Year + 1, 1, 1),
        _ => throw new InvariantBrokenException($"Unknown waiting {Kind}."),
    };
}

public enum PointsWaitingKind
{
    None,
    /// <summary>This many days after the earning day.</summary>
    Days,
    /// <summary>From 1 January of the year after.</summary>
    NextYear,
}

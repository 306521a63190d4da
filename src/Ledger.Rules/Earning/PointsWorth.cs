using Ledger.Rules.Deciding;
using Ledger.Rules.Rows;

namespace Ledger.Rules.Earning;

/// <summary>What points are worth to a member: what was made of some when they were spent last.</summary>
internal static class PointsWorth
{
    /// <summary>Notes what they had been worth, where it is something else from now on: most spend at the same rate again.</summary>
    public static void Note(ref Transaction transaction, PointsRate rate)
    {
        var before = transaction.Case.State.PointsSpentAt;
        if (IsSame(before, rate)) return;
        var detail = transaction.Detail ?? new RowDetail();
        transaction.Detail = detail with { Was = (detail.Was ?? new WasFacts()) with { SpentAt = before } };
    }

    /// <summary>True when a point is worth the same by both.</summary>
    public static bool IsSame(PointsRate one, PointsRate other) => one.Points > 0 && other.Points > 0
        && (Int128)one.WorthMinor * other.Points == (Int128)other.WorthMinor * one.Points;
}

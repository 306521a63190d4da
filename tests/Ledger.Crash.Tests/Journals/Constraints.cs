using Ledger.Rules.Codes;
using Ledger.Rules.Rows;

namespace Ledger.Crash.Tests.Journals;

/// <summary>The CHECK constraints of the table journal, and what its columns cannot hold.</summary>
internal static class Constraints
{
    /// <summary>True for a text with the character NUL in it, which PostgreSQL has no room for.</summary>
    public static bool HasNoText(JournalRow row) => row.Reference?.Contains('\0') == true || row.Note?.Contains('\0') == true;

    public static bool Hold(JournalRow row) =>
        row is { PrincipalAfter: >= 0, BonusAfter: >= 0, Leg: >= 0, PrevSeq: >= 0 }
        && row.PrevSeq < row.Seq
        && ((short)row.Outcome < 10 || row.Amount == 0)
        && (row.Amount == 0) == (row.Asset == Asset.None)
        && (row.Amount == 0) == (row.Counter == SystemAccount.None)
        && (row.PointsAfter >= 0 || row.Amount >= 0 || row.Asset != Asset.Points
        || row.Kind is OperationKind.Refund or OperationKind.Reverse)
        && (row.Lot != JournalRow.Debt || row.Asset == Asset.Points)
        && (row.LotFrom is null || (row.Asset == Asset.Points && row.Lot != JournalRow.Debt))
        && (row.Detail is null || row.Leg == 0)
        && (row.Lot is not null) == (row.Asset is Asset.Points or Asset.Bonus);
}

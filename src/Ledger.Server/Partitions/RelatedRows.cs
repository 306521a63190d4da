using Ledger.Rules.Codes;
using Ledger.Rules.Program;
using Ledger.Rules.Rows;
using Ledger.Server.Programs;

namespace Ledger.Server.Partitions;

/// <summary>
/// The rows that the operations of a batch refer to, and the rows that refer to the same: what returns, captures and arrivals are decided
/// on.
/// </summary>
internal sealed class RelatedRows
{
    private readonly Dictionary<Guid, List<JournalRow>> _committed = [];

    /// <summary>Takes in what the journal holds.</summary>
    public void Take(IReadOnlyList<JournalRow> rows)
    {
        Clear();
        foreach (var row in rows)
        {
            Of(row.Key).Add(row);
            if (row.Original is not { } original || original == row.Key) continue;
            Of(original).Add(row);
            // Of what a refund had undone, its reversal tells as well.
            if (row.Kind == OperationKind.Reverse && ReturnedBy(rows, original) is { } returned) Of(returned).Add(row);
        }
    }

    /// <summary>
    /// The rows of <paramref name="original"/> and those that refer to it, committed or decided earlier in the same batch.
    /// </summary>
    public ReadOnlySpan<JournalRow> Of(Guid original, ReadOnlySpan<JournalRow> batch)
    {
        List<JournalRow> related = [.. _committed.GetValueOrDefault(original) ?? []];
        foreach (ref readonly var row in batch)
            if (row.Key == original || row.Original == original || IsReversalOfRefund(row, related)) related.Add(row);
        return related.ToArray();
    }

    // Among the rows that refer to an operation: the refund stands before what reverses it.
    private static bool IsReversalOfRefund(in JournalRow row, List<JournalRow> related)
    {
        if (row.Kind != OperationKind.Reverse) return false;
        foreach (var before in related)
            if (before.Kind == OperationKind.Refund && before.Key == row.Original) return true;
        return false;
    }

    private static Guid? ReturnedBy(IReadOnlyList<JournalRow> rows, Guid refund)
    {
        foreach (var row in rows)
            if (row.Key == refund) return row.Kind == OperationKind.Refund ? row.Original : null;
        return null;
    }

    /// <summary>The version of the rules that decided the original; null: it is not known.</summary>
    public static ProgramRules? RulesOf(Guid? original, ReadOnlySpan<JournalRow> related, ProgramBook programs)
    {
        foreach (ref readonly var row in related)
            if (row.Key == original) return programs.Version(row.Program, row.RuleVersion);
        return null;
    }

    public void Clear()
    {
        if (_committed.Count > 0) _committed.Clear();
    }

    private List<JournalRow> Of(Guid key)
    {
        if (!_committed.TryGetValue(key, out var rows)) _committed.Add(key, rows = []);
        return rows;
    }
}

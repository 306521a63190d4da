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
            if (row.Original is { } original && original != row.Key) Of(original).Add(row);
        }
    }

    /// <summary>
    /// The rows of <paramref name="original"/> and those that refer to it, committed or decided earlier in the same batch.
    /// </summary>
    public ReadOnlySpan<JournalRow> Of(Guid original, ReadOnlySpan<JournalRow> batch)
    {
        List<JournalRow> related = [.. _committed.GetValueOrDefault(original) ?? []];
        foreach (ref readonly var row in batch)
            if (row.Key == original || row.Original == original) related.Add(row);
        return related.ToArray();
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

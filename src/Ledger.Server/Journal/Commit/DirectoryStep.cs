using Ledger.Rules.Rows;

namespace Ledger.Server.Journal.Commit;

/// <summary>What rows change in the table card: identifiers that end, and after them cards and identifiers that are given.</summary>
internal sealed record DirectoryStep(List<FreedIdentifier>? Freed, List<GivenCard>? Given)
{
    /// <summary>
    /// What <paramref name="rows"/> change, step after step; null: nothing, as almost all batches. One step does, so that what is freed can
    /// be given to another member in the same batch, unless an account gets an identifier in it and is rid of it again: the one in whose
    /// place that came has to end as well.
    /// </summary>
    public static List<DirectoryStep>? In(ReadOnlySpan<JournalRow> rows)
    {
        var (freed, given) = (FreedIdentifier.In(rows), GivenCard.In(rows));
        if (freed is null && given is null) return null;
        if (freed is null || given is null) return [new DirectoryStep(freed, given)];
        var steps = new List<DirectoryStep>();
        var begin = 0;
        for (var at = 1; at < rows.Length; at++)
        {
            if (rows[at] is not { Leg: 0, Detail.Freed: not null } || !Gives(rows[begin..at], rows[at].Account)) continue;
            steps.Add(Of(rows[begin..at]));
            begin = at;
        }
        steps.Add(Of(rows[begin..]));
        return steps;
    }

    private static DirectoryStep Of(ReadOnlySpan<JournalRow> rows) => new(FreedIdentifier.In(rows), GivenCard.In(rows));

    private static bool Gives(ReadOnlySpan<JournalRow> rows, long account)
    {
        foreach (ref readonly var row in rows)
            if (row.Account == account && row is { Leg: 0, Detail.Identifiers: not null }) return true;
        return false;
    }
}

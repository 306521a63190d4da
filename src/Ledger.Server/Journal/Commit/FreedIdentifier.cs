using Ledger.Rules.Rows;

namespace Ledger.Server.Journal.Commit;

/// <summary>An identifier, or by a reversal a card, that a committed row takes from its account: its row of the table card ends.</summary>
internal readonly record struct FreedIdentifier(Guid Id, long Account, Guid Key)
{
    /// <summary>What <paramref name="rows"/> free, in their order; null: nothing, as almost all batches.</summary>
    public static List<FreedIdentifier>? In(ReadOnlySpan<JournalRow> rows)
    {
        List<FreedIdentifier>? freed = null;
        foreach (ref readonly var row in rows)
            if (row is { Leg: 0, Detail.Freed: { } ids })
                foreach (var id in ids) (freed ??= []).Add(new FreedIdentifier(id, row.Account, row.Key));
        return freed;
    }
}

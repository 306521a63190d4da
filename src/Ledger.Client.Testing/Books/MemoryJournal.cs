using Ledger.Rules.Codes;
using Ledger.Rules.Rows;
using Ledger.Server.Partitions;

namespace Ledger.Client.Testing.Books;

/// <summary>The rows of a ledger in memory: for an in-memory ledger what the table <c>journal</c> is for a server. Not for concurrent
/// use.</summary>
internal sealed class MemoryJournal(int partitions)
{
    private readonly List<JournalRow>[] _partitions = [.. Enumerable.Range(0, partitions).Select(_ => new List<JournalRow>())];
    private readonly Dictionary<Guid, List<JournalRow>> _keys = [];

    /// <summary>All rows in the order of partitions and numbers.</summary>
    public IEnumerable<JournalRow> All => _partitions.SelectMany(rows => rows);

    public int Partitions => partitions;

    public short PartitionOf(long account) => Router.PartitionOf(account, partitions);

    public IReadOnlyList<JournalRow> Of(short partition) => _partitions[partition];

    /// <summary>The rows under one key in the order of their legs; empty: it is not there.</summary>
    public JournalRow[] Under(Guid key) => _keys.TryGetValue(key, out var rows) ? [.. rows] : [];

    /// <summary>The rows under a key the posted rows that refer to it, and the reversals of its refunds, in any partition.</summary>
    public JournalRow[] RelatedTo(Guid original)
    {
        bool Refers(JournalRow row) => row.Key == original || (row.Original == original && row.Outcome.IsPosted());
        var refunds = All.Where(row => Refers(row) && row.Kind == OperationKind.Refund).Select(row => row.Key).ToHashSet();
        return [.. All.Where(row => Refers(row)
            || (row.Kind == OperationKind.Reverse && row.Outcome.IsPosted() && refunds.Contains(row.Original.GetValueOrDefault())))];
    }

    /// <summary>The rows of the newest <paramref name="count"/> transactions of an account's chain from one of its rows backwards, newest
    /// row first.</summary>
    public IReadOnlyList<JournalRow> Chain(short partition, long fromSeq, long beganSeq, int count)
    {
        var (chain, rows) = (new List<JournalRow>(), _partitions[partition]);
        for (var seq = fromSeq; seq > 0 && seq >= beganSeq && seq <= rows.Count && count > 0; seq = chain[^1].PrevSeq)
        {
            chain.Add(rows[(int)seq - 1]);
            if (chain[^1].Leg == 0) count--;
        }
        return chain;
    }

    public void Add(ReadOnlySpan<JournalRow> rows)
    {
        foreach (ref readonly var row in rows)
        {
            _partitions[row.Partition].Add(row);
            if (!_keys.TryGetValue(row.Key, out var legs)) _keys.Add(row.Key, legs = []);
            legs.Add(row);
        }
    }
}

using Ledger.Rules.Rows;

namespace Ledger.Server.Partitions;

/// <summary>
/// The newest transactions of a lane by key, so that most retries are answered without the database. Their rows lie in one ring
/// that is written over from the oldest on: remembering a transaction leaves nothing for the garbage collector. What is missing here
/// is found by the journal's unique key.
/// </summary>
/// <param name="maxRows">How many rows are remembered.</param>
internal sealed class RecentKeys(int maxRows)
{
    private readonly JournalRow[] _ring = new JournalRow[maxRows];
    private readonly Dictionary<Guid, Place> _places = [];
    private readonly Queue<Place> _oldestFirst = new();
    private int _next;

    /// <summary>Remembers a committed transaction: its rows in the order of their legs.</summary>
    public void Add(ReadOnlySpan<JournalRow> rows)
    {
        if (rows.Length > maxRows || _places.ContainsKey(rows[0].Key)) return;
        if (_next + rows.Length > maxRows)
        {
            Forget(_next, maxRows);
            _next = 0;
        }
        Forget(_next, _next + rows.Length);
        rows.CopyTo(_ring.AsSpan(_next));
        var place = new Place(rows[0].Key, _next, rows.Length);
        _places.Add(place.Key, place);
        _oldestFirst.Enqueue(place);
        _next += rows.Length;
    }

    /// <summary>
    /// The rows of the transaction under <paramref name="key"/>, valid until the next <see cref="Add"/>; empty when it is not remembered.
    /// </summary>
    public ReadOnlySpan<JournalRow> Find(Guid key) =>
        _places.TryGetValue(key, out var place) ? _ring.AsSpan(place.Start, place.Count) : [];

    // The oldest lie right ahead of what was written last.
    private void Forget(int from, int to)
    {
        while (_oldestFirst.TryPeek(out var oldest) && oldest.Start < to && oldest.Start + oldest.Count > from)
        {
            _places.Remove(oldest.Key);
            _oldestFirst.Dequeue();
        }
    }

    private readonly record struct Place(Guid Key, int Start, int Count);
}

using System.Diagnostics.CodeAnalysis;

namespace Ledger.Server.Partitions;

/// <summary>
/// Items in a row, first come first, each of which leads to the next: adding one and handing on a thousand allocate nothing. An item is
/// in one chain at a time. Not to be copied.
/// </summary>
internal struct WorkChain
{
    private WorkItem? _first;
    private WorkItem? _last;

    public int Count { get; private set; }

    public readonly WorkItem? First => _first;

    public void Add(WorkItem item)
    {
        if (_last is null) _first = item;
        else _last.Next = item;
        _last = item;
        Count++;
    }

    /// <summary>Takes the first one out; false: there is none.</summary>
    public bool TryTake([NotNullWhen(true)] out WorkItem? item)
    {
        item = _first;
        if (item is null) return false;
        (_first, item.Next) = (item.Next, null);
        if (_first is null) _last = null;
        Count--;
        return true;
    }

    /// <summary>Moves the first ones, <paramref name="count"/> or as many as there are, to the end of another chain.</summary>
    /// <returns>How many they were.</returns>
    public int MoveTo(ref WorkChain other, int count)
    {
        if (count >= Count) return MoveAllTo(ref other);
        for (var left = count; left > 0 && TryTake(out var item); left--) other.Add(item);
        return count;
    }

    private int MoveAllTo(ref WorkChain other)
    {
        var count = Count;
        if (_first is null) return 0;
        if (other._last is null) other._first = _first;
        else other._last.Next = _first;
        (other._last, other.Count) = (_last, other.Count + count);
        this = default;
        return count;
    }
}

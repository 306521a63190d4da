using System.Diagnostics.CodeAnalysis;

namespace Ledger.Rules.Rows;

/// <summary>The rows of a batch while it is decided: a growing array that is used again for the next batch.</summary>
[SuppressMessage("Naming", "CA1711", Justification = "It is a buffer.")]
public sealed class RowBuffer
{
    private JournalRow[] _rows = new JournalRow[64];

    public int Count { get; private set; }

    public ReadOnlySpan<JournalRow> Rows => _rows.AsSpan(0, Count);

    public ref JournalRow this[int index] => ref _rows[index];

    /// <summary>Adds an empty row and returns it for filling in. The reference is valid until the next call.</summary>
    public ref JournalRow Add()
    {
        if (Count == _rows.Length) Array.Resize(ref _rows, Count * 2);
        ref var row = ref _rows[Count++];
        row = default;
        return ref row;
    }

    /// <summary>Forgets the rows from <paramref name="count"/> on.</summary>
    public void Truncate(int count) => Count = count;
}

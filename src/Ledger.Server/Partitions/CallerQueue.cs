using System.Diagnostics.CodeAnalysis;
using Ledger.Server.Basics;

namespace Ledger.Server.Partitions;

/// <summary>
/// What waits for a partition, in a line for each caller. Callers are served in turns of a few items each, so one with thousands waiting
/// holds another's up by no more than a turn; within a line first come is first served. Bounded as a whole and for each caller. Any
/// number may write, one reads.
/// </summary>
/// <remarks>A caller alone has every turn. A line that is empty is kept for the next caller: waiting allocates nothing.</remarks>
/// <param name="maxCount">Items of all callers together.</param>
/// <param name="callerMaxCount">Items of one caller.</param>
/// <param name="turnCount">Items taken from a caller before the next one has its turn.</param>
internal sealed class CallerQueue(int maxCount, int callerMaxCount, int turnCount)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<Caller, Line> _lines = [];
    /// <summary>The lines with something in them; the first has its turn.</summary>
    private readonly Queue<Line> _turns = new();
    private readonly Stack<Line> _spare = new();
    private int _takenOfTurn;
    private int _count;
    private bool _isComplete;
    private TaskCompletionSource<bool>? _reader;

    /// <summary>Items that wait.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>False: there is no room, for anybody or for this caller, or nothing is taken any more.</summary>
    public bool TryWrite(WorkItem item)
    {
        TaskCompletionSource<bool>? reader;
        lock (_lock)
        {
            if (_isComplete || _count >= maxCount) return false;
            if (!_lines.TryGetValue(item.From, out var line)) line = Begin(item.From);
            else if (line.Items.Count >= callerMaxCount) return false;
            line.Items.Enqueue(item);
            _count++;
            (reader, _reader) = (_reader, null);
        }
        reader?.SetResult(true);
        return true;
    }

    /// <summary>The next item; false: none waits.</summary>
    public bool TryRead([NotNullWhen(true)] out WorkItem? item)
    {
        lock (_lock)
        {
            item = null;
            if (!_turns.TryPeek(out var line)) return false;
            item = line.Items.Dequeue();
            _count--;
            if (line.Items.Count == 0) End(line);
            else if (++_takenOfTurn >= turnCount) _turns.Enqueue(NextTurn());
            return true;
        }
    }

    /// <summary>Waits until there is something to read; false: there will be nothing any more.</summary>
    public ValueTask<bool> WaitToReadAsync()
    {
        lock (_lock)
        {
            if (_count > 0) return ValueTask.FromResult(true);
            if (_isComplete) return ValueTask.FromResult(false);
            _reader = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
            return new ValueTask<bool>(_reader.Task);
        }
    }

    /// <summary>Takes nothing new; what waits can still be read.</summary>
    public void Complete()
    {
        TaskCompletionSource<bool>? reader;
        lock (_lock)
        {
            _isComplete = true;
            (reader, _reader) = (_reader, null);
        }
        reader?.SetResult(false);
    }

    private Line Begin(Caller caller)
    {
        if (!_spare.TryPop(out var line)) line = new Line();
        line.Caller = caller;
        _lines.Add(caller, line);
        _turns.Enqueue(line);
        return line;
    }

    private void End(Line line)
    {
        NextTurn();
        _lines.Remove(line.Caller);
        _spare.Push(line);
    }

    private Line NextTurn()
    {
        _takenOfTurn = 0;
        return _turns.Dequeue();
    }

    private sealed class Line
    {
        public readonly Queue<WorkItem> Items = new();
        public Caller Caller;
    }
}

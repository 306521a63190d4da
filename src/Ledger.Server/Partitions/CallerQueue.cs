using System.Diagnostics.CodeAnalysis;
using Ledger.Server.Basics;

namespace Ledger.Server.Partitions;

/// <summary>
/// What waits for a lane, in a line for each caller. Callers are served in turns of a few items each, so one with thousands waiting
/// holds another's up by no more than a turn; within a line first come is first served. Bounded as a whole and for each caller. Any
/// number may write, one reads.
/// </summary>
/// <remarks>
/// A commit takes as long as it has operations, and whoever comes while it is under way waits for its end. So where callers who had no
/// more than a turn waiting (tills) come beside such that have more (imports), the latter together get <paramref name="shareMaxCount"/>
/// places of a commit and no more, for as many commits after as <see cref="SharedCommits"/> says; otherwise they fill it. A run is handed
/// over and a commit taken out under one lock each, and what waits is linked by itself: waiting allocates nothing.
/// </remarks>
/// <param name="maxCount">Items of all callers together.</param>
/// <param name="callerMaxCount">Items of one caller.</param>
/// <param name="turnCount">Items taken from a caller before the next one has its turn.</param>
/// <param name="shareMaxCount">Items of callers with more than a turn waiting, in a commit that they share with others.</param>
internal sealed class CallerQueue(int maxCount, int callerMaxCount, int turnCount, int shareMaxCount = int.MaxValue)
{
    /// <summary>Commits for which a caller with few items is remembered: about a second of a busy lane.</summary>
    public const int SharedCommits = 256;

    private readonly Lock _lock = new();
    private readonly Dictionary<Caller, Line> _lines = [];
    /// <summary>The lines with something in them; the first has its turn.</summary>
    private readonly Queue<Line> _turns = new();
    private readonly Stack<Line> _spare = new();
    private int _takenOfTurn;
    private int _sharedCommits;
    private int _count;
    private bool _isComplete;
    private TaskCompletionSource<bool>? _reader;

    /// <summary>Items that wait.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>False: there is no room, for anybody or for this caller, or nothing is taken any more.</summary>
    public bool TryWrite(WorkItem item)
    {
        var run = new WorkChain();
        run.Add(item);
        Write(ref run);
        return run.Count == 0;
    }

    /// <summary>
    /// Takes items of one caller in their order as far as there is room, which may be nowhere; the others stay in <paramref name="run"/>.
    /// </summary>
    public void Write(ref WorkChain run)
    {
        if (run.First?.From is not { } caller) return;
        TaskCompletionSource<bool>? reader;
        lock (_lock)
        {
            _lines.TryGetValue(caller, out var line);
            var room = Math.Min(maxCount - _count, callerMaxCount - (line?.Items.Count ?? 0));
            if (_isComplete || room <= 0) return;
            line ??= Begin(caller);
            _count += run.MoveTo(ref line.Items, room);
            line.Longest = Math.Max(line.Longest, line.Items.Count);
            (reader, _reader) = (_reader, null);
        }
        reader?.SetResult(true);
    }

    /// <summary>The next item; false: none waits.</summary>
    public bool TryRead([NotNullWhen(true)] out WorkItem? item)
    {
        var next = new WorkChain();
        lock (_lock)
            if (_turns.TryPeek(out var line)) Take(line, ref next, 1);
        return next.TryTake(out item);
    }

    /// <summary>Takes out what the next commit is about: turn by turn, <paramref name="count"/> items at most.</summary>
    public void Drain(ref WorkChain commit, int count)
    {
        lock (_lock)
        {
            if (_sharedCommits > 0) _sharedCommits--;
            var (ofLong, passedOver) = (0, 0);
            while (count > 0 && passedOver < _turns.Count)
            {
                var line = _turns.Peek();
                var isLong = line.Longest > turnCount;
                var most = isLong && _sharedCommits > 0 ? Math.Min(count, shareMaxCount - ofLong) : count;
                if (most <= 0)
                {
                    // Those behind it may have few.
                    passedOver++;
                    _turns.Enqueue(NextTurn());
                    continue;
                }
                passedOver = 0;
                var taken = Take(line, ref commit, most);
                count -= taken;
                if (isLong) ofLong += taken;
            }
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
        (line.Caller, line.Longest) = (caller, 0);
        _lines.Add(caller, line);
        _turns.Enqueue(line);
        return line;
    }

    /// <summary>Takes items from the line that has its turn, to the end of the turn at most; a caller alone has every turn.</summary>
    private int Take(Line line, ref WorkChain to, int count)
    {
        var taken = line.Items.MoveTo(ref to, _turns.Count == 1 ? count : Math.Min(count, turnCount - _takenOfTurn));
        _count -= taken;
        _takenOfTurn += taken;
        if (line.Items.Count == 0) End(line);
        else if (_takenOfTurn >= turnCount) _turns.Enqueue(NextTurn());
        return taken;
    }

    // Nobody waits for what the ledger does of itself: its ticks make no commit a shared one.
    private void End(Line line)
    {
        if (line.Longest <= turnCount && line.Caller != Caller.Own) _sharedCommits = SharedCommits;
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
        public WorkChain Items;
        /// <summary>The most that ever waited in it since it was empty.</summary>
        public int Longest;
        public Caller Caller = Caller.Own;
    }
}

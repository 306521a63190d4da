using System.Diagnostics.CodeAnalysis;
using Ledger.Server.Basics;

namespace Ledger.Server.Partitions;

/// <summary>
/// What waits for a lane, in a line for each caller. Callers are served in turns of a few items each, so one with thousands waiting
/// holds another's up by no more than a turn; within a line first come is first served. Bounded as a whole and for each caller, and for
/// whoever states a deadline by what can be answered until then. Any number may write, one reads.
/// </summary>
/// <remarks>
/// A commit takes as long as it has operations, and whoever comes while it is under way waits for its end. So where callers who had no
/// more than a turn waiting (tills) come beside such that have more (imports), the latter together get <paramref name="shareMaxCount"/>
/// places of a commit and no more, for as many commits after as <see cref="SharedCommits"/> says; otherwise they fill it. For as long
/// whoever had more than a turn waiting is none of the former, however little of him a commit happens to find: the ends of a full stream
/// must not shrink its own commits. A run is handed over and a commit taken out under one lock each, and what waits is linked by itself:
/// waiting allocates nothing.
/// </remarks>
/// <param name="maxCount">Items of all callers together.</param>
/// <param name="callerMaxCount">Items of one caller.</param>
/// <param name="turnCount">Items taken from a caller before the next one has its turn.</param>
/// <param name="shareMaxCount">Items of callers with more than a turn waiting, in a commit that they share with others.</param>
/// <param name="pace">How fast they are answered; null: nobody is refused for his deadline.</param>
internal sealed class CallerQueue(
    int maxCount, int callerMaxCount, int turnCount, int shareMaxCount = int.MaxValue, LanePace? pace = null)
{
    /// <summary>Commits for which it is remembered who had few items and who had many: about a second of a busy lane.</summary>
    public const int SharedCommits = 256;

    private readonly Lock _lock = new();
    private readonly Dictionary<Caller, Line> _lines = [];
    /// <summary>The lines with something in them; the first has its turn.</summary>
    private readonly Queue<Line> _turns = new();
    private readonly Stack<Line> _spare = new();
    /// <summary>Lines that are remembered for what they had, and the commit up to which, as far as was known then.</summary>
    private readonly Queue<(Line Line, long Until)> _remembered = new();
    private int _takenOfTurn;
    private long _commits;
    private long _sharedUntil;
    private int _count;
    /// <summary>Of each line what its next turn takes: what is ahead of a caller who has no more than that himself.</summary>
    private int _nextTurns;
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
            var room = Math.Min(RoomInTime(run, line), Math.Min(maxCount - _count, callerMaxCount - (line?.Items.Count ?? 0)));
            if (_isComplete || room <= 0) return;
            line ??= Begin(caller);
            if (line.Items.Count == 0) _turns.Enqueue(line);
            var before = NextTurnOf(line);
            _count += run.MoveTo(ref line.Items, room);
            _nextTurns += NextTurnOf(line) - before;
            if (line.Items.Count > turnCount) line.LongUntil = long.MaxValue;
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
            _commits++;
            ForgetEarlier();
            var (ofLong, passedOver) = (0, 0);
            while (count > 0 && passedOver < _turns.Count)
            {
                var line = _turns.Peek();
                var isLong = line.LongUntil >= _commits;
                var most = isLong && _sharedUntil >= _commits ? Math.Min(count, shareMaxCount - ofLong) : count;
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
            pace?.Rest();
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

    /// <summary>How many of a run can be answered before its deadline, which is that of its first item.</summary>
    private int RoomInTime(in WorkChain run, Line? line)
    {
        if (pace is null) return int.MaxValue;
        var most = pace.CountBefore(run.First!.Deadline);
        return most == int.MaxValue ? most : most - (run.Count + (line?.Items.Count ?? 0) <= turnCount ? _nextTurns : _count);
    }

    private int NextTurnOf(Line line) => Math.Min(line.Items.Count, turnCount);

    private Line Begin(Caller caller)
    {
        if (!_spare.TryPop(out var line)) line = new Line();
        (line.Caller, line.LongUntil) = (caller, 0);
        _lines.Add(caller, line);
        return line;
    }

    /// <summary>Takes items from the line that has its turn, to the end of the turn at most; a caller alone has every turn.</summary>
    private int Take(Line line, ref WorkChain to, int count)
    {
        var before = NextTurnOf(line);
        var taken = line.Items.MoveTo(ref to, _turns.Count == 1 ? count : Math.Min(count, turnCount - _takenOfTurn));
        _count -= taken;
        _nextTurns += NextTurnOf(line) - before;
        _takenOfTurn += taken;
        if (line.Items.Count == 0) End(line);
        else if (_takenOfTurn >= turnCount) _turns.Enqueue(NextTurn());
        return taken;
    }

    // Nobody waits for what the ledger does of itself: its ticks make no commit a shared one.
    private void End(Line line)
    {
        NextTurn();
        if (line.LongUntil < _commits)
        {
            if (line.Caller != Caller.Own) _sharedUntil = _commits + SharedCommits;
            if (!line.IsRemembered) Forget(line);
            return;
        }
        if (line.LongUntil == long.MaxValue) line.LongUntil = _commits + SharedCommits;
        if (line.IsRemembered) return;
        line.IsRemembered = true;
        _remembered.Enqueue((line, line.LongUntil));
    }

    /// <summary>Forgets the lines that have not had much for so long; each is looked at once in <see cref="SharedCommits"/>.</summary>
    private void ForgetEarlier()
    {
        while (_remembered.TryPeek(out var first) && first.Until < _commits)
        {
            var line = _remembered.Dequeue().Line;
            line.IsRemembered = line.LongUntil >= _commits && line.LongUntil < long.MaxValue;
            if (line.IsRemembered) _remembered.Enqueue((line, line.LongUntil));
            else if (line.Items.Count == 0) Forget(line);
        }
    }

    private void Forget(Line line)
    {
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
        /// <summary>
        /// The last commit in which it counts as one with many items; without end while it has not been empty since it had more than a
        /// turn.
        /// </summary>
        public long LongUntil;
        /// <summary>It stays, even empty, until it is looked at: see <see cref="_remembered"/>.</summary>
        public bool IsRemembered;
        public Caller Caller = Caller.Own;
    }
}

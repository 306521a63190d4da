using Ledger.Load.Data;
using Ledger.Load.Recording;

namespace Ledger.Load.Engine;

/// <summary>
/// Brings requests and terminals together:
/// <code>
/// due ─▶ a free terminal ─▶ under way ─▶ think ─▶ free
///   └──▶ none free: waits, its clock running ──┘
///   └──▶ too many wait or are under way: not sent, and counted
/// </code>
/// All state is under one lock, held for moments; calls run outside of it on the thread pool.
/// </summary>
internal sealed class Dispatcher
{
    private readonly Lock _gate = new();
    private readonly FreeTerminals _free = new();
    private readonly Queue<Request> _backlog = new();
    private readonly DueMoments _due = new();
    private readonly IReadOnlyList<Terminal> _terminals;
    private readonly RequestDraw _draw;
    private readonly SpellClock _spells;
    private readonly Recorder _recorder;
    private readonly RunClock _clock;
    private readonly long _think;
    private readonly int _outstandingMax;
    private Round? _round;
    private int _busy;

    public Dispatcher(
        IReadOnlyList<Terminal> terminals, RequestDraw draw, SpellClock spells, Recorder recorder, RunClock clock,
        TimeSpan thinkTime, int outstandingMax)
    {
        (_terminals, _draw, _spells, _recorder, _clock) = (terminals, draw, spells, recorder, clock);
        _think = (long)thinkTime.TotalMicroseconds;
        _outstandingMax = outstandingMax;
        foreach (var terminal in terminals)
            _free.Add(terminal);
    }

    /// <summary>Requests under way or waiting for a terminal.</summary>
    public int Outstanding
    {
        get
        {
            lock (_gate)
                return _busy + _backlog.Count;
        }
    }

    /// <summary>Nothing is under way, waits, or lies stored.</summary>
    public bool IsIdle
    {
        get
        {
            lock (_gate)
                return _busy == 0 && _backlog.Count == 0 && !_terminals.Any(terminal => terminal.HasStored);
        }
    }

    /// <summary>The next moment at which <see cref="RunDue"/> has something to do, in microseconds since the run began.</summary>
    public long NextDue
    {
        get
        {
            lock (_gate)
                return _due.Next;
        }
    }

    /// <summary>A request of an open simulation is due.</summary>
    public void Arrive(long intended)
    {
        lock (_gate)
        {
            // Drawn in any case: what is sent later does not depend on what was not sent.
            var request = _draw.Next(intended);
            if (_busy + _backlog.Count >= _outstandingMax)
                _recorder.WasNotSent(intended);
            else if (_free.Take() is { } terminal)
                Start(terminal, request);
            else
                _backlog.Enqueue(request);
        }
    }

    /// <summary>Begins a closed simulation; <see cref="RunDue"/> keeps its number of terminals.</summary>
    public void Begin(Round round)
    {
        lock (_gate)
            _round = round;
    }

    /// <summary>Ends the closed simulation: terminals finish what they are at.</summary>
    public void EndRound()
    {
        lock (_gate)
        {
            if (_round is not null)
                _round.IsOver = true;
        }
    }

    /// <summary>Does what is due: thoughts end, networks come back, terminals join the round.</summary>
    public void RunDue(long now)
    {
        lock (_gate)
        {
            while (_due.TryTake(now, out var due))
            {
                if (due.Kind == DueKind.NetworkIsBack)
                    ComeBack(due.Terminal);
                else if (due.Terminal.State == TerminalState.Thinking)
                    Next(due.Terminal, due.Moment, now);
            }
            while (_round is { } round && round.HasRoomAt(now) && _free.Take() is { } terminal)
            {
                round.Active++;
                terminal.IsInRound = true;
                Next(terminal, now, now);
            }
        }
    }

    /// <summary>A terminal has finished what it was at.</summary>
    /// <param name="terminal">The terminal.</param>
    /// <param name="tryAgainAt">It could not forward what it stored and tries again then.</param>
    public void Complete(Terminal terminal, long? tryAgainAt = null)
    {
        var now = _clock.Now;
        lock (_gate)
        {
            _busy--;
            terminal.Request = null;
            if (terminal.HasStored)
            {
                if (tryAgainAt is null && _spells.BackAt(terminal, now) is null)
                {
                    Start(terminal, null);
                    return;
                }
                NoteReturn(terminal, tryAgainAt ?? _spells.BackAt(terminal, now) ?? now);
            }
            if (_think > 0)
            {
                terminal.State = TerminalState.Thinking;
                _due.Note(terminal, DueKind.ThinkTimeIsOver, now + _think);
            }
            else
            {
                Next(terminal, now, now);
            }
        }
    }

    /// <summary>The schedule is over: every terminal is back on its network and forwards.</summary>
    public void EndSpells()
    {
        lock (_gate)
        {
            _spells.IsOver = true;
            foreach (var terminal in _terminals.Where(terminal => terminal.HasStored && terminal.State != TerminalState.Busy))
                Start(terminal, null);
        }
    }

    /// <summary>What waits for a terminal is given up and counted as not sent.</summary>
    public void DropBacklog()
    {
        lock (_gate)
        {
            while (_backlog.TryDequeue(out var request))
                _recorder.WasNotSent(request.Intended);
        }
    }

    /// <summary>A terminal is ready for its next request: of the round it is in, of those that wait, or of those to come.</summary>
    private void Next(Terminal terminal, long moment, long now)
    {
        if (terminal.IsInRound)
        {
            if (_round!.KeepsAt(now) && _round.TryTake())
            {
                _recorder.Due(moment, now - moment);
                Start(terminal, _draw.Next(moment));
                return;
            }
            _round.Active--;
            terminal.IsInRound = false;
        }
        if (_backlog.TryDequeue(out var request))
            Start(terminal, request);
        else
            _free.Add(terminal);
    }

    private void ComeBack(Terminal terminal)
    {
        terminal.ReturnIsNoted = false;
        // A busy one looks at what it stored when it has finished.
        if (terminal.State != TerminalState.Busy && terminal.HasStored)
            Start(terminal, null);
    }

    private void NoteReturn(Terminal terminal, long moment)
    {
        if (terminal.ReturnIsNoted)
            return;
        terminal.ReturnIsNoted = true;
        _due.Note(terminal, DueKind.NetworkIsBack, moment);
    }

    private void Start(Terminal terminal, Request? request)
    {
        terminal.State = TerminalState.Busy;
        terminal.Request = request;
        _busy++;
        // Not on this thread: making and sending a call takes longer than the lock may be held.
        ThreadPool.UnsafeQueueUserWorkItem(terminal, preferLocal: false);
    }
}

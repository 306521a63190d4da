namespace Ledger.Load.Engine;

/// <summary>What is due at a moment.</summary>
internal enum DueKind
{
    /// <summary>The terminal turns to its next request.</summary>
    ThinkTimeIsOver,

    /// <summary>The terminal can forward what it stored.</summary>
    NetworkIsBack,
}

/// <summary>Something due.</summary>
/// <param name="Terminal">Whose.</param>
/// <param name="Kind">What.</param>
/// <param name="Moment">When, in microseconds since the run began.</param>
internal readonly record struct Due(Terminal Terminal, DueKind Kind, long Moment);

/// <summary>
/// Moments to come, the earliest first: one heap for all terminals instead of a timer for each. Under the dispatcher's lock.
/// </summary>
internal sealed class DueMoments
{
    private readonly PriorityQueue<Due, long> _queue = new();

    /// <summary>The earliest; <see cref="long.MaxValue"/> when there is none.</summary>
    public long Next => _queue.TryPeek(out _, out var moment) ? moment : long.MaxValue;

    public void Note(Terminal terminal, DueKind kind, long moment) => _queue.Enqueue(new Due(terminal, kind, moment), moment);

    public bool TryTake(long now, out Due due)
    {
        due = default;
        return _queue.TryPeek(out _, out var moment) && moment <= now && _queue.TryDequeue(out due, out _);
    }
}

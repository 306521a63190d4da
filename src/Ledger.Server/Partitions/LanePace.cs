namespace Ledger.Server.Partitions;

/// <summary>
/// How fast a lane gets through what waits for it, told by its own commits: what cannot be answered before its deadline is refused when it
/// comes, at the price of a message, and not worked on until nobody waits for it any more. So a lane that is asked for ten times what it
/// can do still does what it can. Any number may ask.
/// </summary>
/// <param name="commitMaxCount">Items of one commit.</param>
internal sealed class LanePace(int commitMaxCount, TimeProvider time)
{
    // A commit that takes longer than the others is no change of pace yet.
    private const int Smoothing = 8;
    // Answers have a way to go.
    private const double ShareOfDeadline = 0.9;

    private readonly Lock _lock = new();
    /// <summary>When the commit under way took its items; null: none is, and none waits.</summary>
    private long? _since;
    private bool _isFull;
    private bool _isMoreWaiting;
    /// <summary>Seconds of a commit that has all it can take; of others as long as there was none.</summary>
    private double _commitSeconds;

    /// <summary>Nothing is under way and nothing waits.</summary>
    public void Rest()
    {
        lock (_lock)
        {
            End();
            _since = null;
        }
    }

    /// <summary>So many items are worked on now; the commit before is done.</summary>
    /// <param name="isMoreWaiting">
    /// Others are left for the next one: a commit that is short all the same, since it found some that nobody waits for, says nothing.
    /// </param>
    public void Begin(int count, bool isMoreWaiting)
    {
        lock (_lock)
        {
            End();
            (_since, _isFull, _isMoreWaiting) = (time.GetTimestamp(), count >= commitMaxCount, isMoreWaiting);
        }
    }

    /// <summary>When a commit that begins now will have been answered, UTC.</summary>
    public DateTime EndOfNext()
    {
        lock (_lock) return time.GetUtcNow().UtcDateTime.AddSeconds(_commitSeconds);
    }

    /// <summary>How many items there can be ahead of the last one that is answered by <paramref name="deadline"/> (UTC).</summary>
    public int CountBefore(DateTime deadline)
    {
        if (deadline == DateTime.MaxValue) return int.MaxValue;
        lock (_lock)
        {
            if (_since is not { } since || _commitSeconds == 0) return int.MaxValue;
            var until = (deadline - time.GetUtcNow().UtcDateTime).TotalSeconds;
            // That it came too late is told where it is passed over.
            if (until <= 0) return int.MaxValue;
            // The one under way takes as long as others do; one that has taken longer is likely to take as long again.
            var left = until * ShareOfDeadline - Math.Max(_commitSeconds, time.GetElapsedTime(since).TotalSeconds);
            return left < _commitSeconds ? 0 : (int)Math.Min(int.MaxValue, Math.Floor(left / _commitSeconds) * commitMaxCount);
        }
    }

    // One with room left says that there is no hurry: what was learned of full ones fades, as far as it does not take as long itself.
    private void End()
    {
        if (_since is not { } since) return;
        var seconds = time.GetElapsedTime(since).TotalSeconds;
        if (_isFull && _commitSeconds > 0) _commitSeconds += (seconds - _commitSeconds) / Smoothing;
        else if (_isFull) _commitSeconds = seconds;
        else if (!_isMoreWaiting) _commitSeconds = Math.Max(seconds, _commitSeconds * (Smoothing - 1) / Smoothing);
    }
}

namespace Ledger.Crash.Tests.Journals;

/// <summary>A clock that stands still except for pauses, which take no time but move it: a thousand back-offs run in a moment.</summary>
internal sealed class InstantTime(DateTimeOffset start) : TimeProvider
{
    private long _ticks = start.UtcTicks;

    public override DateTimeOffset GetUtcNow() => new(Interlocked.Add(ref _ticks, TimeSpan.TicksPerMicrosecond), TimeSpan.Zero);

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => Interlocked.Read(ref _ticks);

    /// <summary>Steps to another time, as a clock does that was wrong.</summary>
    public void Set(DateTimeOffset now) => Interlocked.Exchange(ref _ticks, now.UtcTicks);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (dueTime != Timeout.InfiniteTimeSpan)
        {
            Interlocked.Add(ref _ticks, dueTime.Ticks);
            // Where the pause was begun: a simulation that runs one thing at a time goes on in its order.
            _ = Task.Factory.StartNew(() => callback(state), CancellationToken.None, TaskCreationOptions.None, TaskScheduler.Current);
        }
        return new PassedTimer();
    }

    private sealed class PassedTimer : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => true;

        public void Dispose()
        {
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}

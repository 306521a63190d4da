namespace Ledger.Server.Tests.Recorded;

/// <summary>
/// A clock that stands where it is set, so that whatever a server dates is dated the same each time; timers are the machine's own.
/// </summary>
internal sealed class StandingClock(DateTimeOffset now) : TimeProvider
{
    private long _ticks = now.UtcTicks;

    public override DateTimeOffset GetUtcNow() => new(Interlocked.Read(ref _ticks), TimeSpan.Zero);

    public void Set(DateTimeOffset now) => Interlocked.Exchange(ref _ticks, now.UtcTicks);
}

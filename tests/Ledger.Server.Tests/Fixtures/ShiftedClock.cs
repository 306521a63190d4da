namespace Ledger.Server.Tests.Fixtures;

/// <summary>A clock that runs like the machine's, at another time; timers are the machine's own.</summary>
internal sealed class ShiftedClock(DateTimeOffset now) : TimeProvider
{
    private long _shiftTicks = (now - System.GetUtcNow()).Ticks;

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow().AddTicks(Interlocked.Read(ref _shiftTicks));

    public void Advance(TimeSpan by) => Interlocked.Add(ref _shiftTicks, by.Ticks);
}

namespace Ledger.Load.Engine;

/// <summary>Microseconds since the run began, from a clock that never jumps.</summary>
internal sealed class RunClock(TimeProvider time)
{
    private readonly long _began = time.GetTimestamp();

    public long Now => (long)time.GetElapsedTime(_began).TotalMicroseconds;
}

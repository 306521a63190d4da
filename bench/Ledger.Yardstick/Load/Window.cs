namespace Ledger.Yardstick.Load;

/// <summary>When a load runs and from when on it counts: warm-up, then measurement. Callers stop at <see cref="IsOver"/>.</summary>
internal sealed class Window
{
    private readonly TimeProvider _time;
    private readonly long _opens;
    private readonly long _closes;
    private readonly CancellationToken _cancellation;

    public Window(TimeSpan warmUp, TimeSpan measure, TimeProvider time, CancellationToken cancellation)
    {
        (_time, _cancellation, Measure) = (time, cancellation, measure);
        Starts = time.GetTimestamp();
        _opens = Starts + (long)(warmUp.TotalSeconds * time.TimestampFrequency);
        _closes = _opens + (long)(measure.TotalSeconds * time.TimestampFrequency);
    }

    public TimeSpan Measure { get; }

    /// <summary>The timestamp at which the load starts.</summary>
    public long Starts { get; }

    /// <summary>The timestamp at which it ends.</summary>
    public long Closes => _closes;

    public bool IsOver => _time.GetTimestamp() >= _closes || _cancellation.IsCancellationRequested;

    /// <summary>Whether an answer at <paramref name="timestamp"/> counts.</summary>
    public bool Counts(long timestamp) => timestamp >= _opens && timestamp < _closes;

    public long Now() => _time.GetTimestamp();

    public TimeSpan Between(long from, long to) => _time.GetElapsedTime(from, to);

    public Task UntilItOpensAsync() => DelayUntilAsync(_opens);

    public Task UntilItClosesAsync() => DelayUntilAsync(_closes);

    private Task DelayUntilAsync(long timestamp)
    {
        var left = _time.GetElapsedTime(_time.GetTimestamp(), timestamp);
        return left > TimeSpan.Zero ? Task.Delay(left, _time, _cancellation) : Task.CompletedTask;
    }
}

namespace Ledger.Client.Retry;

/// <summary>The pause before the next attempt: doubling, capped, and jittered so that tills do not come back in step.</summary>
internal sealed class Backoff
{
    private readonly Lock _gate = new();
    private readonly Random _random;
    private readonly TimeSpan _first;
    private readonly TimeSpan _max;

    public Backoff(TimeSpan first, TimeSpan max, int? seed)
    {
        _first = first;
        _max = max;
        _random = seed is { } stated ? new Random(stated) : new Random();
    }

    /// <summary>The pause after that many attempts, from 1: half to all of the doubled first pause, on top of what the ledger asked
    /// for.</summary>
    public TimeSpan After(int attempts, TimeSpan? asked)
    {
        double jitter;
        lock (_gate)
            jitter = _random.NextDouble();
        var doubled = Math.Min(_max.TotalMilliseconds, _first.TotalMilliseconds * Math.Pow(2, attempts - 1));
        var own = TimeSpan.FromMilliseconds(doubled * (1 + jitter) / 2);
        // What the ledger asked for is a lower bound; the jitter on top spreads those who were told the same.
        return asked is { } least && least > TimeSpan.Zero ? least + own : own;
    }
}

using Ledger.Server.Basics;

namespace Ledger.Server.Partitions;

/// <summary>The rests of a writer between its attempts, twice as long each time up to a bound.</summary>
internal sealed class Pauses(Limits limits, TimeProvider time, CancellationToken stopping)
{
    /// <param name="attempt">From 1.</param>
    public async Task RestAsync(int attempt)
    {
        var longest = limits.CommitBackoffMaxMilliseconds;
        var pause = Math.Min(longest, Math.Max(1, longest / 100) << Math.Min(attempt, 16));
        // A stopping server tries on without resting: what has queued is to be answered.
        await Task.Delay(TimeSpan.FromMilliseconds(pause), time, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}

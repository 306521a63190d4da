using Ledger.Load.Scenarios;

namespace Ledger.Load.Engine;

/// <summary>What a terminal does about an operation that is not answered: the same again, by the scenario's policy.</summary>
internal sealed class Insistence(RetryPolicy policy, RunClock clock, TimeProvider time, Random jitter)
{
    private readonly Lock _gate = new();
    private volatile bool _hasEnded;

    /// <summary>There are no further attempts: waiting for the last answers is over.</summary>
    public bool HasEnded => _hasEnded;

    /// <summary>Ends retries; attempts under way are answered or run into their time-outs.</summary>
    public void End() => _hasEnded = true;

    /// <summary>Attempts until one is final or the policy ends.</summary>
    public async ValueTask<(Answer Answer, int Attempts)> InsistAsync(Func<ValueTask<Answer>> attempt)
    {
        var started = clock.Now;
        var mayHaveBeenPosted = false;
        for (var attempts = 1; ; attempts++)
        {
            var answer = await attempt();
            mayHaveBeenPosted |= answer.MayHaveBeenPosted;
            if (!answer.WorthRetry || !await PauseAsync(attempts, started, answer.RetryDelay))
                return (answer with { MayHaveBeenPosted = answer.Receipt is null && mayHaveBeenPosted }, attempts);
        }
    }

    /// <summary>Waits before the next attempt; false when there is none.</summary>
    /// <param name="attempts">Attempts made so far.</param>
    /// <param name="started">When the first one began, in microseconds since the run began.</param>
    /// <param name="asked">How long the target asks to wait; it comes on top of the policy's pause.</param>
    public async ValueTask<bool> PauseAsync(int attempts, long started, TimeSpan? asked)
    {
        if (attempts >= policy.Attempts || _hasEnded)
            return false;
        double chance;
        lock (_gate)
            chance = jitter.NextDouble();
        var doubled = Math.Min(policy.BackoffMax.TotalMilliseconds, policy.Backoff.TotalMilliseconds * Math.Pow(2, attempts - 1));
        var pause = TimeSpan.FromMilliseconds(doubled * (1 + chance) / 2) + (asked ?? TimeSpan.Zero);
        if (TimeSpan.FromMicroseconds(clock.Now - started) + pause >= policy.Deadline)
            return false;
        await Task.Delay(pause, time, CancellationToken.None);
        return true;
    }
}

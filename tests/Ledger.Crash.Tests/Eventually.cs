using System.Diagnostics;

namespace Ledger.Crash.Tests;

/// <summary>Bounded polling for what another thread or process is about to bring about.</summary>
internal static class Eventually
{
    /// <summary>Far above what anything takes: it only ends a hang.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public static Task HoldsAsync(Func<bool> condition) => HoldsAsync(() => Task.FromResult(condition()));

    /// <summary>Throws <see cref="TimeoutException"/> when <paramref name="condition"/> does not come to hold.</summary>
    public static async Task HoldsAsync(Func<Task<bool>> condition)
    {
        var since = Stopwatch.GetTimestamp();
        while (!await condition())
        {
            if (Stopwatch.GetElapsedTime(since) > Patience) throw new TimeoutException("What the test waits for has not come to hold.");
            await Task.Delay(10);
        }
    }
}

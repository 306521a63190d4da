namespace Ledger.Server.Tests.Fixtures;

/// <summary>Bounded waiting for something that happens in another process or thread.</summary>
internal static class Wait
{
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    public static async Task UntilAsync(Func<Task<bool>> holds, string what)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (!await holds())
        {
            if (TimeProvider.System.GetElapsedTime(started) > Longest)
                throw new TimeoutException($"Waited {Longest} in vain until {what}.");
            await Task.Delay(20);
        }
    }

    /// <summary>The task's result; a test that would hang fails instead.</summary>
    public static Task<T> Bounded<T>(this Task<T> task) => task.WaitAsync(Longest);

    public static Task Bounded(this Task task) => task.WaitAsync(Longest);
}

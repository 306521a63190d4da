using System.Runtime.InteropServices;
using Grpc.Core;
using Ledger.Tooling.Draws;

namespace Ledger.Yardstick.Load;

/// <summary>
/// Operations that start when a schedule says so, whether or not earlier ones are answered: independent arrivals (exponential gaps) at a
/// stated rate. Latency counts from the scheduled start, so a stall of the server, or of this client, is in the figures.
/// </summary>
internal static class OpenLoop
{
    /// <summary>How long the scheduler sleeps when nothing is due: the most that it adds to a latency on an idle machine.</summary>
    private const uint NapMicroseconds = 200;

    public static async Task<Tally> RunAsync(Callers callers, Window window, Channels channels, double ratePerSecond)
    {
        var sum = new Tally(window);
        var workload = new Workload(callers.Seed, 0, callers.Population, 4096, callers.Time);
        var gaps = new SplitMix((ulong)callers.Seed + 1);
        var unanswered = new List<Task>();
        // A thread of its own: the schedule must not wait for the pool.
        var scheduling = Task.Factory.StartNew(Schedule, TaskCreationOptions.LongRunning);
        await scheduling;
        await Task.WhenAll(unanswered);
        return sum;

        void Schedule()
        {
            var ticksPerOperation = callers.Time.TimestampFrequency / ratePerSecond;
            double next = window.Starts;
            for (var number = 0; next < window.Closes && !window.IsOver; number++)
            {
                while (window.Now() < next) _ = Sleep(NapMicroseconds);
                unanswered.Add(PostAsync(number, (long)next));
                next += -Math.Log(1 - gaps.NextDouble()) * ticksPerOperation;
            }
        }

        async Task PostAsync(int number, long intended)
        {
            try
            {
                var receipt = await channels.For(number).PostAsync(workload.Next());
                lock (sum) sum.Answer(receipt, intended, window.Now());
            }
            catch (RpcException reason)
            {
                lock (sum) sum.Problem(reason.Message);
            }
        }
    }

    // Thread.Sleep knows whole milliseconds only, as much as the median that is to be measured.
    [DllImport("libc", EntryPoint = "usleep")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Sleep(uint microseconds);
}

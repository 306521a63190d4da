using Ledger.Load.Report;

namespace Ledger.Load.Console;

/// <summary>Plain lines: before and after a run, and during it when the output is not a terminal.</summary>
internal static class PlainLines
{
    public static void Say(string line) => System.Console.Out.WriteLine(line);

    public static string Of(Glance glance)
    {
        var progress = glance.PlannedSeconds is { } planned ? $"{Math.Min(100, glance.Seconds / planned * 100):0}%" : "";
        var server = glance.Server is { } figures
            ? $" | server: queue {Words.Count(figures.QueueDepth)}, batch {figures.BatchMean:0.0}, commit {figures.CommitMillisecondsMean:0.0} ms"
            : "";
        return $"{glance.Seconds,6:0}s {progress,4} {glance.Phase}: asked {Words.Rate(glance.AskedPerSecond)}, answered {Words.Rate(glance.AnsweredPerSecond)}, "
            + $"outstanding {glance.Outstanding} | p50 {Words.Latency(glance.P50)}, p99 {Words.Latency(glance.P99)}, p99.9 {Words.Latency(glance.P999)} | "
            + $"ok {glance.Ok}, refused {glance.Refused}, failed {glance.Failed}, not sent {glance.NotSent}{server}";
    }
}

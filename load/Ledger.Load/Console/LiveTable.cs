using Ledger.Load.Report;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Ledger.Load.Console;

/// <summary>The table that is drawn over itself while a run goes on.</summary>
internal static class LiveTable
{
    private const int BarWidth = 40;

    public static IRenderable Of(string scenario, Glance glance)
    {
        var table = new Table().Border(TableBorder.Rounded)
            .Title($"[bold]{Markup.Escape(scenario)}[/] {Markup.Escape(glance.Phase)} {Progress(glance)}");
        table.AddColumns("", "", "", "");
        table.HideHeaders();
        table.AddRow("asked", Words.Rate(glance.AskedPerSecond), "p50", Words.Latency(glance.P50));
        table.AddRow("answered", Words.Rate(glance.AnsweredPerSecond), "p99", Words.Latency(glance.P99));
        table.AddRow("outstanding", Words.Count(glance.Outstanding), "p99.9", Words.Latency(glance.P999));
        table.AddRow("scheduled", Words.Count(glance.Scheduled), "max", Words.Latency(glance.Max));
        table.AddRow("not sent", Alarm(glance.NotSent), "service p99", Words.Latency(glance.ServiceP99));
        table.AddRow("ok", Words.Count(glance.Ok), "generator lag p99", Words.Latency(glance.LagP99));
        table.AddRow("refused", Words.Count(glance.Refused), "failed", Alarm(glance.Failed));
        table.AddEmptyRow();
        if (glance.Server is { } server)
        {
            table.AddRow("server queue", Words.Count(server.QueueDepth), "operations a commit", $"{server.BatchMean:0.0}");
            table.AddRow("server refusals", Words.Count(server.Refusals), "time of a commit", $"{server.CommitMillisecondsMean:0.0} ms");
            table.AddRow("server memory", Words.Bytes(server.MemoryBytes), "commits", Words.Count(server.Commits));
        }
        else
        {
            table.AddRow("server", "shows no metrics", "", "");
        }
        table.AddEmptyRow();
        foreach (var (outcome, count) in glance.Outcomes)
            table.AddRow(Markup.Escape(outcome), Words.Count(count), "", "");
        return table;
    }

    private static string Progress(Glance glance)
    {
        if (glance.PlannedSeconds is not { } planned)
            return Words.Seconds(glance.Seconds);
        var share = Math.Clamp(glance.Seconds / planned, 0, 1);
        var filled = (int)(share * BarWidth);
        return $"[blue]{new string('━', filled)}[/][grey]{new string('━', BarWidth - filled)}[/] {Words.Seconds(glance.Seconds)} of {Words.Seconds(planned)}";
    }

    private static string Alarm(long count) => count > 0 ? $"[red]{Words.Count(count)}[/]" : "0";
}

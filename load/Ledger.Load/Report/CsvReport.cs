using System.Globalization;
using System.Text;

namespace Ledger.Load.Report;

/// <summary>The report for a spreadsheet: one file by step, one by interval. Durations in microseconds, sizes in bytes.</summary>
internal static class CsvReport
{
    public static string WriteSteps(RunReport report)
    {
        var text = new StringBuilder("step,requests,ok,refused,failed,retries,operations,rate_per_s");
        foreach (var kind in new[] { "response", "service" })
            text.Append(CultureInfo.InvariantCulture,
                $",{kind}_min,{kind}_mean,{kind}_p50,{kind}_p75,{kind}_p90,{kind}_p95,{kind}_p99,{kind}_p99_9,{kind}_p99_99,{kind}_max");
        text.Append('\n');
        foreach (var step in report.Steps.Prepend(report.Total))
        {
            Row(text, [Quoted(step.Name), step.Requests, step.Ok, step.Refused, step.Failed, step.Retries, step.Operations, step.Rate,
                .. Cells(step.Response), .. Cells(step.Service)]);
        }
        return text.ToString();
    }

    public static string WriteSeries(RunReport report)
    {
        var text = new StringBuilder(
            "at_s,due,ok,refused,failed,not_sent,operations,p50,p90,p99,max,lag_max,generator_cores,generator_memory_bytes,"
            + "server_queue_depth,server_commits,server_batch_mean,server_commit_ms_mean,server_refusals,server_memory_bytes,server_cores\n");
        foreach (var point in report.Series.Points)
        {
            Row(text, [point.At, point.Due, point.Ok, point.Refused, point.Failed, point.NotSent, point.Operations, point.P50, point.P90,
                point.P99,
                point.Max, point.LagMax, point.GeneratorCores, point.GeneratorMemoryBytes,
                .. point.Server is { } server
                    ? new object[] { server.QueueDepth, server.Commits, server.BatchMean, server.CommitMillisecondsMean, server.Refusals,
                    server.MemoryBytes, server.Cores }
                    : ["", "", "", "", "", "", ""]]);
        }
        return text.ToString();
    }

    private static object[] Cells(LatencyReport latency) =>
        [latency.Min, latency.Mean, latency.P50, latency.P75, latency.P90, latency.P95, latency.P99, latency.P999, latency.P9999,
        latency.Max];

    private static void Row(StringBuilder text, IEnumerable<object> cells) =>
        text.AppendJoin(',', cells.Select(cell => string.Create(CultureInfo.InvariantCulture, $"{cell}"))).Append('\n');

    private static string Quoted(string cell) => $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}

using static Ledger.Load.Report.HtmlPage;

namespace Ledger.Load.Report;

/// <summary>The report as one HTML file: tables are written here, charts are drawn by its script from the JSON inside it.</summary>
internal static class HtmlReport
{
    public static string Write(RunReport report)
    {
        var page = new HtmlPage($"{report.Scenario}: {report.Verdict}");
        page.Add(Head(report)).Add(Tiles(report));
        page.Section("Thresholds", report.Thresholds.Count == 0 ? "<p>The scenario has none.</p>" : Table(
            ["threshold", "reached", " result"],
            report.Thresholds.Select(threshold => (IReadOnlyList<string>)
                [Text(threshold.Text), Text(threshold.ValueText), Badge(threshold.Passed ? "pass" : "fail")])));
        page.Section("Audit of the ledger", Table(
            ["check", " result", " detail"],
            report.Audit.Select(check => (IReadOnlyList<string>)[Text(check.Name), Badge(check.Result), Text(check.Detail)]),
            isProse: true),
            "What was acknowledged is looked up again, money counted here is compared with the ledger's books, and the database is verified.");
        if (report.Capacity is { } capacity)
            page.Section("Capacity", Capacity(capacity));
        page.Section("Over time",
            Chart("throughput", "Requests a second", "asked, answered, failed, not sent")
            + Chart("latency", "Response time", "from the intended start; logarithmic")
            + Chart("heat", "Response times of all requests", "darker: more requests"));
        page.Section("Latency", Chart("percentiles", "Percentile curve", "response and service time; logarithmic") + Steps(report),
            "Response time counts from the moment a request was due, whatever held it up; service time from its first send. "
            + "Refusals and failures are in all percentiles. Percentiles are within 0.2 % of the true value.");
        page.Section("Outcomes", Outcomes(report), "Operations (and questions) by what the ledger said in the end.");
        if (report.Server is { } server)
            page.Section("Server", Server(server), "From the server's metrics endpoint.");
        page.Section("Generator", Generator(report));
        page.Section("Plan", Table(["phase", " what", "requests", "time"], report.Plan.Select(line => (IReadOnlyList<string>)
            [Text(line.What), Text(line.Words), Requests(line), Time(line)]), isProse: true));
        page.Section("Settings, machine, versions", Pairs(report.Settings) + Pairs(report.Machine) + Pairs(report.Versions));
        return page.ToHtml(ReportJson.Write(report));
    }

    private static string Requests(PlanLine line) => line.Requests is { } requests ? Words.Count(requests)
        : line.What is "prepare" or "fault" ? "–" : "as answered";

    private static string Time(PlanLine line) => line.Seconds is { } seconds ? Words.Seconds(seconds)
        : line.What == "fault" ? "–" : "until done";

    private static string Head(RunReport report)
    {
        var items = string.Concat(report.Remarks.Select(remark => $"<li>{Text(remark)}</li>"));
        var remarks = items.Length == 0 ? "" : $"<ul class=\"remarks\">{items}</ul>";
        return $"""
            <header>
            <h1>{Text(report.Scenario)} {Badge(report.Verdict)}</h1>
            <p>{Text(report.Description)}</p>
            <p class="note">{report.StartedAt:yyyy-MM-dd HH:mm:ss} UTC · {Text(report.Target)} · seed {report.Seed}</p>
            {remarks}
            </header>
            """;
    }

    private static string Tiles(RunReport report)
    {
        var total = report.Total;
        var summary = report.Summary;
        (string, string, string)[] tiles =
        [
            ("answered", Words.Rate(summary.Rate), $"over {Words.Seconds(summary.Seconds)}"),
            ("p50", Words.Latency(total.Response.P50), $"service {Words.Latency(total.Service.P50)}"),
            ("p99", Words.Latency(total.Response.P99), $"service {Words.Latency(total.Service.P99)}"),
            ("p99.9", Words.Latency(total.Response.P999), $"largest {Words.Latency(total.Response.Max)}"),
            ("sent of scheduled", Words.Share(summary.SentShare), $"{Words.Count(summary.Sent)} of {Words.Count(summary.Scheduled)}"),
            ("failed", Words.Count(total.Failed), $"{Words.Count(total.Refused)} refused, {Words.Count(total.Retries)} retries"),
        ];
        return $"<div class=\"tiles\">{string.Concat(tiles.Select(tile =>
            $"<div class=\"tile\"><span>{Text(tile.Item1)}</span><strong>{Text(tile.Item2)}</strong><small>{Text(tile.Item3)}</small></div>"))}</div>";
    }

    private static string Steps(RunReport report)
    {
        var rows = report.Steps.Select((step, index) => Row(step, $"steps.{index}")).Prepend(Row(report.Total, "total"));
        return Table(
            ["step", "requests", "ok", "refused", "failed", "retries", "rate", "p50", "p90", "p99", "p99.9", "p99.99", "max", "service p50",
            "service p99", "refused p99", "failed p99"],
            rows);
    }

    private static IReadOnlyList<string> Row(StepReport step, string path)
    {
        return
        [
            Text(step.Name), Count("requests", step.Requests), Count("ok", step.Ok), Count("refused", step.Refused),
            Count("failed", step.Failed),
            Count("retries", step.Retries), Figure($"{path}.rate", step.Rate, Words.Rate(step.Rate)),
            Latency("response.p50", step.Response.P50), Latency("response.p90", step.Response.P90),
            Latency("response.p99", step.Response.P99),
            Latency("response.p999", step.Response.P999), Latency("response.p9999", step.Response.P9999),
            Latency("response.max", step.Response.Max),
            Latency("service.p50", step.Service.P50), Latency("service.p99", step.Service.P99),
            Latency("response_refused.p99", step.ResponseRefused.P99), Latency("response_failed.p99", step.ResponseFailed.P99),
        ];

        string Count(string name, long value) => Figure($"{path}.{name}", value, Words.Count(value));
        string Latency(string name, long value) => Figure($"{path}.{name}", value, Words.Latency(value));
    }

    private static string Capacity(CapacityReport capacity)
    {
        var rows = capacity.Levels.Select((level, index) => (IReadOnlyList<string>)
        [
            Words.Rate(level.PerSecond), Badge(level.Passed ? "pass" : "fail"), Words.Rate(level.Rate), Words.Latency(level.P50),
            Words.Latency(level.P99),
            Words.Share(level.ErrorRate), Words.Count(level.NotSent), Words.Cores(level.ForeignCores),
        ]);
        var words = capacity.PerSecond <= 0 ? "Even the first level did not meet the thresholds."
            : $"{(capacity.ReachedTheUpperEnd ? "At least " : "")}{Words.Rate(capacity.PerSecond)} with all thresholds met."
                + (capacity.IsCertain ? "" : " Not certain: the machine was busy.");
        return $"<p class=\"big\">{Text(words)}</p>{Table(["level", " result", "answered", "p50", "p99", "errors", "not sent", "others' cores"], rows)}";
    }

    private static string Outcomes(RunReport report)
    {
        var most = report.Outcomes.Values.DefaultIfEmpty(1).Max();
        var all = Math.Max(1, report.Outcomes.Values.Sum());
        return Table(["outcome", "count", "share", " "], report.Outcomes.OrderByDescending(outcome => outcome.Value).Select(outcome =>
            (IReadOnlyList<string>)
        [
            Text(outcome.Key), Figure($"outcomes.{outcome.Key}", outcome.Value, Words.Count(outcome.Value)),
            Words.Share((double)outcome.Value / all),
            FormattableString.Invariant($"<td class=\"left bar\"><i style=\"width:{100.0 * outcome.Value / most:0.#}%\"></i></td>"),
        ]));
    }

    private static string Server(ServerReport server) =>
        Chart("batch", "Operations a commit", "average of the interval") + Chart("commit", "Time of a commit", "average of the interval")
        + Chart("queue", "Operations waiting", "largest of the interval") + Chart("memory", "Resident memory", "server and generator")
        + Table(["figure", "value"],
        [
            ["operations a commit", Figure("server.batch_mean", server.BatchMean, $"{server.BatchMean:0.0}")],
            ["commits", Figure("server.commits", server.Commits, Words.Count(server.Commits))],
            ["time of a commit, mean", Figure("server.commit_mean", server.CommitMean, Words.Latency(server.CommitMean))],
            ["time of a commit, p99", server.CommitP99 is { } p99 ? Figure("server.commit_p99", p99, Words.Latency(p99)) : "–"],
            ["longest queue", Figure("server.queue_depth_max", server.QueueDepthMax, Words.Count(server.QueueDepthMax))],
            ["refusals", Figure("server.refusals", server.Refusals, Words.Count(server.Refusals))],
            ["largest memory", Figure("server.memory_max_bytes", server.MemoryMaxBytes, Words.Bytes(server.MemoryMaxBytes))],
            ["memory, last quarter over second",
            server.MemoryGrowth is { } growth ? Figure("server.memory_growth", growth, Words.Share(growth)) : "too short to tell"],
            ["CPU", Figure("server.cpu_seconds", server.CpuSeconds, Words.Seconds(server.CpuSeconds))],
        ]);

    private static string Generator(RunReport report)
    {
        var own = report.Generator;
        return (report.Server is null ? Chart("memory", "Resident memory", "generator") : "") + Table(["figure", "value"],
        [
            ["requests released late, p99", Figure("generator.lag_p99", own.LagP99, Words.Latency(own.LagP99))],
            ["requests released late, largest", Figure("generator.lag_max", own.LagMax, Words.Latency(own.LagMax))],
            ["wait for a thread, p99", Figure("generator.queueing_p99", own.QueueingP99, Words.Latency(own.QueueingP99))],
            [$"cores used, of {own.CoresOfMachine}", Figure("generator.cores", own.Cores, $"{own.Cores:0.00}")],
            ["largest memory", Figure("generator.memory_max_bytes", own.MemoryMaxBytes, Words.Bytes(own.MemoryMaxBytes))],
            ["pauses of the collector in all",
            Figure("generator.paused_milliseconds", own.PausedMilliseconds, $"{own.PausedMilliseconds:0.0} ms")],
            ["warm-up requests, in no figure",
            Figure("summary.warm_up_requests", report.Summary.WarmUpRequests, Words.Count(report.Summary.WarmUpRequests))],
            ["stored offline", Figure("summary.stored_offline", report.Summary.StoredOffline, Words.Count(report.Summary.StoredOffline))],
        ]);
    }

    private static string Pairs(IReadOnlyDictionary<string, string> pairs) =>
        $"<dl>{string.Concat(pairs.Select(pair => $"<dt>{Text(pair.Key)}</dt><dd>{Text(pair.Value)}</dd>"))}</dl>";
}

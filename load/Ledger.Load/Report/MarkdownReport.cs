using System.Text;

namespace Ledger.Load.Report;

/// <summary>The report for a ticket or a pull request.</summary>
internal static class MarkdownReport
{
    public static string Write(RunReport report)
    {
        var text = new StringBuilder();
        text.AppendLine($"# Load run {report.Scenario}: {report.Verdict}").AppendLine();
        text.AppendLine($"{report.StartedAt:yyyy-MM-dd HH:mm:ss} UTC, {report.Target}, seed {report.Seed}.").AppendLine();
        foreach (var remark in report.Remarks)
            text.AppendLine($"- {remark}");
        var summary = report.Summary;
        text.AppendLine().AppendLine(
            $"{Words.Count(summary.Scheduled)} requests scheduled, {Words.Count(summary.Sent)} sent ({Words.Share(summary.SentShare)}), "
            + $"{Words.Count(summary.NotSent)} not sent; {Words.Rate(summary.Rate)} answered over {Words.Seconds(summary.Seconds)}.");

        text.AppendLine().AppendLine(
            "Response times count from the intended start, failures and refusals included; service times from the send.").AppendLine();
        text.AppendLine("| step | requests | ok | refused | failed | retries | rate | p50 | p99 | p99.9 | max | service p50 | service p99 |");
        text.AppendLine("|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|");
        foreach (var step in report.Steps.Prepend(report.Total))
        {
            text.AppendLine(
                $"| {step.Name} | {Words.Count(step.Requests)} | {Words.Count(step.Ok)} | {Words.Count(step.Refused)} | {Words.Count(step.Failed)} "
                + $"| {Words.Count(step.Retries)} | {Words.Rate(step.Rate)} | {Words.Latency(step.Response.P50)} | {Words.Latency(step.Response.P99)} "
                + $"| {Words.Latency(step.Response.P999)} | {Words.Latency(step.Response.Max)} | {Words.Latency(step.Service.P50)} | {Words.Latency(step.Service.P99)} |");
        }
        if (report.Capacity is { } capacity)
        {
            text.AppendLine().AppendLine(
                $"**Capacity: {(capacity.ReachedTheUpperEnd ? "at least " : "")}{Words.Rate(capacity.PerSecond)}**"
                + (capacity.IsCertain ? "" : " (not certain: the machine was busy)")).AppendLine();
            text.AppendLine("| level | passed | answered | p50 | p99 | errors | others' cores |").AppendLine("|--:|---|--:|--:|--:|--:|--:|");
            foreach (var level in capacity.Levels)
            {
                text.AppendLine(
                    $"| {Words.Rate(level.PerSecond)} | {(level.Passed ? "yes" : "no")} | {Words.Rate(level.Rate)} "
                    + $"| {Words.Latency(level.P50)} | {Words.Latency(level.P99)} | {Words.Share(level.ErrorRate)} "
                    + $"| {Words.Cores(level.ForeignCores)} |");
            }
        }
        text.AppendLine().AppendLine("| threshold | reached | |").AppendLine("|---|--:|---|");
        foreach (var threshold in report.Thresholds)
            text.AppendLine($"| {threshold.Text} | {threshold.ValueText} | {(threshold.Passed ? "pass" : "**FAIL**")} |");
        text.AppendLine().AppendLine("| audit | | |").AppendLine("|---|---|---|");
        foreach (var check in report.Audit)
            text.AppendLine($"| {check.Name} | {(check.Result == "broken" ? "**BROKEN**" : check.Result)} | {check.Detail.Replace('|', '/')} |");
        foreach (var fault in report.Faults)
            text.AppendLine().AppendLine($"Fault: {fault.What} ({fault.Began:0.0} s to {fault.Ended:0.0} s).");
        return text.ToString();
    }
}

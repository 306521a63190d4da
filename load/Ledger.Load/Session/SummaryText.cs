using System.Text;
using Ledger.Load.Report;

namespace Ledger.Load.Session;

/// <summary>What is printed after a run.</summary>
internal static class SummaryText
{
    public static string Of(RunReport report, string folder)
    {
        var text = new StringBuilder();
        var (summary, total) = (report.Summary, report.Total);
        text.AppendLine();
        text.AppendLine(
            $"scheduled {Words.Count(summary.Scheduled)}, sent {Words.Count(summary.Sent)} ({Words.Share(summary.SentShare)}), "
            + $"not sent {Words.Count(summary.NotSent)}; ok {Words.Count(total.Ok)}, refused {Words.Count(total.Refused)}, "
            + $"failed {Words.Count(total.Failed)}, retries {Words.Count(total.Retries)}; {Words.Rate(summary.Rate)} answered");
        text.AppendLine(
            $"response p50 {Words.Latency(total.Response.P50)}, p99 {Words.Latency(total.Response.P99)}, "
            + $"p99.9 {Words.Latency(total.Response.P999)}, max {Words.Latency(total.Response.Max)}; "
            + $"service p50 {Words.Latency(total.Service.P50)}, p99 {Words.Latency(total.Service.P99)}");
        foreach (var threshold in report.Thresholds)
            text.AppendLine($"  {(threshold.Passed ? "pass" : "FAIL"),-7} {threshold.Text}   reached {threshold.ValueText}");
        foreach (var check in report.Audit)
            text.AppendLine($"  {check.Result.Replace('_', ' ').Replace("broken", "BROKEN"),-7} {check.Name}: {check.Detail}");
        foreach (var remark in report.Remarks)
            text.AppendLine(remark);
        text.AppendLine($"Verdict: {report.Verdict.ToUpperInvariant()}. Report: {Path.Combine(folder, "report.html")}");
        return text.ToString().TrimEnd();
    }
}

using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Ledger.Rules.Codes;
using Ledger.Server.Partitions;

namespace Ledger.Server.Telemetry;

/// <summary>The server's figures in the Prometheus text format, for scrapers and for the load suite.</summary>
public sealed partial class MetricsPage(Router router, ProblemFigures problems)
{
    public string Render()
    {
        var page = new StringBuilder(8192);
        PerPartition(page, "ledger_queue_depth", "gauge", worker => worker.QueueDepth);
        PerPartition(page, "ledger_commits_total", "counter", worker => worker.Figures.Commits);
        PerPartition(page, "ledger_committed_operations_total", "counter", worker => worker.Figures.Operations);
        PerPartition(page, "ledger_committed_rows_total", "counter", worker => worker.Figures.Rows);
        PerPartition(page, "ledger_accounts_cached", "gauge", worker => worker.Figures.AccountsCached);
        PerPartition(page, "ledger_accounts_dirty", "gauge", worker => worker.Figures.AccountsDirty);
        PerPartition(page, "ledger_partition_serving", "gauge", worker => worker.Status == PartitionStatus.Serving ? 1 : 0);

        page.Append("# TYPE ledger_answers_total counter\n");
        foreach (var outcome in Enum.GetValues<Outcome>())
            if (outcome != Outcome.None) Line(page, "ledger_answers_total", "outcome", Snake(outcome.ToString()), router.Workers.Sum(w => w.Figures.Answers(outcome)));
        Line(page, "ledger_answers_total", "outcome", "replayed", router.Workers.Sum(w => w.Figures.Replayed));
        page.Append("# TYPE ledger_problems_total counter\n");
        foreach (var (code, count) in problems.Counts) Line(page, "ledger_problems_total", "reason", Snake(code.ToString()), count);

        Histogram.Append(page, "ledger_commit_seconds", [.. router.Workers.Select(w => w.Figures.CommitSeconds)], PartitionFigures.CommitSecondsBounds);
        Histogram.Append(page, "ledger_commit_operations", [.. router.Workers.Select(w => w.Figures.CommitOperations)], PartitionFigures.CommitOperationsBounds);
        Process(page);
        return page.ToString();
    }

    private void PerPartition(StringBuilder page, string name, string type, Func<PartitionWorker, long> value)
    {
        page.Append(CultureInfo.InvariantCulture, $"# TYPE {name} {type}\n");
        foreach (var worker in router.Workers) Line(page, name, "partition", worker.Partition.ToString(CultureInfo.InvariantCulture), value(worker));
    }

    private static void Process(StringBuilder page)
    {
        using var process = System.Diagnostics.Process.GetCurrentProcess();
        page.Append(CultureInfo.InvariantCulture, $"# TYPE process_cpu_seconds_total counter\nprocess_cpu_seconds_total {process.TotalProcessorTime.TotalSeconds}\n");
        page.Append(CultureInfo.InvariantCulture, $"# TYPE process_resident_memory_bytes gauge\nprocess_resident_memory_bytes {process.WorkingSet64}\n");
        page.Append(CultureInfo.InvariantCulture, $"# TYPE dotnet_gc_allocated_bytes_total counter\ndotnet_gc_allocated_bytes_total {GC.GetTotalAllocatedBytes()}\n");
    }

    private static void Line(StringBuilder page, string name, string label, string of, long value) =>
        page.Append(CultureInfo.InvariantCulture, $"{name}{{{label}=\"{of}\"}} {value}\n");

    private static string Snake(string name) => WordStart().Replace(name, "_").ToLowerInvariant();

    [GeneratedRegex("(?<=[a-z])(?=[A-Z])")]
    private static partial Regex WordStart();
}

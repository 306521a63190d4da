using System.Diagnostics.Metrics;
using System.Reflection;
using System.Text.RegularExpressions;
using Ledger.Rules.Codes;
using Ledger.Server.Journal;
using Ledger.Server.Partitions;
using Ledger.Server.Programs;

namespace Ledger.Server.Telemetry;

/// <summary>
/// What the server counts, as instruments. The writers count in plain fields that are theirs alone; an instrument reads them when
/// somebody asks, so that counting stays free.
/// </summary>
/// <remarks>
/// Each is named so that its name at Prometheus follows by adding the unit, where the name does not have it yet, and <c>_total</c> to a
/// counter's.
/// </remarks>
internal sealed partial class LedgerMeter
{
    /// <summary>Of all meters of the ledger: this one, the writers' own, and that of the calls.</summary>
    public const string AllNames = "Ledger.*";

    private readonly Router _router;
    private readonly ProblemFigures _problems;

    public LedgerMeter(IMeterFactory meters, Router router, ProblemFigures problems, LoadedPrograms programs, LedgerDatabase database)
    {
        (_router, _problems) = (router, problems);
        var meter = meters.Create("Ledger.Server");
        meter.CreateObservableGauge(
            "ledger_queue_depth", () => OfLanes(lane => lane.QueueDepth), "{item}", "Items that wait for their lane.");
        Counter(meter, "ledger_commits", "{commit}", "Commits to the journal.", lane => lane.Figures.Commits);
        Counter(meter, "ledger_committed_operations", "{operation}", "Operations decided and durable.", lane => lane.Figures.Operations);
        Counter(meter, "ledger_committed_rows", "{row}", "Rows written to the journal.", lane => lane.Figures.Rows);
        Counter(
            meter, "ledger_commits_lost", "{commit}",
            "Commits that were told to be durable before the database was set back behind them.", lane => lane.CommitsLost);
        Gauge(meter, "ledger_accounts_cached", "{account}", "Accounts in memory.", partition => partition.AccountsCached);
        Gauge(
            meter, "ledger_accounts_dirty", "{account}", "Accounts in memory whose checkpoint is behind the journal.",
            partition => partition.AccountsDirty);
        Gauge(
            meter, "ledger_partition_serving", null, "1 while this server writes the partition.",
            partition => partition.Status == PartitionStatus.Serving ? 1 : 0);
        Gauge(
            meter, "ledger_partition_ahead_seconds", "s", "How far the partition's newest row is ahead of this server's clock.",
            partition => (long)partition.Ahead.TotalSeconds);
        meter.CreateObservableGauge(
            "ledger_database_forgetful", () => database.Condition.Forgetful is null ? 0 : 1, null,
            "1 while the database runs with a setting by which it could forget what it commits; nothing is posted then.");
        meter.CreateObservableGauge(
            "ledger_clock_ahead_seconds", () => (long)database.Condition.Ahead.TotalSeconds, "s",
            "How far this server's clock is ahead of the database's; below zero: behind.");
        meter.CreateObservableCounter("ledger_answers", Answers, "{answer}", "Receipts by outcome; replayed ones apart.");
        meter.CreateObservableCounter("ledger_problems", Problems, "{answer}", "Answers that were no receipts, by reason.");
        meter.CreateObservableGauge(
            "ledger_documents_refused", () => programs.Refused.Count, "{document}",
            "Documents of the program folder that were not taken in when the server started.");
        var build = new Measurement<int>(1, new KeyValuePair<string, object?>("version", Version()));
        meter.CreateObservableGauge("ledger_build_info", () => build, null, "1, with the version of the server.");
    }

    private static string Version() =>
        typeof(LedgerMeter).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "";

    private void Gauge(Meter meter, string name, string? unit, string description, Func<ServedPartition, long> value) =>
        meter.CreateObservableGauge(
            name, () => _router.Partitions.Select(one => Labelled(value(one), "partition", one.Number)), unit, description);

    private void Counter(Meter meter, string name, string unit, string description, Func<LaneWorker, long> value) =>
        meter.CreateObservableCounter(name, () => OfLanes(value), unit, description);

    private IEnumerable<Measurement<long>> OfLanes(Func<LaneWorker, long> value) =>
        _router.Lanes.Select(lane => Labelled(value(lane), "lane", lane.Number));

    private IEnumerable<Measurement<long>> Answers() => Enum.GetValues<Outcome>()
        .Where(outcome => outcome != Outcome.None)
        .Select(outcome => Labelled(Sum(figures => figures.Answers(outcome)), "outcome", Snake(outcome.ToString())))
        .Append(Labelled(Sum(figures => figures.Replayed), "outcome", "replayed"));

    private IEnumerable<Measurement<long>> Problems() =>
        _problems.Counts.Select(problem => Labelled(problem.Count, "reason", Snake(problem.Code.ToString())));

    private long Sum(Func<LaneFigures, long> value) => _router.Lanes.Sum(lane => value(lane.Figures));

    private static Measurement<long> Labelled(long value, string label, object of) =>
        new(value, new KeyValuePair<string, object?>(label, of));

    private static string Snake(string name) => WordStart().Replace(name, "_").ToLowerInvariant();

    [GeneratedRegex("(?<=[a-z])(?=[A-Z])")]
    private static partial Regex WordStart();
}

using Ledger.Load.Recording;
using Ledger.Load.Report;

namespace Ledger.Load.Tests;

/// <summary>A report over made-up requests, with everything in it that a report can have.</summary>
internal static class MadeReport
{
    /// <param name="seed">Of the latencies.</param>
    /// <param name="slower">What latencies are multiplied with.</param>
    /// <param name="seconds">Intervals.</param>
    /// <param name="failures">One in so many requests fails; 0: none.</param>
    public static RunReport Of(int seed = 1, double slower = 1, int seconds = 30, int failures = 50)
    {
        var random = new Random(seed);
        var recorder = new Recorder(["accrue", "debit <b>&\"</b>"]);
        recorder.BeginMeasuring(0);
        recorder.BeginLevel(0);
        var number = 0;
        for (var second = 0; second < seconds; second++)
        {
            for (var k = 0; k < 200; k++)
            {
                var due = (second * 1_000_000L) + (k * 5000);
                var service = (long)(slower * (2000 - (1500 * Math.Log(1 - random.NextDouble()))));
                var ending = failures > 0 && ++number % failures == 0 ? Ending.Failed : k % 40 == 0 ? Ending.Refused : Ending.Ok;
                recorder.Due(due, k % 7);
                recorder.WasSent(due);
                recorder.Ended(new Sample(k % 2, due, due + 30, due + 30 + service, ending, 1, 1, false), due, [ending.ToString()]);
            }
            recorder.Note((second * 1_000_000L) + 1, interval =>
                interval.Server = new ServerFigures(3, 40, 200, 0.2, 5, 2e8 + (second * 1e5), 0.4));
        }
        var steps = recorder.Look(r => r.Steps.Select(step => ReportBuilder.Step(step.Key, step.Value, seconds)).ToList());
        return new RunReport
        {
            Scenario = "made",
            Description = "Made up <script>alert(1)</script>",
            Seed = seed,
            StartedAt = new DateTimeOffset(2026, 11, 22, 12, 0, 0, TimeSpan.Zero),
            Target = "nowhere",
            Verdict = "failed",
            Remarks = ["Something & something </script> else."],
            Plan = [new PlanLine("inject", "200/s evenly for 30s", 200 * seconds, seconds)],
            Summary = new SummaryReport(recorder.Scheduled, recorder.Sent, 0, 0, 12, 0, seconds, 196.5, 200, 1, 0),
            Total = ReportBuilder.Step("all", recorder.Total, seconds),
            Steps = steps,
            Outcomes = recorder.Outcomes.ToDictionary(),
            PercentileCurve = ReportBuilder.Curve(recorder.Total),
            Series = ReportBuilder.Series(recorder.Series),
            Thresholds = [new ThresholdReport("p99 < 20ms", 12_345, "12.345ms", true),
            new ThresholdReport("rate >= 500", 196.5, "196.5", false)],
            Faults = [new FaultReport("at 5s kill server", 5.01, 7.3)],
            Audit = [new CheckReport("verify", "holds", "sound"), new CheckReport("money", "broken", "1 wrong"),
            new CheckReport("count", "not_told", "no metrics")],
            Generator = new GeneratorReport(100, 2000, 90, 1500, 0.25, 2, 150_000_000, 12.5, []),
            Server = new ServerReport(3, 1200, 5, 5000, 4000, 9000, 150, 2.03e8, 0.01, 12),
            Capacity = new CapacityReport(400, false, [new LevelReport(400, 0, true, 4000, 0, 399, 3000, 9000, 0, [])]),
            Machine = new Dictionary<string, string> { ["cores"] = "2" },
            Versions = new Dictionary<string, string> { ["load"] = "0.1" },
            Settings = new Dictionary<string, string> { ["terminals"] = "50" },
        };
    }
}

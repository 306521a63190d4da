using Ledger.Load.Audit;
using Ledger.Load.Console;
using Ledger.Load.Engine;
using Ledger.Load.Recording;
using Ledger.Load.Report;
using Ledger.Load.Scenarios;
using Ledger.Load.Targets;
using Ledger.Load.Thresholds;

namespace Ledger.Load.Session;

/// <summary>The part of a session that is measured, with its audit: load, faults, watches and display run beside each other.</summary>
internal sealed class MeasuredRun(Scenario scenario, SessionOptions options, TargetPlace place, ReportFolder folder, TimeProvider time)
{
    public async Task<RunReport> RunAsync(ILedgerReading ledger, CancellationToken stop)
    {
        var startedAt = time.GetUtcNow();
        var clock = new RunClock(time);
        var bookFile = folder.File("acknowledged.bin");
        using var book = new AnswerBook(bookFile);
        using var target = new LedgerTarget(place.Terminals, options.Credentials, scenario.Terminals.Connections, scenario.Retry);
        var before = MoneyCount.Of(await ledger.GetTrialBalanceAsync(stop));
        var journalBefore = place.Connection is { } database ? await JournalCount.OfAsync(database, stop) : 0;
        var engine = new LoadEngine(scenario, target, book, clock, time, place.Own is { } own ? own.Others.Read : null);

        await using var server = new ServerWatch(place.Metrics, engine.Recorder, clock, time);
        await server.StartAsync();
        await using var generator = new GeneratorWatch(engine.Recorder, clock, time);
        using var ended = new CancellationTokenSource();
        var faults = new FaultSchedule(scenario.Faults, (fault, cancel) => place.Own!.InflictAsync(fault, cancel), clock, time);
        var faulting = Task.CompletedTask;
        var display = LiveDisplay.RunAsync(new Glancer(scenario, engine, server, clock), options.Plain, time, ended.Token);
        try
        {
            await engine.RunAsync(() =>
            {
                generator.Start();
                faulting = faults.RunAsync(engine.Recorder.MeasuredFrom, stop);
            }, stop);
            await faulting;
        }
        finally
        {
            await ended.CancelAsync();
            await display;
        }
        var generatorFigures = generator.Figures;
        await server.FinishAsync();

        PlainLines.Say("Auditing the ledger ...");
        var audit = new LedgerAudit(ledger, book, before, Circumstances(server, journalBefore), time);
        var audited = await audit.RunAsync(CancellationToken.None);
        File.Delete(bookFile);
        return await MakeReportAsync(startedAt, engine, server, faults, generatorFigures, audited, audit.UnknownFound,
            stop.IsCancellationRequested);
    }

    private AuditCircumstances Circumstances(ServerWatch server, long journalBefore) => new(
        place.IsAlone, server.CommittedOperations is { } committed ? (long)committed : null, server.Restarted,
        place.Connection is { } database ? async cancel => await JournalCount.OfAsync(database, cancel) - journalBefore : null,
        place.Connection is { } connection ? cancel => VerifyProcess.RunAsync(connection, folder.File("verify.log"), cancel) : null);

    private async Task<RunReport> MakeReportAsync(
        DateTimeOffset startedAt, LoadEngine engine, ServerWatch server, FaultSchedule faults, GeneratorFigures generator,
        AuditReport audit,
        int unknownFound, bool stopped)
    {
        var recorder = engine.Recorder;
        // Answers that came after the schedule count against the rate.
        var seconds = Math.Max(engine.ScheduleEnded - recorder.MeasuredFrom, recorder.AnsweredUntil) / 1e6;
        var whyInvalid = generator.WhyInvalid(scenario.Generator);
        var serverReport = ReportBuilder.Server(recorder.Series, server);
        var generatorGrowth = MemoryGrowth.Of([.. recorder.Series.Intervals.Select(interval => (double)interval.GeneratorMemoryBytes)]);
        var values = new RunMetrics(engine, serverReport, generator, generatorGrowth, seconds);
        var thresholds = scenario.Thresholds.Select(threshold => new ThresholdResult(threshold, values.Of(threshold))).ToList();
        var (verdict, remarks) = Verdict.Of(new VerdictBasis(
            recorder.Scheduled, recorder.Sent, recorder.NotSent, engine.Abandoned, thresholds, audit, whyInvalid, stopped, unknownFound,
            place.Own is not null,
            engine.Capacity));
        return new RunReport
        {
            Scenario = scenario.Name,
            Description = scenario.Description,
            Seed = scenario.Seed,
            StartedAt = startedAt,
            Target = place.Words,
            Verdict = verdict,
            Remarks = remarks,
            Plan = Plan.Of(scenario),
            Summary = new SummaryReport(
                recorder.Scheduled, recorder.Sent, recorder.NotSent, recorder.Stored, recorder.WarmUpRequests, engine.Abandoned,
                ReportBuilder.Round(seconds), ReportBuilder.Round(Metrics.Of("rate", recorder.Total, seconds) ?? 0),
                ReportBuilder.Round(Metrics.Of("operation_rate", recorder.Total, seconds) ?? 0),
                recorder.Scheduled > 0 ? Math.Round((double)recorder.Sent / recorder.Scheduled, 6) : 1, recorder.StoredFor.MaxMicroseconds),
            Total = ReportBuilder.Step("all", recorder.Total, seconds),
            Steps = [.. recorder.Steps.OrderBy(step => step.Key, StringComparer.Ordinal)
            .Select(step => ReportBuilder.Step(step.Key, step.Value, seconds))],
            Outcomes = new SortedDictionary<string, long>(recorder.Outcomes.ToDictionary(), StringComparer.Ordinal),
            PercentileCurve = ReportBuilder.Curve(recorder.Total),
            Series = ReportBuilder.Series(recorder.Series),
            Capacity = ReportBuilder.Capacity(engine),
            Thresholds = ReportBuilder.Thresholds(thresholds),
            Faults = ReportBuilder.Faults(faults.Records),
            Audit = ReportBuilder.Audit(audit),
            Generator = ReportBuilder.Generator(generator, whyInvalid),
            Server = serverReport,
            Machine = MachineFacts.Machine(),
            Versions = await MachineFacts.VersionsAsync(place.Connection),
            Settings = ScenarioText.Settings(scenario),
        };
    }
}

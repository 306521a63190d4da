using Ledger.Client;
using Ledger.Load.Audit;
using Ledger.Load.Console;
using Ledger.Load.Data;
using Ledger.Load.Engine;
using Ledger.Load.Report;
using Ledger.Load.Scenarios;
using Ledger.Load.Targets;

namespace Ledger.Load.Session;

/// <summary>
/// One run from beginning to end: 1 plan → 2 target → 3 data → 4 books before → 5 load and faults → 6 audit → 7 report. Whatever
/// happens after 5 has begun, the report is written; a target of one's own is always stopped.
/// </summary>
public static class LoadSession
{
    /// <summary>Exit code of a run that passed.</summary>
    public const int Passed = 0;

    /// <summary>Exit code of a run that failed a threshold or the audit, was invalid, or was stopped.</summary>
    public const int NotPassed = 1;

    /// <summary>Runs a scenario and returns the exit code.</summary>
    /// <param name="scenario">What to do; checked first.</param>
    /// <param name="options">Where.</param>
    /// <param name="stop">Ends the load early and in order; audit and report still follow.</param>
    /// <exception cref="ScenarioMistakeException">The scenario contradicts itself.</exception>
    /// <exception cref="TargetException">The target cannot be started, reached or prepared.</exception>
    public static async Task<int> RunAsync(Scenario scenario, SessionOptions options, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(scenario);
        ArgumentNullException.ThrowIfNull(options);
        ScenarioRules.Require(scenario);
        var report = await RunReportedAsync(scenario, options, TimeProvider.System, stop);
        return report.Verdict == Verdict.PassedWord ? Passed : NotPassed;
    }

    internal static async Task<RunReport> RunReportedAsync(
        Scenario scenario, SessionOptions options, TimeProvider time, CancellationToken stop)
    {
        var folder = new ReportFolder(options.Out ?? ReportFolder.UsualFor(scenario.Name, time.GetUtcNow()));
        PlainLines.Say(PlanText.Of(scenario, options));
        if (options.Address is not null && scenario.Faults.Count > 0)
            throw new TargetException("Faults are for targets that this program starts itself (--self).");

        await using var own = options.Address is null ? await StartOwnAsync(scenario, options, folder, stop) : null;
        var place = new TargetPlace(
            own?.Address ?? options.Address!, own?.ServerAddress ?? options.Address!, options.Metrics ?? own?.Metrics,
            options.Connection ?? own?.Connection, own is not null || options.IsExclusive, own);
        using var steady = new LedgerClient(new LedgerClientOptions
        {
            Address = place.Direct, Credentials = options.Credentials, Store = scenario.Terminals.Stores[0],
                Terminal = scenario.Terminals.FirstNumber,
                JitterSeed = scenario.Seed,
        });
        await PrepareAsync(scenario, steady, time, stop);
        var run = new MeasuredRun(scenario, options, place, folder, time);
        var report = await run.RunAsync(new ClientReading(steady), stop);
        folder.Write(report);
        PlainLines.Say(SummaryText.Of(report, folder.Path));
        return report;
    }

    private static async Task<OwnTarget> StartOwnAsync(Scenario scenario, SessionOptions options, ReportFolder folder,
        CancellationToken stop)
    {
        PlainLines.Say("Starting a PostgreSQL and a server of its own ...");
        var own = await OwnTarget.StartAsync(
            folder.File("server.log"), scenario.Faults.Any(fault => fault.IsOfNetwork), options.ServerSettings, stop);
        PlainLines.Say($"The server is process {own.ServerPid} on {own.ServerAddress}.");
        return own;
    }

    private static async Task PrepareAsync(Scenario scenario, LedgerClient client, TimeProvider time, CancellationToken stop)
    {
        PlainLines.Say($"Preparing {Words.Count(scenario.Data.Accounts)} accounts ...");
        var began = time.GetTimestamp();
        try
        {
            var preparation = new Preparation(scenario, time);
            await preparation.RunAsync(client, stop);
            PlainLines.Say($"Prepared with {Words.Count(preparation.Decided)} operations in {Words.Seconds(time.GetElapsedTime(began).TotalSeconds)}.");
        }
        catch (Exception failed) when (failed is InvalidOperationException or LedgerRequestException or LedgerUnavailableException)
        {
            throw new TargetException(failed.Message);
        }
    }
}

/// <summary>Where a run goes.</summary>
/// <param name="Terminals">Where terminals connect: the proxy when there is one.</param>
/// <param name="Direct">The server itself, for preparation and audit.</param>
/// <param name="Metrics">Its metrics; null: none.</param>
/// <param name="Connection">Its database; null: no access.</param>
/// <param name="IsAlone">Nobody else posts to it.</param>
/// <param name="Own">The target of one's own; null: it is another's.</param>
internal sealed record TargetPlace(Uri Terminals, Uri Direct, Uri? Metrics, string? Connection, bool IsAlone, OwnTarget? Own)
{
    public string Words => Own is null ? $"{Direct.ToString().TrimEnd('/')}"
        : "a server of its own on a private PostgreSQL, on the same machine";
}

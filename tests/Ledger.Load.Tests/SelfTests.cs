using Ledger.Load.Report;
using Ledger.Load.Scenarios;
using Ledger.Load.Session;
using Ledger.Load.Simulations;

namespace Ledger.Load.Tests;

/// <summary>The whole way: a PostgreSQL, a server, load with a fault, audit, report.</summary>
public class SelfTests
{
    [Fact]
    public async Task A_run_on_a_target_of_its_own_with_a_cut_network_is_audited_and_reported()
    {
        var folder = Directory.CreateTempSubdirectory("load-self-").FullName;
        var smoke = ScenarioCatalog.Find("smoke");
        var scenario = smoke with
        {
            Simulations = [new Inject(40, TimeSpan.FromSeconds(4))],
            WarmUp = new WarmUp(20, TimeSpan.FromSeconds(1)),
            Data = smoke.Data with { Accounts = 100 },
            Faults = [Fault.TryRead("at 2s cut the network for 700ms", out _)!],
            Thresholds = [],
            Generator = new GeneratorLimits { LagP99Max = TimeSpan.FromSeconds(2), CpuMax = 1 },
        };
        var report = await LoadSession.RunReportedAsync(scenario, new SessionOptions { Out = folder, Plain = true }, TimeProvider.System,
            default);

        Assert.True(report.Verdict == "passed", string.Join("\n", report.Remarks));
        Assert.Equal(160, report.Summary.Scheduled);
        Assert.Equal(160, report.Summary.Sent);
        Assert.Equal(160, report.Total.Requests);
        Assert.Equal(20, report.Summary.WarmUpRequests);
        Assert.All(report.Audit, check => Assert.Equal("holds", check.Result));
        // The cut held back what was due meanwhile: it is in the figures.
        Assert.True(report.Total.Response.Max > 300_000);
        Assert.Equal("at 2s cut the network for 700ms", Assert.Single(report.Faults).What);
        Assert.NotNull(report.Server);
        Assert.True(report.Server.Commits > 0);
        foreach (var file in new[] { "report.html", "report.json", "report.md", "steps.csv", "series.csv", "junit.xml" })
            Assert.True(new FileInfo(Path.Combine(folder, file)).Length > 200, file);
        Assert.Equal(ReportJson.Write(report), File.ReadAllText(Path.Combine(folder, "report.json")));
        Directory.Delete(folder, recursive: true);
    }
}

using Ledger.Load.CommandLine;
using Ledger.Load.Compare;
using Ledger.Load.Report;

namespace Ledger.Load.Tests;

public class CompareTests
{
    [Fact]
    public void Two_runs_of_the_same_thing_differ_by_no_more_than_noise()
    {
        // Twenty pairs that are alike: at 99 % for each of seven figures one or two pairs may stray.
        var same = Enumerable.Range(1, 20).Count(seed => Comparer.Run(MadeReport.Of(seed), MadeReport.Of(seed + 100), 1).Verdict == "same");
        Assert.InRange(same, 17, 20);
    }

    [Fact]
    public void A_run_with_itself_is_the_same()
    {
        var comparison = Comparer.Run(MadeReport.Of(), MadeReport.Of(), 1);
        Assert.Equal("same", comparison.Verdict);
        Assert.All(comparison.Changes, change => Assert.Equal("noise", change.Verdict));
        Assert.Empty(comparison.Differences);
    }

    [Theory]
    [InlineData(1.15, "worse")]
    [InlineData(0.85, "better")]
    public void Latencies_that_moved_are_told_with_an_interval_around_the_truth(double slower, string verdict)
    {
        var comparison = Comparer.Run(MadeReport.Of(1), MadeReport.Of(2, slower), 1);
        Assert.Equal(verdict, comparison.Verdict);
        foreach (var change in comparison.Changes.Where(change => change.Name is "mean" or "p50" or "p90"))
        {
            Assert.Equal(verdict, change.Verdict);
            // One bucket is 3 % wide at most; interpolation brings a change far closer than that.
            Assert.InRange(slower - 1, change.Low!.Value - 0.015, change.High!.Value + 0.015);
            Assert.InRange(change.Relative!.Value - (slower - 1), -0.04, 0.04);
        }
        Assert.Equal("noise", comparison.Changes.Single(change => change.Name == "rate").Verdict);
    }

    [Fact]
    public void More_failures_are_worse_even_from_none()
    {
        Assert.Equal("worse", Verdict(Comparer.Run(MadeReport.Of(1, failures: 0), MadeReport.Of(2, failures: 20), 1)));
        Assert.Equal("better", Verdict(Comparer.Run(MadeReport.Of(1, failures: 5), MadeReport.Of(2, failures: 50), 1)));

        static string Verdict(Comparison comparison) => comparison.Changes.Single(change => change.Name == "error_rate").Verdict;
    }

    [Fact]
    public void Too_short_runs_are_not_judged()
    {
        var comparison = Comparer.Run(MadeReport.Of(1, seconds: 5), MadeReport.Of(2, slower: 3, seconds: 5), 1);
        Assert.All(comparison.Changes.Where(change => change.Name != "error_rate"), change => Assert.Equal("noise", change.Verdict));
        Assert.Contains(comparison.Remarks, remark => remark.Contains("too few to know its noise", StringComparison.Ordinal));
    }

    [Fact]
    public void Runs_of_different_scenarios_are_not_compared()
    {
        var refused = Assert.Throws<ArgumentMistakeException>(
            () => Comparer.Run(MadeReport.Of(), MadeReport.Of() with { Scenario = "another" }, 1));
        Assert.Contains("only runs of one scenario", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_else_differs_is_told()
    {
        var b = MadeReport.Of() with { Seed = 9, Machine = new Dictionary<string, string> { ["cores"] = "64" } };
        var differences = Comparer.Run(MadeReport.Of(), b, 1).Differences;
        Assert.Equal([new Difference("seed", "1", "9"), new Difference("cores", "2", "64")], differences);
    }

    [Fact]
    public void All_forms_are_written()
    {
        var folder = new ReportFolder(Directory.CreateTempSubdirectory("load-compare-").FullName);
        ComparisonReport.Write(Comparer.Run(MadeReport.Of(1), MadeReport.Of(2, 1.3), 1), folder);
        foreach (var file in new[] { "compare.json", "compare.html", "compare.md", "compare.csv", "junit.xml" })
            Assert.True(new FileInfo(folder.File(file)).Length > 100, file);
        Directory.Delete(folder.Path, recursive: true);
    }
}

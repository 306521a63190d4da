using System.CommandLine;
using Ledger.Load.Console;
using Ledger.Load.Report;

namespace Ledger.Load.Compare;

/// <summary>The command <c>compare A.json B.json</c>. Exit code 1 when something is worse by more than noise.</summary>
internal sealed class CompareCommand : Command
{
    private const int Seed = 1;

    private readonly Argument<string> _a = new("A.json") { Description = "the report.json of a run" };
    private readonly Argument<string> _b = new("B.json") { Description = "the report.json of the run it is compared with" };
    private readonly Option<string> _out = new("--out")
    {
        HelpName = "DIR", Description = "where the comparison goes; default artifacts/load/compare-TIME",
    };

    public CompareCommand(TimeProvider time)
        : base("compare", "Tells what changed from run A to run B, and whether that is more than noise.")
    {
        Arguments.Add(_a);
        Arguments.Add(_b);
        Options.Add(_out);
        SetAction(parsed => Run(parsed, time));
    }

    private int Run(ParseResult parsed, TimeProvider time)
    {
        var (a, b) = (ReportJson.Read(parsed.GetRequiredValue(_a)), ReportJson.Read(parsed.GetRequiredValue(_b)));
        var comparison = Comparer.Run(a, b, Seed);
        var folder = new ReportFolder(parsed.GetValue(_out) ?? ReportFolder.UsualFor("compare", time.GetUtcNow()));
        ComparisonReport.Write(comparison, folder);
        PlainLines.Say(ComparisonReport.Markdown(comparison));
        PlainLines.Say($"Report: {folder.File("compare.html")}");
        return comparison.Verdict is "worse" or "mixed" ? 1 : 0;
    }
}

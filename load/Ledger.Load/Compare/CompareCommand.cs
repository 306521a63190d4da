using Ledger.Load.CommandLine;
using Ledger.Load.Console;
using Ledger.Load.Report;

namespace Ledger.Load.Compare;

/// <summary>The command <c>compare A.json B.json</c>. Exit code 1 when something is worse by more than noise.</summary>
internal static class CompareCommand
{
    private const int Seed = 1;

    public static int Run(IReadOnlyList<string> args, TimeProvider time)
    {
        var arguments = Arguments.Read(args, new HashSet<string>(), new HashSet<string> { "--out" });
        if (arguments.Words.Count != 2)
            throw new ArgumentMistakeException("Compare what? ./load.sh compare A.json B.json, each the report.json of a run.");
        var (a, b) = (ReportJson.Read(arguments.Words[0]), ReportJson.Read(arguments.Words[1]));
        var comparison = Comparer.Run(a, b, Seed);
        var folder = new ReportFolder(arguments.Last("--out") ?? ReportFolder.UsualFor("compare", time.GetUtcNow()));
        ComparisonReport.Write(comparison, folder);
        PlainLines.Say(ComparisonReport.Markdown(comparison));
        PlainLines.Say($"Report: {folder.File("compare.html")}");
        return comparison.Verdict is "worse" or "mixed" ? 1 : 0;
    }
}

namespace Ledger.Load.Report;

/// <summary>Where the files of a run go.</summary>
internal sealed class ReportFolder
{
    public ReportFolder(string path) => Path = Directory.CreateDirectory(path).FullName;

    public string Path { get; }

    /// <summary>The usual place: artifacts/load/ and the scenario with the time.</summary>
    public static string UsualFor(string scenario, DateTimeOffset now) =>
        System.IO.Path.Combine("artifacts", "load", $"{scenario}-{now:yyyyMMdd-HHmmss}");

    public string File(string name) => System.IO.Path.Combine(Path, name);

    public void Write(RunReport report)
    {
        System.IO.File.WriteAllText(File("report.json"), ReportJson.Write(report));
        System.IO.File.WriteAllText(File("report.html"), HtmlReport.Write(report));
        System.IO.File.WriteAllText(File("report.md"), MarkdownReport.Write(report));
        System.IO.File.WriteAllText(File("steps.csv"), CsvReport.WriteSteps(report));
        System.IO.File.WriteAllText(File("series.csv"), CsvReport.WriteSeries(report));
        System.IO.File.WriteAllText(File("junit.xml"), JunitReport.Write(report));
    }
}

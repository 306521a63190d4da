using System.Globalization;
using System.Text;
using System.Xml.Linq;
using Ledger.Load.Report;
using static Ledger.Load.Report.HtmlPage;

namespace Ledger.Load.Compare;

/// <summary>A comparison in the forms of a run's report.</summary>
internal static class ComparisonReport
{
    public static void Write(Comparison comparison, ReportFolder folder)
    {
        File.WriteAllText(folder.File("compare.json"), ReportJson.Write(comparison));
        File.WriteAllText(folder.File("compare.html"), Html(comparison));
        File.WriteAllText(folder.File("compare.md"), Markdown(comparison));
        File.WriteAllText(folder.File("compare.csv"), Csv(comparison));
        File.WriteAllText(folder.File("junit.xml"), Junit(comparison));
    }

    public static string Markdown(Comparison comparison)
    {
        var text = new StringBuilder($"# {comparison.A} against {comparison.B}: {comparison.Verdict}\n\n");
        foreach (var remark in comparison.Remarks)
            text.Append(CultureInfo.InvariantCulture, $"- {remark}\n");
        text.Append("\n| figure | A | B | change | 99 % interval | |\n|---|--:|--:|--:|--:|---|\n");
        foreach (var change in comparison.Changes)
            text.Append(CultureInfo.InvariantCulture,
                $"| {change.Name} | {change.TextA} | {change.TextB} | {Percent(change.Relative)} | {Range(change)} | {change.Verdict} |\n");
        foreach (var difference in comparison.Differences)
            text.Append(CultureInfo.InvariantCulture, $"\nDiffers: {difference.Name}: {difference.A} → {difference.B}\n");
        return text.ToString();
    }

    private static string Html(Comparison comparison)
    {
        var page = new HtmlPage($"{comparison.A} against {comparison.B}");
        page.Add($"<header><h1>Comparison {Badge(comparison.Verdict)}</h1><p class=\"note\">A {Text(comparison.A)} · B {Text(comparison.B)}</p>"
            + $"<ul class=\"remarks\">{string.Concat(comparison.Remarks.Select(remark => $"<li>{Text(remark)}</li>"))}</ul></header>");
        page.Section("Changes",
            Table(["figure", "A", "B", "change", "99 % interval", " verdict"], comparison.Changes.Select((change, i) =>
            (IReadOnlyList<string>)
        [
            Text(change.Name), HtmlPage.Figure($"changes.{i}.a", change.A, change.TextA),
            HtmlPage.Figure($"changes.{i}.b", change.B, change.TextB),
            Text(Percent(change.Relative)), Text(Range(change)), Badge(change.Verdict),
        ])) + Chart("intervals", "Change from A to B", "dot: the change; bar: its 99 % interval"),
            "A change counts when its interval leaves 0 out and it is at least 1 %.");
        page.Section("Response times", Chart("percentiles", "Percentile curves", "logarithmic"));
        page.Section("What else differs", comparison.Differences.Count == 0 ? "<p>Nothing: same settings, machine and versions.</p>"
            : Table(["", " A", " B"], comparison.Differences.Select(difference => (IReadOnlyList<string>)
                [Text(difference.Name), Text(difference.A), Text(difference.B)]), isProse: true));
        return page.ToHtml(ReportJson.Write(comparison));
    }

    private static string Csv(Comparison comparison)
    {
        var text = new StringBuilder("figure,a,b,change,low,high,verdict\n");
        foreach (var change in comparison.Changes)
            text.Append(CultureInfo.InvariantCulture,
                $"{change.Name},{change.A},{change.B},{change.Relative},{change.Low},{change.High},{change.Verdict}\n");
        return text.ToString();
    }

    private static string Junit(Comparison comparison)
    {
        var cases = comparison.Changes.Select(change =>
        {
            var item = new XElement("testcase", new XAttribute("classname", "load.compare"), new XAttribute("name", change.Name));
            if (change.Verdict == "worse")
                item.Add(new XElement("failure", new XAttribute("message", $"{change.TextA} to {change.TextB}, {Range(change)}")));
            return item;
        }).ToList();
        return new XElement("testsuites",
            new XElement("testsuite", new XAttribute("name", "load.compare"), new XAttribute("tests", cases.Count),
            new XAttribute("failures", cases.Count(item => item.HasElements)), cases)) + "\n";
    }

    private static string Percent(double? share) =>
        share is { } known ? string.Create(CultureInfo.InvariantCulture, $"{known * 100:+0.0;-0.0;0.0} %") : "–";

    private static string Range(Change change) => change.Low is null ? "–" : $"{Percent(change.Low)} to {Percent(change.High)}";
}

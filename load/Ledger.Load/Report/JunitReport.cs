using System.Globalization;
using System.Xml.Linq;

namespace Ledger.Load.Report;

/// <summary>The report for a build server: one test case for each threshold, each check of the audit, and the generator itself.</summary>
internal static class JunitReport
{
    public static string Write(RunReport report)
    {
        var cases = new List<XElement>();
        foreach (var threshold in report.Thresholds)
            cases.Add(Case("thresholds", threshold.Text, threshold.Passed ? null : $"reached {threshold.ValueText}"));
        foreach (var check in report.Audit)
        {
            var item = Case("audit", check.Name, check.Result == "broken" ? check.Detail : null);
            if (check.Result == "not_told")
                item.Add(new XElement("skipped", new XAttribute("message", check.Detail)));
            cases.Add(item);
        }
        cases.Add(Case("generator", "the generator was not the bottleneck",
            report.Generator.WhyInvalid.Count > 0 ? string.Join("; ", report.Generator.WhyInvalid) : null));
        var suite = new XElement("testsuite",
            new XAttribute("name", $"load.{report.Scenario}"), new XAttribute("tests", cases.Count),
            new XAttribute("failures", cases.Count(item => item.Element("failure") is not null)),
            new XAttribute("skipped", cases.Count(item => item.Element("skipped") is not null)),
            new XAttribute("timestamp", report.StartedAt.ToString("yyyy-MM-ddTHH:mm:ss", CultureInfo.InvariantCulture)),
            new XAttribute("time", report.Summary.Seconds.ToString("0.###", CultureInfo.InvariantCulture)), cases);
        return new XDocument(new XElement("testsuites", suite)).ToString() + "\n";
    }

    private static XElement Case(string group, string name, string? failure)
    {
        var item = new XElement("testcase", new XAttribute("classname", $"load.{group}"), new XAttribute("name", name));
        if (failure is not null)
            item.Add(new XElement("failure", new XAttribute("message", failure)));
        return item;
    }
}

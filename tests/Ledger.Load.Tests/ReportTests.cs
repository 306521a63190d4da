using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Ledger.Load.Recording;
using Ledger.Load.Report;

namespace Ledger.Load.Tests;

public partial class ReportTests
{
    private readonly RunReport _report = MadeReport.Of();

    [Fact]
    public void Every_figure_of_the_page_is_the_one_of_the_json()
    {
        var html = HtmlReport.Write(_report);
        using var json = JsonDocument.Parse(ReportJson.Write(_report));
        var figures = Figures().Matches(html);
        Assert.True(figures.Count > 60);
        foreach (Match figure in figures)
        {
            var (path, value, words) = (figure.Groups["path"].Value, figure.Groups["value"].Value,
                System.Net.WebUtility.HtmlDecode(figure.Groups["words"].Value));
            var truth = At(json.RootElement, path).GetDouble();
            Assert.Equal(truth, double.Parse(value, CultureInfo.InvariantCulture), 9);
            // What people read is the same figure, to the digits it shows.
            if (Number().Match(words) is { Success: true } number)
            {
                var shown = double.Parse(number.Groups["digits"].Value.Replace(",", "", StringComparison.Ordinal),
                    CultureInfo.InvariantCulture);
                var scale = number.Groups["unit"].Value switch { "ms" => 1e3, "s" when path.Contains("cpu", StringComparison.Ordinal) =>
                    1, "s" => 1e6, "MB" => 1e6, "GB" => 1e9, "%" => 0.01, _ => 1 };
                if (path.EndsWith("paused_milliseconds", StringComparison.Ordinal))
                    scale = 1;
                Assert.InRange(shown * scale, (truth * 0.99) - (0.51 * Math.Min(scale, 1)), (truth * 1.01) + (0.51 * Math.Min(scale, 1)));
            }
        }
    }

    [Fact]
    public void The_data_inside_the_page_is_the_json_file()
    {
        var html = HtmlReport.Write(_report);
        var inside = Data().Match(html).Groups["json"].Value;
        Assert.Equal(ReportJson.Write(_report), inside);
    }

    [Fact]
    public void The_page_needs_nothing_but_itself_and_no_text_becomes_markup()
    {
        var html = HtmlReport.Write(_report);
        Assert.DoesNotContain("<script>alert", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<b>&\"</b>", html, StringComparison.Ordinal);
        Assert.DoesNotMatch("(src|href)=", html);
        Assert.DoesNotContain("@import", html, StringComparison.Ordinal);
        Assert.Contains("default-src 'none'", html, StringComparison.Ordinal);
        Assert.Contains("prefers-color-scheme: dark", html, StringComparison.Ordinal);
        Assert.Equal(2, Regex.Count(html, "</script>"));
    }

    [Fact]
    public void Totals_are_the_sums_of_steps_and_of_intervals()
    {
        Assert.Equal(_report.Total.Requests, _report.Steps.Sum(step => step.Requests));
        Assert.Equal(_report.Total.Failed, _report.Steps.Sum(step => step.Failed));
        Assert.Equal(_report.Total.Ok, _report.Series.Points.Sum(point => point.Ok));
        Assert.Equal(_report.Total.Requests, _report.Series.Points.Sum(point => point.Histogram.Sum(bucket => bucket[1])));
        Assert.Equal(_report.Total.Requests, _report.Outcomes.Values.Sum());
        Assert.Equal(_report.Total.Response.P99, _report.PercentileCurve.Single(point => point.Percent == 99).Response);
    }

    [Fact]
    public void Json_is_read_back_as_it_was_written()
    {
        var file = Path.GetTempFileName();
        File.WriteAllText(file, ReportJson.Write(_report));
        Assert.Equal(ReportJson.Write(_report), ReportJson.Write(ReportJson.Read(file)));
        File.WriteAllText(file, "{\"format\":\"other\"}");
        Assert.Throws<InvalidDataException>(() => ReportJson.Read(file));
        File.Delete(file);
    }

    [Fact]
    public void Junit_fails_what_failed_and_skips_what_could_not_be_told()
    {
        var suite = XDocument.Parse(JunitReport.Write(_report)).Descendants("testsuite").Single();
        Assert.Equal(("6", "2", "1"),
            (suite.Attribute("tests")!.Value, suite.Attribute("failures")!.Value, suite.Attribute("skipped")!.Value));
        Assert.Contains(suite.Elements(), item =>
            item.Attribute("name")!.Value == "rate >= 500" && item.Element("failure")!.Attribute("message")!.Value == "reached 196.5");
    }

    [Fact]
    public void Csv_has_a_row_for_each_step_and_interval_and_as_many_cells_as_headings()
    {
        var steps = CsvReport.WriteSteps(_report).TrimEnd('\n').Split('\n');
        Assert.Equal(_report.Steps.Count + 2, steps.Length);
        Assert.StartsWith($"\"all\",{_report.Total.Requests},{_report.Total.Ok},", steps[1], StringComparison.Ordinal);
        var series = CsvReport.WriteSeries(_report).TrimEnd('\n').Split('\n');
        Assert.Equal(_report.Series.Points.Count + 1, series.Length);
        Assert.All(series, line => Assert.Equal(series[0].Count(c => c == ','), line.Count(c => c == ',')));
    }

    [Fact]
    public void Markdown_tells_verdict_thresholds_and_audit()
    {
        var text = MarkdownReport.Write(_report);
        Assert.Contains("# Load run made: failed", text, StringComparison.Ordinal);
        Assert.Contains("| rate >= 500 | 196.5 | **FAIL** |", text, StringComparison.Ordinal);
        Assert.Contains("| money | **BROKEN** | 1 wrong |", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_long_run_takes_no_more_intervals_than_a_short_one_and_loses_nothing()
    {
        var series = new TimeSeries();
        for (var second = 0; second < 20_000; second++)
            series.At(second * 1_000_000L).Ok++;
        Assert.InRange(series.Intervals.Count, 600, TimeSeries.IntervalsMaxCount);
        Assert.Equal(20_000, series.Intervals.Sum(interval => interval.Ok));
        Assert.Equal(32_000_000, series.LengthMicroseconds);
        Assert.All(series.Intervals.SkipLast(1), interval => Assert.Equal(32, interval.Ok));
    }

    [Theory]
    [InlineData(0, 0.0)]
    [InlineData(1, 0.5)]
    public void Memory_that_drifts_is_told_from_memory_that_does_not(double drift, double least)
    {
        var growth = MemoryGrowth.Of([.. Enumerable.Range(0, 400).Select(i => 1e8 + (drift * i * 5e5) + (i % 7 * 1e5))]);
        Assert.InRange(growth!.Value, least - 0.01, least + 0.2);
        Assert.Null(MemoryGrowth.Of([1, 2, 3]));
    }

    private static JsonElement At(JsonElement element, string path)
    {
        // Outcomes have names of their own, with dots and spaces perhaps.
        if (path.StartsWith("outcomes.", StringComparison.Ordinal))
            return element.GetProperty("outcomes").GetProperty(path["outcomes.".Length..]);
        foreach (var part in path.Split('.'))
            element = element.ValueKind == JsonValueKind.Array ? element[int.Parse(part, CultureInfo.InvariantCulture)]
                : element.GetProperty(part);
        return element;
    }

    [GeneratedRegex("data-path=\"(?<path>[^\"]+)\" data-value=\"(?<value>[^\"]+)\">(?<words>[^<]*)<")]
    private static partial Regex Figures();

    [GeneratedRegex(@"^(?<digits>[0-9.,]+) ?(?<unit>[a-zA-Zµ%]*)")]
    private static partial Regex Number();

    [GeneratedRegex("<script type=\"application/json\" id=\"report\">(?<json>.*?)</script>", RegexOptions.Singleline)]
    private static partial Regex Data();
}

using Ledger.Load.CommandLine;
using Ledger.Load.Report;

namespace Ledger.Load.Compare;

/// <summary>
/// Compares two runs. The change of each figure gets a 99 % interval; a change counts when the interval leaves 0 out and it is at least
/// 1 %. Runs of the same plan are drawn together interval by interval, so that a ramp is compared with the same piece of the ramp.
/// </summary>
internal static class Comparer
{
    private const double ChangeMin = 0.01;

    /// <param name="Percent">Of a percentile; 0 for other figures.</param>
    private sealed record Figure(
        string Name, bool MoreIsBetter, Func<Resample, double> Of, Func<RunReport, double> Exact, Func<double, string> Text,
        double Percent = 0);

    private static readonly Figure[] _figures =
    [
        new("rate", true, sample => sample.Rate, report => report.Summary.Rate, Words.Rate),
        new("mean", false, sample => sample.Mean, report => report.Total.Response.Mean, Words.Latency),
        new("p50", false, sample => sample.Percentile(50), report => report.Total.Response.P50, Words.Latency, 50),
        new("p90", false, sample => sample.Percentile(90), report => report.Total.Response.P90, Words.Latency, 90),
        new("p99", false, sample => sample.Percentile(99), report => report.Total.Response.P99, Words.Latency, 99),
        new("p99.9", false, sample => sample.Percentile(99.9), report => report.Total.Response.P999, Words.Latency, 99.9),
        new("error_rate", false, sample => sample.ErrorRate, report =>
        report.Total.Requests > 0 ? (double)report.Total.Failed / report.Total.Requests : 0, Words.Share),
    ];

    /// <exception cref="ArgumentMistakeException">They are runs of different scenarios: no difference would mean anything.</exception>
    public static Comparison Run(RunReport a, RunReport b, int seed)
    {
        if (a.Scenario != b.Scenario)
            throw new ArgumentMistakeException($"A is a run of {a.Scenario}, B one of {b.Scenario}: only runs of one scenario can be compared.");
        var differences = Differences(a, b);
        var paired = a.Scenario == b.Scenario && a.Series.IntervalSeconds.Equals(b.Series.IntervalSeconds)
            && Math.Abs(a.Series.Points.Count - b.Series.Points.Count) <= 2 && a.Plan.SequenceEqual(b.Plan);
        var changes = Changes(a, b, paired, new Random(seed));
        var (better, worse) = (changes.Any(change => change.Verdict == "better"), changes.Any(change => change.Verdict == "worse"));
        return new Comparison
        {
            A = NameOf(a),
            B = NameOf(b),
            Verdict = better && worse ? "mixed" : better ? "better" : worse ? "worse" : "same",
            Remarks = Remarks(a, b, paired, changes),
            Changes = changes,
            PercentileCurves = [Curve($"A {NameOf(a)}", "two", a), Curve($"B {NameOf(b)}", "one", b)],
            Differences = differences,
        };
    }

    private static List<Change> Changes(RunReport a, RunReport b, bool paired, Random random)
    {
        var (countA, countB) = (a.Series.Points.Count, b.Series.Points.Count);
        if (paired)
            countA = countB = Math.Min(countA, countB);
        var known = countA >= Bootstrap.IntervalsMin && countB >= Bootstrap.IntervalsMin;
        var (wholeA, wholeB) = (new Resample(a.Series, [.. Enumerable.Range(0, countA)]),
            new Resample(b.Series, [.. Enumerable.Range(0, countB)]));
        var drawn = _figures.Select(_ => new List<double>(Bootstrap.Resamples)).ToList();
        for (var i = 0; known && i < Bootstrap.Resamples; i++)
        {
            var indices = Bootstrap.Draw(countA, random);
            var (sampleA, sampleB) = (new Resample(a.Series, indices),
                new Resample(b.Series, paired ? indices : Bootstrap.Draw(countB, random)));
            for (var k = 0; k < _figures.Length; k++)
            {
                if (Relative(_figures[k].Of(sampleA), _figures[k].Of(sampleB)) is { } change)
                    drawn[k].Add(change);
            }
        }
        // The extreme of a few requests jumps about more than drawing from these few can show.
        return [.. _figures.Select((figure, k) => ChangeOf(figure, a, b, Relative(figure.Of(wholeA), figure.Of(wholeB)), drawn[k]))];
    }

    private static Change ChangeOf(Figure figure, RunReport a, RunReport b, double? change, List<double> drawn)
    {
        var (low, high) = drawn.Count == Bootstrap.Resamples ? Bootstrap.Interval(drawn) : (double.NaN, double.NaN);
        var known = change is not null && !double.IsNaN(low) && IsKnown(figure, a) && IsKnown(figure, b);
        var isMore = known && (low > 0 || high < 0) && Math.Abs(change!.Value) >= ChangeMin;
        var verdict = !isMore ? "noise" : change > 0 == figure.MoreIsBetter ? "better" : "worse";
        // From nothing to something is no ratio, and yet it is a change: failures where there were none.
        if (change is null && figure.Exact(a) != figure.Exact(b))
            verdict = figure.Exact(b) > figure.Exact(a) == figure.MoreIsBetter ? "better" : "worse";
        return new Change(
            figure.Name, figure.Exact(a), figure.Exact(b), figure.Text(figure.Exact(a)), figure.Text(figure.Exact(b)),
            change is { } whole ? Math.Round(whole, 5) : null, known ? Math.Round(low, 5) : null, known ? Math.Round(high, 5) : null,
            verdict);
    }

    private static bool IsKnown(Figure figure, RunReport report) =>
        figure.Percent == 0 || report.Total.Requests * (1 - (figure.Percent / 100)) >= Bootstrap.BeyondMin;

    private static List<string> Remarks(RunReport a, RunReport b, bool paired, List<Change> changes)
    {
        var remarks = changes.Where(change => change.Verdict != "noise").Select(change =>
            $"{change.Name} is {change.Verdict}: {change.TextA} to {change.TextB}"
            + (change is { Relative: { } relative, Low: { } low, High: { } high }
            ? $" ({Percent(relative)}, 99 % interval {Percent(low)} to {Percent(high)})." : ".")).ToList();
        if (remarks.Count == 0)
            remarks.Add("Nothing changed by more than noise (and at least 1 %).");
        remarks.Add(paired ? "Same plan: intervals were compared pair by pair."
            : "The plans differ: intervals were compared as if they had come in any order.");
        var tooFew = _figures.Where(figure => !IsKnown(figure, a) || !IsKnown(figure, b)).Select(figure => figure.Name).ToList();
        if (tooFew.Count > 0)
            remarks.Add($"Not judged, because too few requests lie beyond: {string.Join(", ", tooFew)}.");
        foreach (var (name, report) in new[] { ("A", a), ("B", b) })
        {
            if (report.Verdict == Session.Verdict.InvalidWord)
                remarks.Add($"Run {name} is invalid: its generator was the bottleneck.");
            if (report.Verdict == Session.Verdict.UncertainWord)
                remarks.Add($"Run {name} is not certain: the machine was busy.");
            if (report.Audit.Any(check => check.Result == "broken"))
                remarks.Add($"Run {name} failed its audit: its speed means nothing.");
            if (report.Series.Points.Count < Bootstrap.IntervalsMin)
                remarks.Add($"Run {name} has {report.Series.Points.Count} intervals, too few to know its noise.");
        }
        return remarks;
    }

    private static List<Difference> Differences(RunReport a, RunReport b)
    {
        var differences = new List<Difference>();
        Note("scenario", a.Scenario, b.Scenario);
        Note("seed", $"{a.Seed}", $"{b.Seed}");
        Note("target", a.Target, b.Target);
        Note("plan", string.Join("; ", a.Plan.Select(line => line.Words)), string.Join("; ", b.Plan.Select(line => line.Words)));
        foreach (var (mine, theirs) in new[] { (a.Settings, b.Settings), (a.Machine, b.Machine), (a.Versions, b.Versions) })
        {
            foreach (var name in mine.Keys.Union(theirs.Keys))
                Note(name, mine.GetValueOrDefault(name) ?? "", theirs.GetValueOrDefault(name) ?? "");
        }
        return differences;

        void Note(string name, string mine, string theirs)
        {
            if (mine != theirs)
                differences.Add(new Difference(name, mine, theirs));
        }
    }

    private static NamedCurve Curve(string name, string colour, RunReport report) => new(
        name, colour, [.. report.PercentileCurve.Select(point => new[] { point.Percent, point.Response })]);

    private static string NameOf(RunReport report) => $"{report.Scenario} {report.StartedAt:yyyy-MM-dd HH:mm}";

    private static double? Relative(double a, double b) => a > 0 ? (b / a) - 1 : null;

    private static string Percent(double share) =>
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{share * 100:+0.0;-0.0;0.0} %");
}

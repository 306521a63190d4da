using Ledger.Load.Simulations;
using Ledger.Load.Thresholds;

namespace Ledger.Load.Scenarios;

/// <summary>Reads one entry of <c>simulations</c>: a mapping with a single field, the simulation's name.</summary>
internal static class SimulationReader
{
    private const double RateMax = 1_000_000;
    private const int CopiesMax = 100_000;

    private static readonly Dictionary<string, Func<YamlFields, string, Simulation>> _readers = new()
    {
        ["inject"] = (fields, _) => new Inject(Rate(fields), fields.Duration("during")),
        ["inject_random"] = (fields, _) => new InjectRandom(Rate(fields), fields.Duration("during")),
        ["ramping_inject"] = (fields, _) => new RampingInject(
            fields.Number("from", 0, RateMax), fields.Number("to", 0, RateMax), fields.Duration("during")),
        ["keep_constant"] = (fields, _) => new KeepConstant((int)fields.Whole("copies", 1, CopiesMax), fields.Duration("during")),
        ["ramping_constant"] = (fields, _) => new RampingConstant(
            (int)fields.Whole("from", 0, CopiesMax), (int)fields.Whole("to", 0, CopiesMax), fields.Duration("during")),
        ["pause"] = (fields, _) => new Pause(fields.Duration("during")),
        ["iterations"] = (fields, _) => new Iterations(
            (int)fields.Whole("copies", 1, CopiesMax), fields.Whole("count", 1, 1_000_000_000)),
        ["replay"] = ReadReplay,
        ["capacity_search"] = (fields, _) => ReadSearch(fields),
    };

    /// <summary>The names that simulations have.</summary>
    public static IReadOnlyCollection<string> Names => _readers.Keys;

    public static Simulation? Read(YamlFields fields, string folder) =>
        fields.OnlyField(_readers.Keys) is { } name ? fields.Mapping(name, inner => _readers[name](inner, folder)) : null;

    /// <summary>Requests a second; NBomber's <c>interval</c> says of how long the rate is.</summary>
    private static double Rate(YamlFields fields) =>
        fields.Number("rate", 0.001, RateMax) / fields.Duration("interval", TimeSpan.FromSeconds(1)).TotalSeconds;

    private static Replay ReadReplay(YamlFields fields, string folder)
    {
        var curve = fields.Text("curve");
        var during = fields.Has("during") ? fields.Duration("during") : (TimeSpan?)null;
        var scale = fields.Number("scale", 0.000001, RateMax, 1);
        var byChance = fields.Flag("random");
        var empty = RateCurve.Straight(0, 0, TimeSpan.FromSeconds(1));
        if (curve.Length == 0)
            return new Replay("", empty, byChance);
        try
        {
            var rates = RateCurveFile.Read(Path.Combine(folder, curve));
            var stretch = during is { } wanted ? wanted / rates.Duration : 1;
            return new Replay(curve, rates.Transform(stretch, scale), byChance);
        }
        catch (ScenarioMistakeException mistake)
        {
            fields.Wrong("curve", string.Join(" ", mistake.Mistakes).TrimEnd('.'));
        }
        catch (IOException)
        {
            fields.Wrong("curve", $"there is no file {curve} beside the scenario");
        }
        return new Replay(curve, empty, byChance);
    }

    private static CapacitySearch ReadSearch(YamlFields fields)
    {
        var search = new CapacitySearch
        {
            From = fields.Number("from", 0.1, RateMax),
            To = fields.Number("to", 0.1, RateMax),
            Factor = fields.Number("factor", 1.05, 10, 1.5),
            Hold = fields.Duration("hold", TimeSpan.FromSeconds(10)),
            Settle = fields.Duration("settle", TimeSpan.FromSeconds(2), canBeZero: true),
            Precision = fields.Number("precision", 0.005, 1, 0.05),
            Thresholds = fields.Texts<Threshold>("thresholds", Threshold.TryRead),
        };
        if (search.To < search.From)
            fields.Wrong("to", "must not be below from");
        if (search.Thresholds.Count == 0)
            fields.Wrong("thresholds", "a search needs to know what a good rate is, e.g. p99 < 50ms");
        foreach (var threshold in search.Thresholds.Where(threshold => !Metrics.IsOfStep(threshold.Metric) || threshold.Step.Length > 0))
            fields.Wrong("thresholds",
                $"\"{threshold.Text}\" cannot be judged level by level; use latencies, rates and shares of all steps");
        return search;
    }
}

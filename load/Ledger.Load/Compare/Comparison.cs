using Ledger.Load.Report;

namespace Ledger.Load.Compare;

/// <summary>What changed from run A to run B.</summary>
internal sealed record Comparison
{
    public const string CurrentFormat = "ledger-load-comparison/1";

    public string Format { get; init; } = CurrentFormat;
    public required string A { get; init; }
    public required string B { get; init; }

    /// <summary>better, worse, same (no more than noise) or mixed.</summary>
    public required string Verdict { get; init; }
    public required IReadOnlyList<string> Remarks { get; init; }
    public required IReadOnlyList<Change> Changes { get; init; }
    public required IReadOnlyList<NamedCurve> PercentileCurves { get; init; }

    /// <summary>What differs between the two runs beside their figures.</summary>
    public required IReadOnlyList<Difference> Differences { get; init; }
}

/// <summary>One figure of both runs.</summary>
/// <param name="Name">Its name.</param>
/// <param name="A">In run A: requests a second, microseconds, or a share.</param>
/// <param name="B">In run B.</param>
/// <param name="TextA">A with its unit.</param>
/// <param name="TextB">B with its unit.</param>
/// <param name="Relative">B over A minus 1, from the intervals; null when A is 0.</param>
/// <param name="Low">Lower end of the 99 % interval of the change; null when it is not known.</param>
/// <param name="High">Upper end.</param>
/// <param name="Verdict">better, worse, or noise.</param>
internal sealed record Change(
    string Name, double A, double B, string TextA, string TextB,
    [property: System.Text.Json.Serialization.JsonPropertyName("change")] double? Relative,
    double? Low, double? High, string Verdict);

/// <summary>A percentile curve for the chart: pairs of percent and microseconds.</summary>
internal sealed record NamedCurve(string Name, string Colour, IReadOnlyList<double[]> Points);

/// <summary>A setting, machine or version that is not the same.</summary>
internal sealed record Difference(string Name, string A, string B);

using System.Globalization;
using System.Text.RegularExpressions;
using Ledger.Load.Scenarios;

namespace Ledger.Load.Thresholds;

/// <summary>
/// What must hold for a run to pass, e.g. <c>p99 &lt; 20ms</c>, <c>p99(debit) &lt; 20ms</c>, <c>error_rate &lt; 0.1%</c>, <c>rate >=
/// 5000</c>.
/// </summary>
/// <param name="Metric">What is measured, see <see cref="Metric"/>.</param>
/// <param name="Step">Of which step; empty: of all.</param>
/// <param name="Sign">One of &lt;, &lt;=, >, >=.</param>
/// <param name="Limit">In the metric's unit: microseconds, a share from 0 to 1, or a number.</param>
public sealed partial record Threshold(string Metric, string Step, string Sign, double Limit)
{
    /// <summary>The words it can be written with.</summary>
    public string Text =>
        $"{Metric}{(Step.Length > 0 ? $"({Step})" : "")} {Sign} {Metrics.UnitOf(Metric)!.Value.Write(Limit)}";

    /// <summary>Whether a value meets it.</summary>
    /// <param name="value">In the metric's unit.</param>
    public bool IsMetBy(double value) => Sign switch
    {
        "<" => value < Limit,
        "<=" => value <= Limit,
        ">" => value > Limit,
        _ => value >= Limit,
    };

    /// <summary>Reads a threshold.</summary>
    /// <param name="text">Its words.</param>
    /// <param name="mistake">What is wrong with them; empty when nothing is.</param>
    public static Threshold? TryRead(string text, out string mistake)
    {
        ArgumentNullException.ThrowIfNull(text);
        mistake = "";
        var parts = Parts().Match(text.Trim());
        if (!parts.Success)
        {
            mistake = $"\"{text}\" is no threshold; it looks like p99 < 20ms, error_rate < 0.1%, rate >= 5000 or p99(debit) < 20ms";
            return null;
        }
        var metric = parts.Groups["metric"].Value;
        if (Metrics.UnitOf(metric) is not { } unit)
        {
            mistake = $"\"{metric}\" is no metric; there are {Metrics.List}";
            return null;
        }
        if (parts.Groups["step"].Success && !Metrics.IsOfStep(metric))
        {
            mistake = $"\"{metric}\" is of the whole run, not of a step";
            return null;
        }
        if (!unit.TryRead(parts.Groups["limit"].Value, out var limit))
        {
            mistake = $"\"{parts.Groups["limit"].Value}\" is no limit for {metric}; {unit.Example}";
            return null;
        }
        return new Threshold(metric, parts.Groups["step"].Value, parts.Groups["sign"].Value, limit);
    }

    [GeneratedRegex(@"^(?<metric>[a-z_0-9.]+)\s*(\(\s*(?<step>.+?)\s*\))?\s*(?<sign><=|>=|<|>)\s*(?<limit>\S+)$")]
    private static partial Regex Parts();
}

/// <summary>A threshold and the value that was reached.</summary>
/// <param name="Threshold">What must hold.</param>
/// <param name="Value">In the metric's unit; null when nothing was measured, which does not pass.</param>
public sealed record ThresholdResult(Threshold Threshold, double? Value)
{
    /// <summary>Whether it holds.</summary>
    public bool Passed => Value is { } value && Threshold.IsMetBy(value);

    /// <summary>The value with its unit.</summary>
    public string ValueText => Value is { } value ? Metrics.UnitOf(Threshold.Metric)!.Value.Write(value) : "not measured";
}

/// <summary>How values of a metric are written.</summary>
public readonly record struct Unit
{
    private readonly int _kind;

    private Unit(int kind, string example) => (_kind, Example) = (kind, example);

    /// <summary>Microseconds; written with their unit.</summary>
    public static Unit Duration { get; } = new(0, "write 500us, 20ms or 1.5s");

    /// <summary>0 to 1 and beyond; written in percent.</summary>
    public static Unit Share { get; } = new(1, "write 0.1% or 0.001");

    /// <summary>A plain number.</summary>
    public static Unit Number { get; } = new(2, "write a number");

    /// <summary>How to write one, for messages.</summary>
    public string Example { get; }

    /// <summary>Reads a value.</summary>
    /// <param name="text">As in the example.</param>
    /// <param name="value">Microseconds, share or number.</param>
    public bool TryRead(string text, out double value)
    {
        ArgumentNullException.ThrowIfNull(text);
        value = 0;
        switch (_kind)
        {
            case 0:
                if (!Quantity.TryDuration(text, out var duration))
                    return false;
                value = duration.TotalMicroseconds;
                return true;
            case 1:
                var percent = text.EndsWith('%');
                if (!Quantity.TryNumber(percent ? text[..^1] : text, out value))
                    return false;
                value = percent ? value / 100 : value;
                return true;
            default:
                return Quantity.TryNumber(text, out value);
        }
    }

    /// <summary>Writes a value for people.</summary>
    /// <param name="value">Microseconds, share or number.</param>
    public string Write(double value) => _kind switch
    {
        0 => value switch
        {
            < 1000 => string.Create(CultureInfo.InvariantCulture, $"{value:0.###}us"),
            < 1_000_000 => string.Create(CultureInfo.InvariantCulture, $"{value / 1000:0.###}ms"),
            _ => string.Create(CultureInfo.InvariantCulture, $"{value / 1_000_000:0.###}s"),
        },
        1 => string.Create(CultureInfo.InvariantCulture, $"{value * 100:0.####}%"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{value:0.###}"),
    };
}

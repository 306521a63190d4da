using System.Globalization;

namespace Ledger.Tooling.Measures;

/// <summary>One reading of the server's metrics (Prometheus text format 0.0.4): sums over labels, and single series.</summary>
// By hand: the libraries write this format, and none of them reads it.
public sealed class MetricsPage
{
    private readonly List<(string Name, string Labels, double Value)> _series = [];

    /// <summary>Reads a page; lines that are no figures are passed over.</summary>
    /// <param name="text">As the server sent it.</param>
    public static MetricsPage Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var page = new MetricsPage();
        foreach (var line in text.Split('\n'))
        {
            if (line.Length == 0 || line[0] == '#')
                continue;
            // Labels may hold spaces, so the value is what follows the last one; a time stamp is not written by the server.
            var end = line.TrimEnd().LastIndexOf(' ');
            if (end <= 0 || !double.TryParse(line.AsSpan(end + 1), NumberStyles.Float, CultureInfo.InvariantCulture, out var value))
                continue;
            var name = line[..end].Trim();
            var brace = name.IndexOf('{', StringComparison.Ordinal);
            page._series.Add(brace < 0 ? (name, "", value) : (name[..brace], name[(brace + 1)..].TrimEnd('}'), value));
        }
        return page;
    }

    /// <summary>Sum over all labels; 0 when the server has no such metric.</summary>
    /// <param name="name">The metric.</param>
    public double Sum(string name) => _series.Where(series => series.Name == name).Sum(series => series.Value);

    /// <summary>Whether the server has the metric.</summary>
    /// <param name="name">The metric.</param>
    public bool Has(string name) => _series.Any(series => series.Name == name);

    /// <summary>Values by the value of one label, summed over the others.</summary>
    /// <param name="name">The metric.</param>
    /// <param name="label">The label; what lacks it is under the empty text.</param>
    public IReadOnlyDictionary<string, double> By(string name, string label)
    {
        var values = new SortedDictionary<string, double>(StringComparer.Ordinal);
        foreach (var (_, labels, value) in _series.Where(series => series.Name == name))
        {
            var key = LabelOf(labels, label);
            values[key] = values.GetValueOrDefault(key) + value;
        }
        return values;
    }

    private static string LabelOf(string labels, string label)
    {
        foreach (var pair in labels.Split(','))
        {
            var sign = pair.IndexOf('=', StringComparison.Ordinal);
            if (sign > 0 && pair[..sign].Trim() == label)
                return pair[(sign + 1)..].Trim().Trim('"');
        }
        return "";
    }
}

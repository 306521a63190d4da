using System.Globalization;

namespace Ledger.Tool.Looking;

/// <summary>A page of figures as Prometheus reads them: <c>name{label="value"} 1</c>, a line each.</summary>
internal sealed class Figures
{
    private readonly List<(string Name, string Labels, double Value)> _lines = [];

    /// <summary>Reads a page; lines that are none are passed over.</summary>
    public static Figures Read(string page)
    {
        var figures = new Figures();
        foreach (var line in page.Split('\n'))
        {
            var end = line.IndexOf('}', StringComparison.Ordinal);
            var blank = line.IndexOf(' ', Math.Max(end, 0));
            if (line.StartsWith('#') || blank <= 0) continue;
            // A time may follow the value.
            if (!double.TryParse(line[(blank + 1)..].Split(' ')[0], NumberStyles.Float, CultureInfo.InvariantCulture, out var value))
                continue;
            var (name, open) = (line[..blank], line.IndexOf('{', StringComparison.Ordinal));
            figures._lines.Add(open > 0 && open < blank ? (line[..open], line[(open + 1)..end], value) : (name, "", value));
        }
        return figures;
    }

    /// <summary>The first of a name; null: there is none.</summary>
    public double? Of(string name) => Sum(name) is null ? null : _lines.Find(line => line.Name == name).Value;

    /// <summary>All of a name together; null: there is none.</summary>
    public double? Sum(string name)
    {
        var found = _lines.FindAll(line => line.Name == name);
        return found.Count == 0 ? null : found.Sum(line => line.Value);
    }

    /// <summary>The value of a label; empty: there is none.</summary>
    public string Label(string name, string label)
    {
        var labels = _lines.Find(line => line.Name == name).Labels ?? "";
        var at = labels.IndexOf($"{label}=\"", StringComparison.Ordinal);
        return at < 0 ? "" : labels[(at + label.Length + 2)..].Split('"')[0];
    }
}

using System.Globalization;
using Ledger.Load.Scenarios;

namespace Ledger.Load.Simulations;

/// <summary>
/// Reads a rate curve from CSV: a header line <c>time,rate</c>, then lines like <c>09:30,120</c> or <c>09:30:15,120.5</c>. Times rise;
/// 24:00 ends a day. The rate goes straight from point to point.
/// </summary>
internal static class RateCurveFile
{
    public static RateCurve Read(string file) => Parse(Path.GetFileName(file), File.ReadAllLines(file));

    public static RateCurve Parse(string name, IReadOnlyList<string> lines)
    {
        var mistakes = new List<string>();
        var points = new List<(double Seconds, double PerSecond)>();
        if (lines.Count == 0 || lines[0].Replace(" ", "", StringComparison.Ordinal) != "time,rate")
            mistakes.Add($"{name}:1: the first line must be the header time,rate.");
        for (var i = 1; i < lines.Count; i++)
        {
            var line = lines[i].Trim();
            if (line.Length == 0 || line[0] == '#')
                continue;
            var cells = line.Split(',');
            if (cells.Length != 2 || !TryTime(cells[0].Trim(), out var seconds)
                || !Quantity.TryNumber(cells[1].Trim(), out var rate) || rate < 0)
                mistakes.Add($"{name}:{i + 1}: \"{line}\" is not a line like 09:30,120.");
            else if (points.Count > 0 && seconds <= points[^1].Seconds)
                mistakes.Add($"{name}:{i + 1}: {cells[0].Trim()} is not after the line before.");
            else
                points.Add((seconds, rate));
        }
        if (mistakes.Count == 0 && points.Count < 2)
            mistakes.Add($"{name}: at least two points are needed.");
        if (mistakes.Count > 0)
            throw new ScenarioMistakeException(mistakes);
        var start = points[0].Seconds;
        return new RateCurve([.. points.Select(point => (point.Seconds - start, point.PerSecond))]);
    }

    private static bool TryTime(string text, out double seconds)
    {
        seconds = 0;
        var parts = text.Split(':');
        if (parts.Length is < 2 or > 3)
            return false;
        var numbers = new int[3];
        for (var i = 0; i < parts.Length; i++)
        {
            if (!int.TryParse(parts[i], NumberStyles.None, CultureInfo.InvariantCulture, out numbers[i]))
                return false;
        }
        seconds = (numbers[0] * 3600) + (numbers[1] * 60) + numbers[2];
        return numbers[1] < 60 && numbers[2] < 60 && seconds <= 86400;
    }
}

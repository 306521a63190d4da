using System.Globalization;

namespace Ledger.Load.Scenarios;

/// <summary>Quantities as people write them: 500ms, 30s, 2m, 1.5h; 2% or 0.02.</summary>
public static class Quantity
{
    private static readonly (string Unit, double Seconds)[] _units =
        [("us", 1e-6), ("ms", 1e-3), ("s", 1), ("m", 60), ("h", 3600), ("d", 86400)];

    /// <summary>Reads a duration with its unit: us, ms, s, m, h or d. Not negative, at most 30 days.</summary>
    /// <param name="text">For instance 1.5s.</param>
    /// <param name="duration">What it says.</param>
    public static bool TryDuration(string text, out TimeSpan duration)
    {
        ArgumentNullException.ThrowIfNull(text);
        duration = default;
        foreach (var (unit, seconds) in _units)
        {
            if (!text.EndsWith(unit, StringComparison.Ordinal) || !TryNumber(text[..^unit.Length], out var number))
                continue;
            if (number * seconds is < 0 or > 30 * 86400)
                return false;
            duration = TimeSpan.FromSeconds(number * seconds);
            return true;
        }
        return false;
    }

    /// <summary>Reads a share: 2% or 0.02, from 0 to 1.</summary>
    /// <param name="text">The share.</param>
    /// <param name="share">What it says, 0 to 1.</param>
    public static bool TryShare(string text, out double share)
    {
        ArgumentNullException.ThrowIfNull(text);
        var percent = text.EndsWith('%');
        if (!TryNumber(percent ? text[..^1] : text, out share))
            return false;
        if (percent)
            share /= 100;
        return share is >= 0 and <= 1;
    }

    /// <summary>Reads a plain decimal number.</summary>
    /// <param name="text">Digits, at most one point, no sign of thousands.</param>
    /// <param name="number">What it says.</param>
    public static bool TryNumber(string text, out double number) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number)
        && double.IsFinite(number);

    /// <summary>The shortest way to write a duration that <see cref="TryDuration"/> reads back.</summary>
    /// <param name="duration">Not negative.</param>
    public static string Text(TimeSpan duration) => duration switch
    {
        { Ticks: 0 } => "0s",
        { TotalMilliseconds: < 1 } => $"{Number(duration.TotalMicroseconds)}us",
        { TotalSeconds: < 1 } => $"{Number(duration.TotalMilliseconds)}ms",
        { TotalMinutes: < 2 } => $"{Number(duration.TotalSeconds)}s",
        { TotalHours: < 2 } => $"{Number(duration.TotalMinutes)}m",
        _ => $"{Number(duration.TotalHours)}h",
    };

    /// <summary>A number with at most three decimals.</summary>
    /// <param name="number">The number.</param>
    public static string Number(double number) => number.ToString("0.###", CultureInfo.InvariantCulture);
}

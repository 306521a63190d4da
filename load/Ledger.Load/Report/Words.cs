using System.Globalization;

namespace Ledger.Load.Report;

/// <summary>How reports write values for people.</summary>
internal static class Words
{
    /// <summary>A duration given in microseconds, with three digits that count.</summary>
    public static string Latency(double microseconds) => microseconds switch
    {
        <= 0 => "–",
        < 1000 => $"{Digits(microseconds)} µs",
        < 1_000_000 => $"{Digits(microseconds / 1000)} ms",
        _ => $"{Digits(microseconds / 1_000_000)} s",
    };

    public static string Count(double count) => Math.Round(count).ToString("#,0", CultureInfo.InvariantCulture);

    public static string Rate(double perSecond) => $"{(perSecond >= 100 ? Count(perSecond) : Digits(perSecond))}/s";

    /// <summary>CPU in cores; a dash where it is not known.</summary>
    public static string Cores(double? cores) => cores is { } used ? used.ToString("0.00", CultureInfo.InvariantCulture) : "-";

    public static string Share(double share) => string.Create(CultureInfo.InvariantCulture, $"{share * 100:0.###} %");

    public static string Bytes(double bytes) => bytes >= 1e9 ? $"{Digits(bytes / 1e9)} GB" : $"{Digits(bytes / 1e6)} MB";

    public static string Seconds(double seconds) => seconds >= 120
        ? string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(seconds / 60):0} min {seconds % 60:00} s")
        : $"{Digits(seconds)} s";

    private static string Digits(double value) => Math.Abs(value) switch
    {
        >= 100 => value.ToString("0", CultureInfo.InvariantCulture),
        >= 10 => value.ToString("0.0", CultureInfo.InvariantCulture),
        _ => value.ToString("0.00", CultureInfo.InvariantCulture),
    };
}

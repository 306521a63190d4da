using System.Globalization;
using Ledger.Yardstick.Legs;

namespace Ledger.Yardstick.Report;

/// <summary>The columns of the table, the same on the screen and in Markdown.</summary>
internal static class ResultColumns
{
    /// <summary>More than this share of the machine's CPU for others makes a figure doubtful.</summary>
    public const double DisturbedFrom = 0.05;

    public static readonly IReadOnlyList<string> Heads =
    [
        "leg", "tx/s", "× naive", "× tpcb", "× copy", "× echo", "p50 ms", "p99 ms", "p99.9 ms",
        "client µs", "server µs", "PG µs", "alloc B", "WAL B", "fsync/tx", "RSS MB", "others",
    ];

    public static IReadOnlyList<string> Of(Results results, string leg)
    {
        double? Figure(Func<Round, double?> figure) => results.Median(leg, figure);
        return
        [
            leg, Whole(Figure(r => r.TxPerSecond)),
            Short(Ratio(results, leg, "naive")), Short(Ratio(results, leg, "tpcb")), Short(Ratio(results, leg, "copy")),
            Short(Ratio(results, leg, "echo")),
            Short(Figure(r => r.P50Ms)), Short(Figure(r => r.P99Ms)), Short(Figure(r => r.P999Ms)),
            Short(Figure(r => r.ClientMicros)), Short(Figure(r => r.ServerMicros)), Short(Figure(r => r.PostgresMicros)),
            Whole(Figure(r => r.AllocatedBytes)), Whole(Figure(r => r.WalBytes)), Short(Figure(r => r.Fsyncs)),
            Whole(Figure(r => r.ResidentMegabytes)),
            Disturbance(results, leg),
        ];
    }

    /// <summary>A rate that is set, not reached, has no ratio; nor has a leg to itself.</summary>
    public static double? Ratio(Results results, string leg, string to) =>
        leg == to || leg == "latency" ? null : results.MedianRatio(leg, to);

    public static bool IsDisturbed(Results results, string leg) =>
        results.Median(leg, round => round.StealShare + round.ForeignShare) > DisturbedFrom;

    public static string Short(double? figure) => figure is not { } value ? ""
        : value.ToString(Math.Abs(value) switch { >= 100 => "#,0", >= 10 => "0.0", >= 0.1 => "0.00", _ => "0.0000" },
        CultureInfo.InvariantCulture);

    private static string Whole(double? figure) => figure?.ToString("#,0", CultureInfo.InvariantCulture) ?? "";

    private static string Disturbance(Results results, string leg)
    {
        var share = results.Median(leg, round => round.StealShare + round.ForeignShare) ?? 0;
        return string.Create(CultureInfo.InvariantCulture, $"{share * 100:0.0} %{(IsDisturbed(results, leg) ? " disturbed" : "")}");
    }
}

using System.Globalization;
using Ledger.Yardstick.Legs;

namespace Ledger.Yardstick.Report;

/// <summary>One goal: which figure of which leg, and what it should at least or at most be.</summary>
/// <param name="Leg">The leg.</param>
/// <param name="What">The figure, in words with its unit.</param>
/// <param name="Target">The bound.</param>
/// <param name="AtLeast">True: the figure should not be below it; false: not above.</param>
/// <param name="Figure">Reads the figure; null when it was not measured.</param>
internal sealed record Goal(string Leg, string What, double Target, bool AtLeast, Func<Results, double?> Figure)
{
    public static readonly IReadOnlyList<Goal> All =
    [
        Least("unary", "tx/s", 25_000, round => round.TxPerSecond),
        Ratio("unary", "naive", 15),
        Ratio("unary", "tpcb", 5),
        Ratio("unary", "echo", 0.7),
        Most("unary", "server µs/tx", 20, round => round.ServerMicros),
        Least("stream", "tx/s", 70_000, round => round.TxPerSecond),
        Most("stream", "server µs/tx", 7, round => round.ServerMicros),
        Most("stream", "allocated bytes/tx", 600, round => round.AllocatedBytes),
        Least("batch", "tx/s", 100_000, round => round.TxPerSecond),
        Ratio("batch", "copy", 0.5),
        Most("batch", "PostgreSQL µs/tx", 10, round => round.PostgresMicros),
        Most("latency", "p50 ms", 3, round => round.P50Ms),
        Most("latency", "p99 ms", 10, round => round.P99Ms),
        Most("latency", "p99.9 ms", 30, round => round.P999Ms),
        Least("single", "tx/s", 800, round => round.TxPerSecond),
        Least("hot", "tx/s", 20_000, round => round.TxPerSecond),
        Ratio("checkout", "unary", 0.65),
        Ratio("day", "unary", 0.75),
        Ratio("reads", "echo", 0.8),
        Most("idle", "server MB for 5,000 idle connections", 150, round => round.IdleMegabytes),
        Most("fairness-16", "times the p99 alone", 3, round => round.HeldUp),
        Most("fairness-480", "times the p99 alone", 3, round => round.HeldUp),
        Ratio("growth", "batch", 0.85),
        Most("growth", "WAL bytes/tx", 450, round => round.WalBytes),
        Most("growth", "seconds to serve after a kill", 3, round => round.RestartSeconds),
        Most("growth-wide", "server MB in memory", 600, round => round.ResidentMegabytes),
    ];

    public bool? IsReached(Results results) => Figure(results) is { } figure ? AtLeast ? figure >= Target : figure <= Target : null;

    public string Bound => $"{(AtLeast ? "≥" : "≤")} {Target.ToString("#,0.##", CultureInfo.InvariantCulture)}";

    private static Goal Least(string leg, string what, double target, Func<Round, double?> figure) =>
        new(leg, what, target, true, results => results.Median(leg, figure));

    private static Goal Most(string leg, string what, double target, Func<Round, double?> figure) =>
        new(leg, what, target, false, results => results.Median(leg, figure));

    private static Goal Ratio(string leg, string to, double target) =>
        new(leg, $"times {to}", target, true, results => results.MedianRatio(leg, to));
}

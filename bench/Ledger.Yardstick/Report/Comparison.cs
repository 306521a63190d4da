using Ledger.Yardstick.Legs;

namespace Ledger.Yardstick.Report;

/// <summary>
/// This version against the earlier one, leg by leg: medians of the ratios within a round, so that what disturbs both cancels out.
/// </summary>
internal static class Comparison
{
    private static readonly (string Head, Func<Round, double?> Figure)[] Figures =
    [
        ("tx/s", round => round.TxPerSecond),
        ("client µs", round => round.ClientMicros),
        ("server µs", round => round.ServerMicros),
        ("PG µs", round => round.PostgresMicros),
        ("alloc B", round => round.AllocatedBytes),
        ("p99 ms", round => round.P99Ms),
    ];

    public static IReadOnlyList<string> Heads { get; } = ["now ÷ before", .. Figures.Select(figure => figure.Head)];

    /// <summary>A row a leg that both versions have; empty when there is no earlier version.</summary>
    public static IReadOnlyList<IReadOnlyList<string>> Rows(Results results, IReadOnlyList<Leg> legs) =>
        [.. Pairs(results, legs).Select(pair =>
            (IReadOnlyList<string>)[pair.Now, .. Ratios(results, pair).Select(ratio => ResultColumns.Short(ratio))])];

    /// <summary>The same for programs.</summary>
    public static IReadOnlyDictionary<string, IReadOnlyDictionary<string, double?>> Ratios(Results results, IReadOnlyList<Leg> legs) =>
        Pairs(results, legs).ToDictionary(
            pair => pair.Now,
            pair => (IReadOnlyDictionary<string, double?>)Figures.Zip(Ratios(results, pair))
                .ToDictionary(each => each.First.Head, each => each.Second));

    private static IEnumerable<(string Now, string Before)> Pairs(Results results, IReadOnlyList<Leg> legs) => legs.OfType<LedgerLeg>()
        .Where(leg => leg.Before is not null && results.Of(leg.Name).Count > 0 && results.Of(leg.Before).Count > 0)
        .Select(leg => (leg.Name, leg.Before!));

    private static IEnumerable<double?> Ratios(Results results, (string Now, string Before) pair) =>
        Figures.Select(figure => results.MedianRatio(pair.Now, pair.Before, figure.Figure));
}

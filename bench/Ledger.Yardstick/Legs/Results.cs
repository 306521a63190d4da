namespace Ledger.Yardstick.Legs;

/// <summary>The rounds measured so far, by leg.</summary>
internal sealed class Results
{
    private readonly Dictionary<string, List<Round>> _rounds = [];

    public void Add(string leg, Round round)
    {
        if (!_rounds.TryGetValue(leg, out var rounds)) _rounds.Add(leg, rounds = []);
        rounds.Add(round);
    }

    public IReadOnlyList<Round> Of(string leg) => _rounds.TryGetValue(leg, out var rounds) ? rounds : [];

    /// <summary>The middle one of a figure over the rounds of a leg; null when no round has it.</summary>
    public double? Median(string leg, Func<Round, double?> figure) => Median(Of(leg).Where(round => round.IsMeasured).Select(figure));

    /// <summary>The middle one of the ratios of two legs in tx/s.</summary>
    public double? MedianRatio(string leg, string to) => MedianRatio(leg, to, round => round.TxPerSecond);

    /// <summary>The middle one of the ratios of two legs, round by round: what disturbs both of a round cancels out.</summary>
    public double? MedianRatio(string leg, string to, Func<Round, double?> figure) => Median(Of(leg)
        .Zip(Of(to), (a, b) => a.IsMeasured && b.IsMeasured && figure(b) > 0 ? figure(a) / figure(b) : null));

    private static double? Median(IEnumerable<double?> figures)
    {
        var sorted = figures.OfType<double>().Order().ToArray();
        return sorted.Length == 0 ? null : (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}

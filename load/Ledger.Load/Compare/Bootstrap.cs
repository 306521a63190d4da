namespace Ledger.Load.Compare;

/// <summary>
/// How much a figure could have come out differently by chance: intervals of the run are drawn again with replacement, in blocks of
/// neighbours because neighbours are alike, and the figure is computed anew each time (Künsch's moving-block bootstrap).
/// </summary>
internal static class Bootstrap
{
    public const int Resamples = 2000;

    /// <summary>
    /// Of one figure's interval. Several figures are looked at, so that at 95 % every third pair of equal runs would show a change.
    /// </summary>
    public const double Confidence = 0.99;

    /// <summary>How many requests must lie beyond a percentile for its noise to be known.</summary>
    public const int BeyondMin = 20;

    private const int BlockMax = 5;

    /// <summary>How many intervals a run must have for its noise to be known.</summary>
    public const int IntervalsMin = 8;

    /// <summary>Draws indices of as many intervals as there are.</summary>
    public static int[] Draw(int count, Random random)
    {
        var block = Math.Clamp(count / 8, 1, BlockMax);
        var drawn = new int[count];
        for (var i = 0; i < count;)
        {
            var start = random.Next(count - block + 1);
            for (var k = 0; k < block && i < count; k++)
                drawn[i++] = start + k;
        }
        return drawn;
    }

    /// <summary>The middle 99 % of values.</summary>
    public static (double Low, double High) Interval(List<double> values)
    {
        values.Sort();
        var tail = (1 - Confidence) / 2;
        return (values[(int)(tail * (values.Count - 1))], values[(int)Math.Ceiling((1 - tail) * (values.Count - 1))]);
    }
}

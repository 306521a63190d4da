namespace Ledger.Load.Report;

/// <summary>
/// Whether memory drifts: the median of the last quarter of a run over the median of the second, minus 1. The first quarter is left out,
/// because caches fill there; medians, because a collection may fall on any sample.
/// </summary>
internal static class MemoryGrowth
{
    private const int SamplesMin = 8;

    /// <summary>The growth as a share; null when there are too few samples to tell.</summary>
    public static double? Of(IReadOnlyList<double> bytes)
    {
        var known = bytes.Where(sample => sample > 0).ToList();
        if (known.Count < SamplesMin)
            return null;
        var quarter = known.Count / 4;
        return Math.Round((Median(known[^quarter..]) / Median(known[quarter..(2 * quarter)])) - 1, 4);
    }

    private static double Median(List<double> samples)
    {
        samples.Sort();
        return samples[samples.Count / 2];
    }
}

using System.Globalization;
using System.Text;

namespace Ledger.Server.Partitions;

/// <summary>A histogram with fixed bounds, written by one thread and read by any: a reader may be one observation behind.</summary>
public sealed class Histogram(params double[] bounds)
{
    private readonly long[] _counts = new long[bounds.Length + 1];
    private double _sum;

    public void Observe(double value)
    {
        var bucket = 0;
        while (bucket < bounds.Length && value > bounds[bucket]) bucket++;
        Volatile.Write(ref _counts[bucket], _counts[bucket] + 1);
        Volatile.Write(ref _sum, _sum + value);
    }

    /// <summary>Appends the sums over <paramref name="histograms"/>, which have the same bounds, in the Prometheus text format.</summary>
    public static void Append(StringBuilder page, string name, IReadOnlyList<Histogram> histograms, double[] bounds)
    {
        page.Append(CultureInfo.InvariantCulture, $"# TYPE {name} histogram\n");
        long count = 0;
        for (var bucket = 0; bucket <= bounds.Length; bucket++)
        {
            foreach (var histogram in histograms) count += Volatile.Read(ref histogram._counts[bucket]);
            var bound = bucket < bounds.Length ? bounds[bucket].ToString(CultureInfo.InvariantCulture) : "+Inf";
            page.Append(CultureInfo.InvariantCulture, $"{name}_bucket{{le=\"{bound}\"}} {count}\n");
        }
        page.Append(CultureInfo.InvariantCulture, $"{name}_sum {histograms.Sum(h => Volatile.Read(ref h._sum))}\n{name}_count {count}\n");
    }
}

namespace Ledger.Tooling.Draws;

/// <summary>
/// Ranks from 1 to a maximum, rank r drawn with weight 1/r^s (Zipf's law), without a table: rejection-inversion (Hörmann and Derflinger,
/// 1996), about 1.1 draws a rank. Immutable.
/// </summary>
public sealed class Zipf
{
    private readonly long _maxRank;
    private readonly double _exponent;
    private readonly double _first;
    private readonly double _last;
    private readonly double _shift;

    /// <param name="maxRank">The largest rank, from 1.</param>
    /// <param name="exponent">s, not negative; 0 makes all ranks alike.</param>
    public Zipf(long maxRank, double exponent)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxRank, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(exponent);
        (_maxRank, _exponent) = (maxRank, exponent);
        _first = Integral(1.5) - 1;
        _last = Integral(maxRank + 0.5);
        _shift = 2 - Inverse(Integral(2.5) - Weight(2));
    }

    /// <summary>The next rank.</summary>
    /// <param name="random">Where the chance comes from.</param>
    public long Draw(Random random)
    {
        ArgumentNullException.ThrowIfNull(random);
        while (true)
        {
            var u = _last + random.NextDouble() * (_first - _last);
            var x = Inverse(u);
            var rank = Math.Clamp((long)(x + 0.5), 1, _maxRank);
            if (rank - x <= _shift || u >= Integral(rank + 0.5) - Weight(rank)) return rank;
        }
    }

    private double Weight(double rank) => _exponent == 1 ? 1 / rank : Math.Pow(rank, -_exponent);

    // The integral of the weight, and its inverse.
    private double Integral(double x) => _exponent == 1 ? Math.Log(x) : (Math.Pow(x, 1 - _exponent) - 1) / (1 - _exponent);

    private double Inverse(double area) =>
        // Rounding may bring the base below 0 at the very end of the tail.
        _exponent == 1 ? Math.Exp(area) : Math.Pow(Math.Max(0, 1 + area * (1 - _exponent)), 1 / (1 - _exponent));
}

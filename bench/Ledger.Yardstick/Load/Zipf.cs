namespace Ledger.Yardstick.Load;

/// <summary>
/// Ranks from 1 to a maximum, rank r drawn with weight 1/r (Zipf's law with exponent 1), without a table: rejection-inversion
/// (Hörmann and Derflinger, 1996), about 1.1 draws a rank. Immutable.
/// </summary>
internal sealed class Zipf
{
    private readonly long _maxRank;
    private readonly double _first = Integral(1.5) - 1;
    private readonly double _last;
    private readonly double _shift = 2 - Inverse(Integral(2.5) - 1 / 2.0);

    public Zipf(long maxRank) => (_maxRank, _last) = (maxRank, Integral(maxRank + 0.5));

    public long Draw(SplitMix random)
    {
        while (true)
        {
            var u = _last + random.Fraction() * (_first - _last);
            var x = Inverse(u);
            var rank = Math.Clamp((long)(x + 0.5), 1, _maxRank);
            if (rank - x <= _shift || u >= Integral(rank + 0.5) - 1.0 / rank) return rank;
        }
    }

    // The integral of 1/x, and its inverse.
    private static double Integral(double x) => Math.Log(x);

    private static double Inverse(double area) => Math.Exp(area);
}

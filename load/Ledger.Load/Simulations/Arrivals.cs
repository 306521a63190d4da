namespace Ledger.Load.Simulations;

/// <summary>
/// The moments at which the requests of an open simulation are due, in order, made one by one: request k (from 0) is due when the area
/// under the rate curve reaches k + ½, or, by chance, when it has grown by an exponentially distributed amount (a Poisson process).
/// </summary>
/// <remarks>The half keeps requests off the ends of a simulation, so that two neighbours do not fall on the same moment, and makes
/// the number of even arrivals the rounded area.</remarks>
internal sealed class Arrivals
{
    // Sums of rates times durations that should be whole are off by rounding errors far below this.
    private const double Slack = 1e-7;

    private readonly RateCurve _curve;
    private readonly Random? _random;
    private int _segment = 1;
    private double _areaBefore;
    private double _target;

    public Arrivals(RateCurve curve, Random? random)
    {
        _curve = curve;
        _random = random;
        _target = random is null ? 0.5 : Exponential(random);
    }

    /// <summary>How many there are, found by making them all; <paramref name="random"/> must be seeded like the run's.</summary>
    public static long Count(RateCurve curve, Random? random)
    {
        if (random is null)
            return (long)Math.Floor(curve.Expected + 0.5 + Slack);
        var arrivals = new Arrivals(curve, random);
        var count = 0L;
        while (arrivals.TryNext(out _))
            count++;
        return count;
    }

    /// <summary>The next moment, in microseconds since the simulation began; false when there is none.</summary>
    public bool TryNext(out long dueMicroseconds)
    {
        var points = _curve.Points;
        while (_segment < points.Count)
        {
            var (start, from) = points[_segment - 1];
            var (end, to) = points[_segment];
            var area = (end - start) * (from + to) / 2;
            var wanted = _target - _areaBefore;
            if (wanted <= area + Slack && area > 0)
            {
                // from·t + slope·t²/2 = wanted, solved in the form that stays exact for slopes near 0.
                var slope = (to - from) / (end - start);
                var seconds = 2 * wanted / (from + Math.Sqrt(Math.Max(0, (from * from) + (2 * slope * wanted))));
                dueMicroseconds = (long)Math.Round(Math.Min(start + seconds, end) * 1e6);
                _target += _random is null ? 1 : Exponential(_random);
                return true;
            }
            _areaBefore += area;
            _segment++;
        }
        dueMicroseconds = 0;
        return false;
    }

    private static double Exponential(Random random) => -Math.Log(1 - random.NextDouble());
}

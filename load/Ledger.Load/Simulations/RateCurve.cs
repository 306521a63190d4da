namespace Ledger.Load.Simulations;

/// <summary>Requests a second over time: straight lines between points. The first point is at 0.</summary>
public sealed class RateCurve
{
    private readonly (double Seconds, double PerSecond)[] _points;

    /// <summary>Makes a curve.</summary>
    /// <param name="points">At least two, the first at second 0, in order of time; rates are not negative.</param>
    public RateCurve(IReadOnlyList<(double Seconds, double PerSecond)> points)
    {
        ArgumentNullException.ThrowIfNull(points);
        _points = [.. points];
        if (_points.Length < 2 || _points[0].Seconds != 0)
            throw new ArgumentException("A curve has at least two points and begins at second 0.", nameof(points));
        for (var i = 0; i < _points.Length; i++)
        {
            if (!(_points[i].PerSecond >= 0) || (i > 0 && _points[i].Seconds < _points[i - 1].Seconds))
                throw new ArgumentException("Rates are not negative and points are in order of time.", nameof(points));
        }
    }

    /// <summary>The points: seconds, and requests a second at that moment.</summary>
    public IReadOnlyList<(double Seconds, double PerSecond)> Points => _points;

    /// <summary>From the first point to the last.</summary>
    public TimeSpan Duration => TimeSpan.FromSeconds(_points[^1].Seconds);

    /// <summary>The highest rate, in requests a second.</summary>
    public double RateMax => _points.Max(point => point.PerSecond);

    /// <summary>The area under the curve: how many requests it stands for.</summary>
    public double Expected
    {
        get
        {
            var sum = 0.0;
            for (var i = 1; i < _points.Length; i++)
                sum += (_points[i].Seconds - _points[i - 1].Seconds) * (_points[i].PerSecond + _points[i - 1].PerSecond) / 2;
            return sum;
        }
    }

    /// <summary>One straight line.</summary>
    /// <param name="from">Requests a second at the beginning.</param>
    /// <param name="to">Requests a second at the end.</param>
    /// <param name="during">How long.</param>
    public static RateCurve Straight(double from, double to, TimeSpan during) => new([(0, from), (during.TotalSeconds, to)]);

    /// <summary>The curve in another time and at another height.</summary>
    /// <param name="timeFactor">What times are multiplied with.</param>
    /// <param name="rateFactor">What rates are multiplied with.</param>
    public RateCurve Transform(double timeFactor, double rateFactor) =>
        new([.. _points.Select(point => (point.Seconds * timeFactor, point.PerSecond * rateFactor))]);
}

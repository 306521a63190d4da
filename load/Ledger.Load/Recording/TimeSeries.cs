namespace Ledger.Load.Recording;

/// <summary>
/// The run cut into intervals of one second. When there are too many, neighbours are merged and the intervals get twice as long: a
/// run of hours takes no more memory, and no larger report, than one of minutes.
/// </summary>
internal sealed class TimeSeries
{
    /// <summary>More intervals than this are halved.</summary>
    public const int IntervalsMaxCount = 1200;

    private const long Second = 1_000_000;
    private readonly List<Interval> _intervals = [];

    /// <summary>How long an interval is, in microseconds: seconds times a power of two.</summary>
    public long LengthMicroseconds { get; private set; } = Second;

    public IReadOnlyList<Interval> Intervals => _intervals;

    /// <summary>The interval of a moment, in microseconds since the measured part began. Earlier moments belong to the first one.</summary>
    public Interval At(long microseconds)
    {
        var moment = Math.Max(0, microseconds);
        while (moment / LengthMicroseconds >= IntervalsMaxCount)
            Halve();
        var index = (int)(moment / LengthMicroseconds);
        while (_intervals.Count <= index)
            _intervals.Add(new Interval());
        return _intervals[index];
    }

    private void Halve()
    {
        for (var i = 0; i + 1 < _intervals.Count; i += 2)
            _intervals[i].Absorb(_intervals[i + 1]);
        var kept = _intervals.Where((_, index) => index % 2 == 0).ToList();
        _intervals.Clear();
        _intervals.AddRange(kept);
        LengthMicroseconds *= 2;
    }
}

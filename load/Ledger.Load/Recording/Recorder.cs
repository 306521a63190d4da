using Ledger.Tooling.Measures;

namespace Ledger.Load.Recording;

/// <summary>
/// Takes what the engine reports and keeps the figures of the measured part. What was due before it (the warm-up) is counted apart and
/// is in no figure. One lock: at ten thousand requests a second it is held for about a hundredth of the time.
/// </summary>
internal sealed class Recorder
{
    private readonly Lock _gate = new();
    private readonly IReadOnlyList<string> _stepNames;
    private readonly Dictionary<string, StepFigures> _steps = [];
    private readonly SortedDictionary<string, long> _outcomes = new(StringComparer.Ordinal);
    private StepFigures _level = new();
    private long _levelScheduled;
    private long _levelNotSent;
    private long _levelFrom = long.MaxValue;
    private long _measuredFrom = long.MaxValue;
    private long _lastEnded;

    public Recorder(IReadOnlyList<string> stepNames) => _stepNames = stepNames;

    public StepFigures Total { get; } = new();

    public TimeSeries Series { get; } = new();

    /// <summary>How late the generator's own clockwork released requests.</summary>
    public LatencyHistogram Lag { get; } = new();

    public long Scheduled { get; private set; }

    public long NotSent { get; private set; }

    /// <summary>Requests handed to the target, answered or not.</summary>
    public long Sent { get; private set; }

    /// <summary>Operations that a terminal without a network stored.</summary>
    public long Stored { get; private set; }

    /// <summary>How long operations lay stored before they were due again, by terminal and operation.</summary>
    public LatencyHistogram StoredFor { get; } = new();

    public long WarmUpRequests { get; private set; }

    /// <summary>Beginning of the measured part, in microseconds since the run began.</summary>
    public long MeasuredFrom => _measuredFrom;

    /// <summary>From the beginning of the measured part to its last answer, in microseconds.</summary>
    public long AnsweredUntil => Math.Max(0, _lastEnded - _measuredFrom);

    public void BeginMeasuring(long now)
    {
        lock (_gate)
            _measuredFrom = now;
    }

    /// <summary>Begins a level of a capacity search: <see cref="EndLevel"/> tells about what is due from that moment on.</summary>
    public void BeginLevel(long from)
    {
        lock (_gate)
            (_level, _levelScheduled, _levelNotSent, _levelFrom) = (new StepFigures(), 0, 0, from);
    }

    /// <summary>What ended, was scheduled and was not sent since <see cref="BeginLevel"/>.</summary>
    public (StepFigures Figures, long Scheduled, long NotSent) EndLevel()
    {
        lock (_gate)
            return (_level, _levelScheduled, _levelNotSent);
    }

    /// <summary>
    /// A request was due and has been released; late by <paramref name="lag"/> microseconds for reasons of the generator.
    /// </summary>
    public void Due(long intended, long lag)
    {
        lock (_gate)
        {
            if (intended < _measuredFrom)
                return;
            Scheduled++;
            if (intended >= _levelFrom)
                _levelScheduled++;
            Lag.Record(lag);
            var interval = Series.At(intended - _measuredFrom);
            interval.Due++;
            interval.LagMaxMicroseconds = Math.Max(interval.LagMaxMicroseconds, lag);
        }
    }

    public void WasSent(long intended)
    {
        lock (_gate)
        {
            if (intended >= _measuredFrom)
                Sent++;
        }
    }

    public void WasNotSent(long intended)
    {
        lock (_gate)
        {
            if (intended < _measuredFrom)
                return;
            NotSent++;
            if (intended >= _levelFrom)
                _levelNotSent++;
            Series.At(intended - _measuredFrom).NotSent++;
        }
    }

    /// <summary>
    /// A terminal without a network stored an operation. It was sent as far as the schedule is concerned when it is forwarded.
    /// </summary>
    public void WasStored(long intended, long storedForMicroseconds)
    {
        lock (_gate)
        {
            if (intended < _measuredFrom)
                return;
            Stored++;
            StoredFor.Record(storedForMicroseconds);
        }
    }

    /// <summary>A request ended with these outcomes of its operations.</summary>
    public void Ended(in Sample sample, long intendedAtFirst, IReadOnlyList<string> outcomes)
    {
        lock (_gate)
        {
            if (intendedAtFirst < _measuredFrom)
            {
                WarmUpRequests++;
                return;
            }
            _lastEnded = Math.Max(_lastEnded, sample.Ended);
            Total.Record(sample);
            if (intendedAtFirst >= _levelFrom)
                _level.Record(sample);
            StepOf(sample).Record(sample);
            Series.At(sample.Ended - _measuredFrom).Record(sample);
            foreach (var outcome in outcomes)
                _outcomes[outcome] = _outcomes.GetValueOrDefault(outcome) + 1;
        }
    }

    /// <summary>What a glance at the run shows, taken at one moment.</summary>
    public T Look<T>(Func<Recorder, T> look)
    {
        lock (_gate)
            return look(this);
    }

    /// <summary>Changes the interval of a moment, in microseconds since the run began; does nothing before the measured part.</summary>
    public void Note(long now, Action<Interval> note)
    {
        lock (_gate)
        {
            if (now >= _measuredFrom)
                note(Series.At(now - _measuredFrom));
        }
    }

    /// <summary>Figures by step, in the order of the scenario; forwarded ones apart. Call under <see cref="Look{T}"/>.</summary>
    public IReadOnlyDictionary<string, StepFigures> Steps => _steps;

    /// <summary>Operations (and questions) by outcome. Call under <see cref="Look{T}"/>.</summary>
    public IReadOnlyDictionary<string, long> Outcomes => _outcomes;

    private StepFigures StepOf(in Sample sample)
    {
        // What lay stored is due all at once when the network is back: mixed with the rest it would hide both.
        var name = sample.Forwarded ? $"{_stepNames[sample.Step]} (forwarded)" : _stepNames[sample.Step];
        if (!_steps.TryGetValue(name, out var figures))
            _steps.Add(name, figures = new StepFigures());
        return figures;
    }
}

using Ledger.Load.Audit;
using Ledger.Load.Data;
using Ledger.Load.Recording;
using Ledger.Load.Scenarios;
using Ledger.Load.Simulations;
using Ledger.Load.Targets;
using Ledger.Load.Thresholds;

namespace Ledger.Load.Engine;

/// <summary>
/// Runs a scenario against a target: warm-up, simulations one after the other, and the wait for the last answers.
/// <code>
/// PacingLoop ─due─▶ Dispatcher ─terminal─▶ Caller ─call─▶ ITarget
///                       ▲                     │
///                       └──────done───────────┘──▶ Recorder, AnswerBook
/// </code>
/// </summary>
internal sealed class LoadEngine
{
    private readonly Scenario _scenario;
    private readonly Recorder _recorder;
    private readonly RunClock _clock;
    private readonly Insistence _insistence;
    private readonly Caller _caller;
    private readonly Dispatcher _dispatcher;
    private readonly PacingLoop _pacing;
    private readonly IReadOnlyList<Terminal> _terminals;
    private readonly Func<TimeSpan>? _foreignCpu;

    /// <param name="foreignCpu">CPU that other processes have used so far; null: it is not known which those are.</param>
    public LoadEngine(
        Scenario scenario, ITarget target, AnswerBook book, RunClock clock, TimeProvider time, Func<TimeSpan>? foreignCpu = null)
    {
        _foreignCpu = foreignCpu;
        ScenarioRules.Require(scenario);
        _scenario = scenario;
        _clock = clock;
        var draw = new RequestDraw(scenario, Seeded.Random(scenario.Seed, Seeded.Draws));
        _recorder = new Recorder(draw.StepNames);
        var recent = new RecentAccounts();
        var sales = new RecentSales();
        var spells = new SpellClock(scenario.Terminals.Offline);
        _insistence = new Insistence(scenario.Retry, clock, time, Seeded.Random(scenario.Seed, Seeded.Pauses));
        _caller = new Caller(
            target, new OperationMaker(draw.Steps, recent, sales, time), draw.Steps, _recorder, book, recent, sales, _insistence, spells,
            clock);
        _terminals = MakeTerminals(scenario, _caller, spells);
        _dispatcher = new Dispatcher(
            _terminals, draw, spells, _recorder, clock, scenario.Terminals.ThinkTime, scenario.Generator.OutstandingMaxCount);
        _caller.Dispatcher = _dispatcher;
        _pacing = new PacingLoop(_dispatcher, _recorder, clock);
    }

    public Recorder Recorder => _recorder;

    public int Outstanding => _dispatcher.Outstanding;

    /// <summary>Levels of a capacity search so far, in their order.</summary>
    public IReadOnlyList<LevelResult> Levels => _levels;

    public CapacityFound? Capacity { get; private set; }

    /// <summary>Requests that were still not answered when waiting ended.</summary>
    public int Abandoned { get; private set; }

    /// <summary>End of the schedule, in microseconds since the run began; 0 until then.</summary>
    public long ScheduleEnded { get; private set; }

    private readonly List<LevelResult> _levels = [];

    /// <summary>Runs the scenario; returns when the last answer is there, or waiting for it has ended.</summary>
    /// <param name="measuring">Called when the measured part begins.</param>
    /// <param name="stop">Ends the schedule early and in order.</param>
    public async Task RunAsync(Action measuring, CancellationToken stop)
    {
        if (_scenario.WarmUp is { } warmUp)
        {
            var from = _clock.Now;
            var arrivals = new Arrivals(new Inject(warmUp.Rate, warmUp.During).Curve, null);
            await _pacing.RunOpenAsync(arrivals, from, from + Micro(warmUp.During), stop);
            await DrainAsync(_scenario.Generator.DrainMax, stop);
        }
        _recorder.BeginMeasuring(_clock.Now);
        measuring();

        var begin = _clock.Now;
        for (var i = 0; i < _scenario.Simulations.Count && !stop.IsCancellationRequested; i++)
            begin = await RunAsync(_scenario.Simulations[i], i, begin, stop);
        ScheduleEnded = _clock.Now;

        _dispatcher.EndRound();
        _dispatcher.EndSpells();
        await DrainAsync(_scenario.Generator.DrainMax, CancellationToken.None);
        await GiveUpAsync();
        if (_caller.Defect is { } defect)
            throw new InvalidOperationException("The generator itself failed; the run says nothing.", defect);
    }

    /// <summary>Runs one simulation and returns when the next one begins.</summary>
    private async Task<long> RunAsync(Simulation simulation, int position, long begin, CancellationToken stop)
    {
        switch (simulation)
        {
            case OpenSimulation open:
                var random = open.IsRandom ? Seeded.Random(_scenario.Seed, Seeded.Arrivals + position) : null;
                await _pacing.RunOpenAsync(new Arrivals(open.Curve, random), begin, begin + Micro(open.During!.Value), stop);
                return begin + Micro(open.During!.Value);
            case Pause pause:
                await _pacing.RunOpenAsync(null, begin, begin + Micro(pause.Length), stop);
                return begin + Micro(pause.Length);
            case ClosedSimulation closed:
                var round = new Round(now => closed.CopiesAt(TimeSpan.FromMicroseconds(now - begin)), long.MaxValue);
                await _pacing.RunClosedAsync(round, begin + Micro(closed.During!.Value), stop);
                return begin + Micro(closed.During!.Value);
            case Iterations iterations:
                await _pacing.RunClosedAsync(new Round(_ => iterations.Copies, iterations.Count), long.MaxValue, stop);
                return _clock.Now;
            case CapacitySearch search:
                Capacity = await search.RunAsync(rate => TryLevelAsync(search, rate, stop));
                return _clock.Now;
            default:
                throw new InvalidOperationException($"{simulation.Name} cannot be run.");
        }
    }

    private async Task<LevelJudgement> TryLevelAsync(CapacitySearch search, double rate, CancellationToken stop)
    {
        if (stop.IsCancellationRequested)
            return LevelJudgement.Failed;
        var (begin, foreignBefore) = (_clock.Now, _foreignCpu?.Invoke());
        var judgedFrom = begin + Micro(search.Settle);
        var end = judgedFrom + Micro(search.Hold);
        _recorder.BeginLevel(judgedFrom);
        await _pacing.RunOpenAsync(new Arrivals(new Inject(rate, search.Settle + search.Hold).Curve, null), begin, end, stop);
        await DrainAsync(_scenario.Generator.DrainMax, stop);
        _dispatcher.DropBacklog();

        var (figures, scheduled, notSent) = _recorder.EndLevel();
        // What the last answers of the level took longer than the level counts against its rate.
        var seconds = Math.Max(search.Hold.TotalSeconds,
            (Math.Min(_recorder.Look(r => r.MeasuredFrom + r.AnsweredUntil), _clock.Now) - judgedFrom) / 1e6);
        var results = search.Thresholds
            .Select(threshold => new ThresholdResult(threshold, Metrics.Of(threshold.Metric, figures, seconds))).ToList();
        var passed = notSent == 0 && figures.Requests == scheduled && results.All(result => result.Passed) && !stop.IsCancellationRequested;
        var foreign = (_foreignCpu?.Invoke() - foreignBefore)?.TotalMicroseconds / (_clock.Now - begin);
        var level = new LevelResult(
            rate, begin - _recorder.MeasuredFrom, passed, scheduled, notSent, figures, results, seconds, foreign);
        _levels.Add(level);
        return passed ? LevelJudgement.Passed : level.IsDisturbed ? LevelJudgement.Disturbed : LevelJudgement.Failed;
    }

    private async Task DrainAsync(TimeSpan atMost, CancellationToken stop) =>
        await _pacing.RunUntilAsync(() => _dispatcher.IsIdle, _clock.Now + Micro(atMost), stop);

    /// <summary>
    /// Waiting has ended: nothing waits for a terminal any more, retries end, and calls under way run into their time-out.
    /// </summary>
    private async Task GiveUpAsync()
    {
        if (_dispatcher.IsIdle)
            return;
        Abandoned = _dispatcher.Outstanding;
        _insistence.End();
        _dispatcher.DropBacklog();
        await _pacing.RunUntilAsync(() =>
            _dispatcher.Outstanding == 0, _clock.Now + Micro(_scenario.Retry.AttemptTimeout * 2), CancellationToken.None);
        _caller.GiveUpStored(_terminals);
    }

    private static List<Terminal> MakeTerminals(Scenario scenario, Caller caller, SpellClock spells)
    {
        var fleet = scenario.Terminals;
        var random = Seeded.Random(scenario.Seed, Seeded.Spells);
        return [.. Enumerable.Range(0, fleet.Count).Select(i => new Terminal(
            fleet.Stores[i % fleet.Stores.Count], fleet.FirstNumber + (i / fleet.Stores.Count), i % fleet.Connections, caller)
            { FirstSpell = spells.DrawFirst(random) })];
    }

    private static long Micro(TimeSpan duration) => (long)duration.TotalMicroseconds;
}

/// <summary>One level of a capacity search.</summary>
/// <param name="PerSecond">Its rate.</param>
/// <param name="At">When it began, in microseconds of the measured part.</param>
/// <param name="Passed">It met everything.</param>
/// <param name="Scheduled">Requests due while it was judged.</param>
/// <param name="NotSent">Of them not sent.</param>
/// <param name="Figures">Of them.</param>
/// <param name="Results">Its thresholds.</param>
/// <param name="Seconds">How long it was judged, the wait for its last answers included.</param>
/// <param name="ForeignCores">CPU that processes without a part in the run used meanwhile, in cores; null: not known.</param>
internal sealed record LevelResult(
    double PerSecond, long At, bool Passed, long Scheduled, long NotSent, StepFigures Figures, IReadOnlyList<ThresholdResult> Results,
    double Seconds, double? ForeignCores)
{
    /// <summary>Others used so much of the machine that a failure says nothing of the target.</summary>
    public bool IsDisturbed => ForeignCores > ForeignCpu.BusyCores;
}

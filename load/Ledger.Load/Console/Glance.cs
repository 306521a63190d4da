using Ledger.Load.Engine;
using Ledger.Load.Recording;
using Ledger.Load.Scenarios;
using Ledger.Load.Targets;

namespace Ledger.Load.Console;

/// <summary>What is seen of a run at one moment. Rates are of the last interval, percentiles of the run so far.</summary>
internal sealed record Glance(
    string Phase, double Seconds, double? PlannedSeconds, long Scheduled, long NotSent, int Outstanding, double AskedPerSecond,
    double AnsweredPerSecond,
    long Ok, long Refused, long Failed, long P50, long P99, long P999, long Max, long ServiceP99, long LagP99, ServerFigures? Server,
    IReadOnlyList<KeyValuePair<string, long>> Outcomes);

/// <summary>Takes glances at a run.</summary>
internal sealed class Glancer(Scenario scenario, LoadEngine engine, ServerWatch server, RunClock clock)
{
    private const int OutcomesShown = 6;

    public string Scenario => scenario.Name;

    private long _lastNow;
    private long _lastScheduled;
    private long _lastAnswered;

    public Glance Look()
    {
        var now = clock.Now;
        var glance = engine.Recorder.Look(recorder =>
        {
            var measuring = now >= recorder.MeasuredFrom;
            var seconds = measuring ? (now - recorder.MeasuredFrom) / 1e6 : 0;
            var answered = recorder.Total.Requests - recorder.Total.Of(Ending.Failed);
            var past = Math.Max(1, now - _lastNow) / 1e6;
            var seen = new Glance(
                PhaseAt(measuring, seconds), seconds, scenario.PlannedDuration?.TotalSeconds, recorder.Scheduled, recorder.NotSent, 0,
                (recorder.Scheduled - _lastScheduled) / past, (answered - _lastAnswered) / past, recorder.Total.Of(Ending.Ok),
                recorder.Total.Of(Ending.Refused), recorder.Total.Of(Ending.Failed), recorder.Total.Response.Percentile(50),
                recorder.Total.Response.Percentile(99), recorder.Total.Response.Percentile(99.9), recorder.Total.Response.MaxMicroseconds,
                recorder.Total.Service.Percentile(99), recorder.Lag.Percentile(99), server.Latest,
                [.. recorder.Outcomes.OrderByDescending(outcome => outcome.Value).Take(OutcomesShown)]);
            (_lastNow, _lastScheduled, _lastAnswered) = (now, recorder.Scheduled, answered);
            return seen;
        });
        return glance with { Outstanding = engine.Outstanding };
    }

    private string PhaseAt(bool measuring, double seconds)
    {
        if (!measuring)
            return "warm_up";
        if (engine.ScheduleEnded > 0)
            return "waiting for the last answers";
        foreach (var simulation in scenario.Simulations)
        {
            if (simulation.During is not { } during || seconds < during.TotalSeconds)
                return simulation.Name;
            seconds -= during.TotalSeconds;
        }
        return "waiting for the last answers";
    }
}

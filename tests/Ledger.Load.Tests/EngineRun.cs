using Ledger.Load.Audit;
using Ledger.Load.Engine;
using Ledger.Load.Scenarios;
using Ledger.Load.Simulations;

namespace Ledger.Load.Tests;

/// <summary>The engine on a scripted target, without audit and report.</summary>
internal sealed class EngineRun : IDisposable
{
    private readonly string _file = Path.GetTempFileName();

    private EngineRun(Scenario scenario, ScriptedTarget target, Func<TimeSpan>? foreignCpu)
    {
        Target = target;
        Book = new AnswerBook(_file);
        Engine = new LoadEngine(scenario, target, Book, new RunClock(TimeProvider.System), TimeProvider.System, foreignCpu);
    }

    public ScriptedTarget Target { get; }

    public AnswerBook Book { get; }

    public LoadEngine Engine { get; }

    public Recording.Recorder Recorder => Engine.Recorder;

    public static Scenario Scenario(params Simulation[] simulations) => new()
    {
        Name = "test",
        Steps = [new Step { Kind = StepKind.TopUp, Name = "top_up" }],
        Simulations = simulations,
        Terminals = new TerminalFleet { Count = 50 },
        Data = new DataSet { Accounts = 100, ByCard = 0 },
        Retry = new RetryPolicy { Attempts = 1, AttemptTimeout = TimeSpan.FromSeconds(1), Deadline = TimeSpan.FromSeconds(2),
        Backoff = TimeSpan.FromMilliseconds(5) },
        Generator = new GeneratorLimits { DrainMax = TimeSpan.FromSeconds(10) },
    };

    public static Task<EngineRun> AfterAsync(Scenario scenario, Func<int, Ledger.V1.Operation?, Task<Answer?>>? script = null)
    {
        var target = new ScriptedTarget();
        if (script is not null)
            target.Script = script;
        return AfterAsync(scenario, target);
    }

    public static async Task<EngineRun> AfterAsync(
        Scenario scenario, ScriptedTarget target, Func<TimeSpan>? foreignCpu = null, CancellationToken stop = default)
    {
        var run = new EngineRun(scenario, target, foreignCpu);
        await run.Engine.RunAsync(() => { }, stop);
        return run;
    }

    public static TimeSpan Ms(double milliseconds) => TimeSpan.FromMilliseconds(milliseconds);

    public void Dispose()
    {
        Book.Dispose();
        File.Delete(_file);
    }
}

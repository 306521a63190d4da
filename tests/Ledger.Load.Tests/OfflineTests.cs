using Ledger.Load.Recording;
using Ledger.Load.Scenarios;
using Ledger.Load.Simulations;
using static Ledger.Load.Tests.EngineRun;

namespace Ledger.Load.Tests;

public class OfflineTests
{
    private static readonly Scenario _scenario = Scenario(new Inject(200, Ms(2000))) with
    {
        Terminals = new TerminalFleet { Count = 20, Offline = new OfflineSpells(1, Ms(600), Ms(300)) },
    };

    [Fact]
    public async Task What_is_sold_without_a_network_is_stored_and_forwarded_in_the_order_of_the_terminal()
    {
        using var run = await AfterAsync(_scenario);
        Assert.Equal(400, run.Recorder.Scheduled);
        Assert.Equal(400, run.Recorder.Sent);
        Assert.Equal(400, run.Target.Calls);
        Assert.InRange(run.Recorder.Stored, 50, 350);
        var forwarded = run.Recorder.Steps["top_up (forwarded)"];
        // One that comes when its terminal is just back is stored behind the others, too.
        Assert.Equal(run.Recorder.Stored, forwarded.Requests);
        Assert.Equal(400, forwarded.Requests + run.Recorder.Steps["top_up"].Requests);
        foreach (var terminal in run.Target.Operations.GroupBy(operation => operation.Terminal))
            Assert.Equal(terminal.Select(operation => operation.TerminalSeq).Order(), terminal.Select(operation => operation.TerminalSeq));
        Assert.InRange(run.Recorder.StoredFor.MaxMicroseconds, 1, 1_500_000);
    }

    [Fact]
    public async Task A_forward_that_is_not_answered_stays_in_front_until_it_is()
    {
        var failed = 0;
        using var run = await AfterAsync(_scenario, (call, operation) =>
            Task.FromResult(operation!.TerminalSeq == 2 && Interlocked.Increment(ref failed) <= 5 ? ScriptedTarget.Unknown : null));
        Assert.True(failed >= 5);
        // A failure at the counter is final for its request; a stored one is sent again until it is answered.
        Assert.Equal(400, run.Recorder.Total.Requests);
        Assert.True(run.Recorder.Steps["top_up (forwarded)"].Of(Ending.Failed) == 0);
        foreach (var terminal in run.Target.Operations.GroupBy(operation => operation.Terminal))
            Assert.Equal(terminal.Select(operation => operation.TerminalSeq).Order(), terminal.Select(operation => operation.TerminalSeq));
    }
}

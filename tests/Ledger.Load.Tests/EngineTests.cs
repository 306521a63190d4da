using Ledger.Load.Engine;
using Ledger.Load.Recording;
using Ledger.Load.Scenarios;
using Ledger.Load.Simulations;
using Ledger.Tooling.Measures;
using static Ledger.Load.Tests.EngineRun;

namespace Ledger.Load.Tests;

/// <summary>
/// The engine reports exactly what a target did that keeps its own account. Times are real, so bounds allow for a busy machine.
/// </summary>
public class EngineTests
{
    [Fact]
    public async Task What_is_scheduled_is_sent_and_counted_to_the_last_request()
    {
        using var run = await AfterAsync(Scenario(new Inject(500, Ms(1000)), new Pause(Ms(100)), new RampingInject(0, 400, Ms(500))));
        Assert.Equal(600, run.Recorder.Scheduled);
        Assert.Equal(600, run.Recorder.Sent);
        Assert.Equal(600, run.Target.Calls);
        Assert.Equal(600, run.Recorder.Total.Of(Ending.Ok));
        Assert.Equal(600, run.Recorder.Total.Response.Count);
        Assert.Equal(600, run.Recorder.Series.Intervals.Sum(interval => interval.Ok));
        Assert.Equal(600, run.Recorder.Series.Intervals.Sum(interval => interval.Due));
        Assert.Equal(600, run.Book.Decided);
        Assert.Equal(600, run.Recorder.Outcomes["posted"]);
        Assert.Equal(600, run.Target.Operations.Select(operation => operation.Key).Distinct().Count());
    }

    [Fact]
    public async Task Endings_are_counted_apart_and_are_all_in_the_percentiles()
    {
        using var run = await AfterAsync(Scenario(new Inject(200, Ms(500))), async (call, operation) =>
        {
            if (call % 10 == 0)
            {
                await Task.Delay(150);
                return new Answer("unknown: deadline_exceeded", Ending.Failed) { MayHaveBeenPosted = true };
            }
            return call % 10 == 5 ? ScriptedTarget.Refused(operation!) : null;
        });
        var total = run.Recorder.Total;
        Assert.Equal((80, 10, 10), (total.Of(Ending.Ok), total.Of(Ending.Refused), total.Of(Ending.Failed)));
        Assert.Equal(100, total.Response.Count);
        // The slow tenth are the failures: a figure without them would not know.
        Assert.True(total.Response.Percentile(95) >= 145_000);
        Assert.True(total.ResponseOf(Ending.Failed).MinMicroseconds >= 145_000);
        Assert.Equal(10, run.Recorder.Outcomes["unknown: deadline_exceeded"]);
        Assert.Equal(10, run.Recorder.Outcomes["insufficient_funds"]);
        Assert.Equal(10, run.Book.Unresolved.Count);
        Assert.Equal(90, run.Book.Decided);
    }

    /// <summary>
    /// The case that closed loops hide: one call in a hundred stalls, and everything due meanwhile waits behind it. Service time knows one
    /// slow request; response time knows all that had to wait.
    /// </summary>
    [Fact]
    public async Task A_stall_is_in_the_response_time_of_every_request_that_was_due_meanwhile()
    {
        var scenario = Scenario(new Inject(100, Ms(2000))) with { Terminals = new TerminalFleet { Count = 1 } };
        using var run = await AfterAsync(scenario, async (call, _) =>
        {
            if (call == 100)
                await Task.Delay(500);
            return null;
        });
        var total = run.Recorder.Total;
        Assert.Equal(200, total.Requests);
        Assert.Equal(1, run.Target.AtOnceMax);
        // Requests 100 to 149 were due every 10 ms while the call of 100 ms and later stalled for 500: waits of 500, 490 ... 0 ms.
        Assert.InRange(CountFrom(total.Response, 100_000), 38, 70);
        Assert.InRange(CountFrom(total.Response, 400_000), 9, 25);
        Assert.InRange(CountFrom(total.Service, 400_000), 1, 2);
        Assert.True(total.Response.Percentile(90) > 200_000);
        Assert.True(total.Service.Percentile(90) < 100_000);
    }

    [Fact]
    public async Task A_target_that_cannot_take_the_rate_is_told_so_and_nothing_grows_without_end()
    {
        var scenario = Scenario(new Inject(1000, Ms(1000))) with
        {
            Terminals = new TerminalFleet { Count = 10 },
            Generator = new GeneratorLimits { OutstandingMaxCount = 40, DrainMax = TimeSpan.FromSeconds(10) },
        };
        // Ten at a time, 100 ms each: it takes 100 a second.
        using var run = await AfterAsync(scenario, async (_, _) =>
        {
            await Task.Delay(100);
            return null;
        });
        Assert.Equal(1000, run.Recorder.Scheduled);
        Assert.Equal(1000, run.Recorder.Sent + run.Recorder.NotSent);
        Assert.Equal(run.Target.Calls, run.Recorder.Sent);
        Assert.InRange(run.Recorder.Sent, 50, 200);
        Assert.Equal(10, run.Target.AtOnceMax);
        Assert.Equal(run.Recorder.NotSent, run.Recorder.Series.Intervals.Sum(interval => interval.NotSent));
    }

    [Fact]
    public async Task An_unanswered_operation_is_sent_again_under_its_key_and_its_time_runs_on()
    {
        var scenario = Scenario(new Inject(20, Ms(500))) with
        {
            Retry = new RetryPolicy { Attempts = 3, Backoff = Ms(40), BackoffMax = Ms(40), AttemptTimeout = Ms(1000), Deadline = Ms(5000) },
        };
        var seen = new System.Collections.Concurrent.ConcurrentDictionary<Google.Protobuf.ByteString, int>();
        using var run = await AfterAsync(scenario, (_, operation) =>
            Task.FromResult(seen.AddOrUpdate(operation!.Key, 1, (_, attempts) => attempts + 1) < 3 ? ScriptedTarget.Unknown : null));
        Assert.Equal(10, seen.Count);
        Assert.All(seen.Values, attempts => Assert.Equal(3, attempts));
        Assert.Equal(20, run.Recorder.Total.Retries);
        Assert.Equal(10, run.Recorder.Total.Of(Ending.Ok));
        Assert.Empty(run.Book.Unresolved);
        // Two pauses of 20 to 40 ms.
        Assert.True(run.Recorder.Total.Service.MinMicroseconds >= 39_000);
    }

    [Fact]
    public async Task When_the_attempts_are_used_up_the_outcome_is_unknown()
    {
        var scenario = Scenario(new Inject(20, Ms(500)))
            with { Retry = new RetryPolicy { Attempts = 2, Backoff = Ms(5), BackoffMax = Ms(5) } };
        using var run = await AfterAsync(scenario, (_, _) => Task.FromResult<Answer?>(ScriptedTarget.Unknown));
        Assert.Equal(20, run.Target.Calls);
        Assert.Equal(10, run.Recorder.Total.Of(Ending.Failed));
        Assert.Equal(10, run.Book.Unresolved.Count);
        Assert.Equal(0, run.Book.Decided);
    }

    [Fact]
    public async Task Warm_up_is_in_the_audit_and_in_no_figure()
    {
        var scenario = Scenario(new Inject(100, Ms(500))) with { WarmUp = new WarmUp(100, Ms(300)) };
        using var run = await AfterAsync(scenario, async (call, _) =>
        {
            if (call <= 30)
                await Task.Delay(200);
            return null;
        });
        Assert.Equal(80, run.Target.Calls);
        Assert.Equal(50, run.Recorder.Scheduled);
        Assert.Equal(50, run.Recorder.Total.Requests);
        Assert.Equal(30, run.Recorder.WarmUpRequests);
        Assert.Equal(80, run.Book.Decided);
        Assert.True(run.Recorder.Total.Response.Percentile(90) < 190_000);
    }

    [Fact]
    public async Task Closed_terminals_wait_for_their_answer_and_think()
    {
        var scenario = Scenario(new KeepConstant(5, Ms(1000))) with { Terminals = new TerminalFleet { Count = 20, ThinkTime = Ms(50) } };
        using var run = await AfterAsync(scenario, async (_, _) =>
        {
            await Task.Delay(50);
            return null;
        });
        Assert.Equal(5, run.Target.AtOnceMax);
        // A round takes 100 ms and a little: at most ten in a second for each of the five.
        Assert.InRange(run.Target.Calls, 25, 55);
        Assert.Equal(run.Target.Calls, run.Recorder.Scheduled);
    }

    [Fact]
    public async Task Iterations_end_at_their_number()
    {
        using var run = await AfterAsync(Scenario(new Iterations(7, 250)));
        Assert.Equal(250, run.Target.Calls);
        Assert.Equal(250, run.Recorder.Scheduled);
        Assert.InRange(run.Target.AtOnceMax, 1, 7);
    }

    [Fact]
    public async Task Each_terminal_numbers_its_operations_and_does_one_at_a_time()
    {
        using var run = await AfterAsync(Scenario(new Inject(400, Ms(500))), async (_, _) =>
        {
            await Task.Delay(20);
            return null;
        });
        Assert.Equal(200, run.Target.Operations.Count);
        foreach (var terminal in run.Target.Operations.GroupBy(operation => operation.Terminal))
            Assert.Equal(Enumerable.Range(1, terminal.Count()).Select(seq => (long)seq),
                terminal.Select(operation => operation.TerminalSeq));
    }

    [Fact]
    public async Task A_repetition_carries_the_same_key_and_a_false_answer_to_it_is_found()
    {
        var scenario = Scenario(new Inject(200, Ms(500))) with { Data = new DataSet { Accounts = 100, ByCard = 0, Duplicates = 0.5 },
            Terminals = new TerminalFleet { Count = 2 } };
        using var good = await AfterAsync(scenario);
        Assert.True(good.Book.Repetitions > 20);
        Assert.Equal(100, good.Book.Repetitions + good.Book.Decided);
        Assert.Equal(0, good.Book.ContradictionsCount);

        var lying = new ScriptedTarget();
        lying.Script = (_, operation) =>
        {
            var answer = lying.Post(operation!);
            answer.Receipt!.Replayed = false;
            return Task.FromResult<Answer?>(answer);
        };
        using var bad = await AfterAsync(scenario, lying);
        Assert.Equal(bad.Book.Repetitions, bad.Book.ContradictionsCount);
        Assert.Contains("executed again", bad.Book.Contradictions[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Shares_of_refusals_steps_and_hot_accounts_come_out_as_asked()
    {
        var scenario = Scenario(new Inject(2000, Ms(1000))) with
        {
            Steps = [new Step { Kind = StepKind.TopUp, Name = "top_up", Weight = 3 },
                new Step { Kind = StepKind.Debit, Name = "debit", Weight = 1 }],
            Data = new DataSet { Accounts = 1000, ByCard = 0, Refusals = 0.1, HotAccounts = 1, HotShare = 0.5 },
        };
        using var run = await AfterAsync(scenario);
        var operations = run.Target.Operations;
        Assert.InRange(run.Recorder.Steps["refused debit"].Requests, 150, 250);
        Assert.InRange(run.Recorder.Steps["top_up"].Requests / (double)run.Recorder.Steps["debit"].Requests, 2.4, 3.7);
        var hot = operations.Count(operation => operation.Account == scenario.Data.FirstAccount);
        Assert.InRange(hot / (2000.0 - run.Recorder.Steps["refused debit"].Requests), 0.45, 0.55);
    }

    [Fact]
    public async Task The_same_seed_asks_for_the_same()
    {
        var scenario = Scenario(new InjectRandom(500, Ms(400)))
            with { Terminals = new TerminalFleet { Count = 1 }, Data = new DataSet { Accounts = 500, Zipf = 0.9 } };
        using var one = await AfterAsync(scenario);
        using var two = await AfterAsync(scenario);
        using var other = await AfterAsync(scenario with { Seed = 2 });
        Assert.Equal(AskedOf(one), AskedOf(two));
        Assert.NotEqual(AskedOf(one), AskedOf(other));

        static List<string> AskedOf(EngineRun run) =>
            [.. run.Target.Operations.Select(operation => $"{operation.Account} {operation.Card} {operation.TopUp.AmountMinor}")];
    }

    [Fact]
    public async Task A_stop_ends_the_schedule_and_keeps_what_was_reached()
    {
        using var stop = new CancellationTokenSource(300);
        using var run = await AfterAsync(Scenario(new Inject(200, TimeSpan.FromSeconds(60))), new ScriptedTarget(), stop: stop.Token);
        Assert.InRange(run.Recorder.Scheduled, 5, 1000);
        Assert.Equal(run.Recorder.Scheduled, run.Recorder.Total.Requests);
    }

    private static long CountFrom(LatencyHistogram histogram, long microseconds) => histogram.Buckets()
        .Where(bucket => bucket.Value >= microseconds).Sum(bucket => bucket.Count);
}

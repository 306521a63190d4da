using Ledger.Load.Scenarios;
using Ledger.Load.Simulations;
using Ledger.Load.Thresholds;
using static Ledger.Load.Tests.EngineRun;

namespace Ledger.Load.Tests;

public class CapacityTests
{
    private static CapacitySearch Search(double from, double to, double factor = 2, double precision = 0.05) => new()
    {
        From = from, To = to, Factor = factor, Precision = precision, Hold = Ms(900), Settle = Ms(100),
        Thresholds = [Threshold.TryRead("p90 < 150ms", out _)!],
    };

    [Theory]
    [InlineData(100, 10_000, 1234)]
    [InlineData(100, 10_000, 101)]
    [InlineData(1, 1_000_000, 54_321)]
    public async Task The_search_closes_in_on_the_true_capacity(double from, double to, double truth)
    {
        var tried = new List<double>();
        var found = await Search(from, to).RunAsync(rate =>
        {
            tried.Add(rate);
            return Task.FromResult(rate <= truth ? LevelJudgement.Passed : LevelJudgement.Failed);
        });
        Assert.True(found.PerSecond <= truth);
        Assert.True(found.PerSecond >= truth / 1.051);
        Assert.False(found.ReachedTheUpperEnd);
        Assert.True(tried.Count <= Search(from, to).LevelsMaxCount);
        Assert.Equal(tried.Count, found.Levels);
    }

    [Fact]
    public async Task A_target_that_takes_everything_is_at_least_as_good_as_the_upper_end() =>
        Assert.Equal(new CapacityFound(1000, true, 5), await Search(100, 1000).RunAsync(_ => Task.FromResult(LevelJudgement.Passed)));

    [Fact]
    public async Task A_target_that_fails_the_first_level_has_no_capacity() =>
        Assert.Equal(new CapacityFound(0, false, 1), await Search(100, 1000).RunAsync(_ => Task.FromResult(LevelJudgement.Failed)));

    [Fact]
    public async Task A_level_that_failed_beside_other_work_is_run_again_and_counts_as_it_then_is()
    {
        var tried = new List<double>();
        var found = await Search(100, 1000).RunAsync(rate =>
        {
            tried.Add(rate);
            // The first time at each rate somebody else has the machine.
            return Task.FromResult(tried.Count(other => other == rate) == 1 ? LevelJudgement.Disturbed : LevelJudgement.Passed);
        });
        Assert.Equal([100, 100, 200, 200, 400, 400, 800, 800, 1000, 1000], tried);
        Assert.Equal(new CapacityFound(1000, true, 10), found);
    }

    [Fact]
    public async Task A_capacity_below_a_level_that_failed_only_beside_other_work_is_not_certain() => Assert.Equal(
        new CapacityFound(200, false, 6, IsCertain: false),
        await Search(100, 1000, precision: 0.6).RunAsync(rate => Task.FromResult(
            rate <= 200 ? LevelJudgement.Passed : rate >= 400 ? LevelJudgement.Disturbed : LevelJudgement.Failed)));

    [Fact]
    public async Task An_engine_tells_what_others_used_of_the_machine_and_repeats_what_failed_beside_them()
    {
        // Others have ten machines' worth of CPU, and no level is answered in time.
        var (begin, runs) = (Environment.TickCount64, 0);
        var scenario = Scenario(Search(20, 40) with
        {
            Hold = Ms(200), Settle = Ms(50), Thresholds = [Threshold.TryRead("p90 < 1ms", out _)!],
        });
        using var run = await AfterAsync(scenario, new ScriptedTarget
        {
            Script = async (_, _) =>
            {
                Interlocked.Increment(ref runs);
                await Task.Delay(20);
                return null;
            },
        }, foreignCpu: () => 10 * Environment.ProcessorCount * TimeSpan.FromMilliseconds(Environment.TickCount64 - begin));

        Assert.Equal((0, 3, false), (run.Engine.Capacity!.PerSecond, run.Engine.Capacity.Levels, run.Engine.Capacity.IsCertain));
        Assert.All(run.Engine.Levels, level => Assert.True(!level.Passed && level.IsDisturbed && level.ForeignCores > 1));
    }

    [Fact]
    public async Task A_scripted_target_with_a_known_capacity_is_measured()
    {
        // Twenty at a time, 50 ms each: 400 a second, and queues grow beyond it.
        var scenario = Scenario(Search(100, 3200, precision: 0.25)) with
        {
            Terminals = new TerminalFleet { Count = 20 }, WarmUp = new WarmUp(50, Ms(500)),
        };
        using var run = await AfterAsync(scenario, async (_, _) =>
        {
            await Task.Delay(50);
            return null;
        });
        Assert.True(run.Engine.Capacity!.PerSecond is >= 200 and <= 550, string.Join("\n", run.Engine.Levels.Select(level =>
            $"{level.PerSecond}/s: {level.Scheduled} scheduled, {level.NotSent} not sent, {level.Figures.Requests} answered, p90 {level.Figures.Response.Percentile(90)} us")));
        Assert.Contains(run.Engine.Levels, level => !level.Passed);
        Assert.All(run.Engine.Levels.Where(level => level.Passed), level => Assert.Equal(level.Scheduled, level.Figures.Requests));
    }
}

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
            return Task.FromResult(rate <= truth);
        });
        Assert.True(found.PerSecond <= truth);
        Assert.True(found.PerSecond >= truth / 1.051);
        Assert.False(found.ReachedTheUpperEnd);
        Assert.True(tried.Count <= Search(from, to).LevelsMaxCount);
        Assert.Equal(tried.Count, found.Levels);
    }

    [Fact]
    public async Task A_target_that_takes_everything_is_at_least_as_good_as_the_upper_end() =>
        Assert.Equal(new CapacityFound(1000, true, 5), await Search(100, 1000).RunAsync(_ => Task.FromResult(true)));

    [Fact]
    public async Task A_target_that_fails_the_first_level_has_no_capacity() =>
        Assert.Equal(new CapacityFound(0, false, 1), await Search(100, 1000).RunAsync(_ => Task.FromResult(false)));

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

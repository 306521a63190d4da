namespace Ledger.Crash.Tests.Servers;

/// <summary>Three servers share a ledger under load by the real client. How long it took is told, not asserted.</summary>
public sealed class ThreeServersTests(ITestOutputHelper told)
{
    private const int CallsPerSecond = 300;

    [Fact]
    public async Task I3_I14_One_after_the_other_is_stopped_and_started_anew_and_no_call_fails()
    {
        await using var site = await SharedSite.OpenAsync("one", "two", "three");
        await using var load = await SteadyLoad.StartAsync(site, CallsPerSecond);
        foreach (var node in new[] { "one", "two", "three" })
        {
            await site.StopAsync(node);
            await site.SharedAsync(2);
            await site.StartAsync(node);
            await site.SharedAsync(3);
        }
        await load.StopAsync();

        told.WriteLine($"rolling restart: {load.Told}");
        Assert.Empty(load.Failed);
        Assert.Equal(load.Acknowledged.Count, await site.CountAsync([.. load.Acknowledged]));
        await site.VerifyAsync();
    }

    [Fact]
    public async Task I3_I14_One_is_killed_and_the_others_take_its_part_and_nothing_acknowledged_is_lost()
    {
        await using var site = await SharedSite.OpenAsync("one", "two", "three");
        await using var load = await SteadyLoad.StartAsync(site, CallsPerSecond);
        await load.UntilAllAnswerAsync();

        await site.KillAsync("two");
        var away = await load.UntilAllAnswerAsync();
        await site.SharedAsync(2);
        await load.StopAsync();

        told.WriteLine($"a killed server: all answered again after {away.TotalSeconds:F1} s; {load.Told}");
        Assert.Empty(load.Failed);
        Assert.Equal(load.Acknowledged.Count, await site.CountAsync([.. load.Acknowledged]));
        await site.VerifyAsync();
    }

    [Fact]
    public async Task A_fourth_one_that_joins_is_given_its_part_and_no_call_fails()
    {
        await using var site = await SharedSite.OpenAsync("one", "two", "three");
        await using var load = await SteadyLoad.StartAsync(site, CallsPerSecond);
        await site.StartAsync("four");
        await site.SharedAsync(4);
        await load.StopAsync();

        told.WriteLine($"a fourth server: {load.Told}");
        Assert.Empty(load.Failed);
        await site.VerifyAsync();
    }
}

using Ledger.Server.Hosting;
using Ledger.Server.Upkeep;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Ledger.Server.Tests.Checkpoints;

/// <summary>A server whose clock jumps while the database's goes on: nothing falls due by the one alone.</summary>
[Collection(Disturbances.Name)]
public sealed class WrongClockTests(LedgerCluster cluster) : LedgerTest(cluster)
{
    private readonly ShiftedClock _clock = new(TimeProvider.System.GetUtcNow());

    protected override TimeProvider Clock => _clock;

    // Looks are taken by the test.
    protected override void Configure(Settings settings) =>
        (settings.Limits.ClockMaxDistanceMinutes, settings.Limits.UpkeepSeconds, settings.Limits.DatabaseLookSeconds) = (10, 3_600, 3_600);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task I12_Nothing_expires_or_is_timed_out_by_a_clock_that_has_jumped_ahead(bool isRestarted)
    {
        var account = await OpenAsync();
        await PostedAsync(Operations.TopUp(Target.Account(account), 20_000));
        await PostedAsync(Operations.PlaceHold(Target.Account(account), 4_000, minutes: 60));
        var before = await RowsAsync();

        _clock.Advance(TimeSpan.FromDays(400));
        if (isRestarted) await RestartAsync();
        await LookAsync();
        await LookAsync();

        Assert.Equal(before, await RowsAsync());
        _clock.Advance(TimeSpan.FromDays(-400));
        await LookAsync();
        Assert.Equal(before, await RowsAsync());
        var (holdings, spendable) = ((await BalancesAsync(account)).Holdings, (await BalancesAsync(account)).Spendable);
        Assert.Equal((20_000, 1_500), (holdings.PrincipalMinor, holdings.BonusMinor));
        Assert.Equal(17_500, spendable.PrincipalMinor + spendable.BonusMinor);
        // The console lags behind what is logged.
        await Ledger.StopAsync();
        Assert.Single(Lines("ahead of the database's"));
        Assert.Single(Lines("are near each other again"));
    }

    [Fact]
    public async Task What_is_due_by_clocks_that_are_near_each_other_is_done()
    {
        var account = await OpenAsync();
        await PostedAsync(Operations.TopUp(Target.Account(account), 20_000));
        await PostedAsync(Operations.PlaceHold(Target.Account(account), 4_000, minutes: 1));
        var before = await RowsAsync();

        _clock.Advance(TimeSpan.FromMinutes(5));
        await LookAsync();

        Assert.Equal(before + 1, await RowsAsync());
        await Ledger.StopAsync();
        Assert.Empty(Lines("ahead of the database's"));
    }

    private Task LookAsync() => Ledger.Host.Parts.GetServices<IHostedService>().OfType<AccountUpkeep>().Single().LookAsync(default);

    private Task<long> RowsAsync() => ScalarAsync<long>("SELECT count(*) FROM journal");

    private IEnumerable<string> Lines(string told) => Console.Text.Split('\n').Where(line => line.Contains(told, StringComparison.Ordinal));
}

using System.Diagnostics;
using Ledger.Crash.Tests.Processes;

namespace Ledger.Crash.Tests.Standbys;

/// <summary>
/// The database has a synchronous standby, and the server's connection string names both hosts. Whoever watches over the two promotes the
/// standby, here the test; the server is not restarted.
/// </summary>
public sealed class SynchronousStandbyTests(ITestOutputHelper told)
{
    private const string Doubt = "a commit ended as Unknown";

    [Fact]
    public async Task I3_I10_I14_Every_acknowledged_operation_survives_two_killed_primaries_and_the_server_goes_on_with_the_standby()
    {
        await using var database = await ReplicatedDatabase.StartAsync(isSynchronous: true);
        await using var site = await OpenAsync(41, database, ("LEDGER_CHECKPOINT_LAG_MAX_ROWS", "50"));
        for (var kill = 0; kill < 2; kill++)
        {
            if (kill > 0) await database.RebuildStandbyAsync();
            await site.UnderLoadAsync(async _ =>
            {
                await database.Primary.KillAsync();
                await GoesOnAsync(site, database);
            });
        }
        await site.SettleAsync();
    }

    [Fact]
    public async Task I3_I10_I14_A_planned_change_of_the_primary_loses_nothing_and_the_old_one_comes_back_as_standby()
    {
        await using var database = await ReplicatedDatabase.StartAsync(isSynchronous: true);
        await using var site = await OpenAsync(42, database);
        await site.UnderLoadAsync(async _ =>
        {
            await database.Primary.StopAsync();
            await GoesOnAsync(site, database);
            await database.RebuildStandbyAsync();
            await site.AcknowledgesAsync(100);
        });
        await site.SettleAsync();
    }

    [Fact]
    public async Task I4_Nothing_is_acknowledged_that_a_standby_does_not_have_when_it_takes_over()
    {
        await using var database = await ReplicatedDatabase.StartAsync(isSynchronous: true);
        await using var site = await OpenAsync(43, database, ("LEDGER_COMMIT_TIMEOUT_SECONDS", "5"));
        await site.UnderLoadAsync(async _ =>
        {
            // The primary is alone, and goes on committing on its own disk; only a notice tells that nobody else has it.
            await database.Standby.KillAsync();
            await Eventually.HoldsAsync(() => site.Server.Output.Contains(Doubt, StringComparison.Ordinal));
            await database.Primary.KillAsync();
            await database.Standby.StartAsync();
            await GoesOnAsync(site, database);
        });
        await site.SettleAsync();
    }

    [Fact]
    public async Task I10_I14_While_the_standby_stands_still_commits_wait_and_are_answered_when_it_is_back()
    {
        await using var database = await ReplicatedDatabase.StartAsync(isSynchronous: true);
        await using var site = await OpenAsync(44, database, ("LEDGER_COMMIT_TIMEOUT_SECONDS", "5"));
        await site.UnderLoadAsync(async _ =>
        {
            var frozen = database.Standby.Processes();
            foreach (var pid in frozen) Signal.Freeze(pid);
            try
            {
                await Eventually.HoldsAsync(() => site.Server.Output.Contains(Doubt, StringComparison.Ordinal));
            }
            finally
            {
                foreach (var pid in frozen) Signal.Thaw(pid);
            }
            await site.AcknowledgesAsync(100);
        });
        await site.SettleAsync();
    }

    private static Task<CrashSite> OpenAsync(int seed, ReplicatedDatabase database, params (string Name, string Value)[] settings) =>
        CrashSite.OpenAsync(seed, databaseBeside: false, [("LEDGER_CONNECTION", database.Connection), .. settings]);

    private async Task GoesOnAsync(CrashSite site, ReplicatedDatabase database)
    {
        await database.PromoteAsync();
        var promoted = Stopwatch.GetTimestamp();
        await site.AcknowledgesAsync(1);
        told.WriteLine($"Answered {Stopwatch.GetElapsedTime(promoted).TotalMilliseconds:0} ms after the promotion.");
        await site.AcknowledgesAsync(100);
        Assert.False(site.Server.HasExited);
    }
}

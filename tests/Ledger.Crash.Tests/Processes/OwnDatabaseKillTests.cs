using System.Diagnostics;
using Ledger.Embedded;

namespace Ledger.Crash.Tests.Processes;

public sealed class OwnDatabaseKillTests
{
    [Fact]
    public async Task I3_I14_A_server_brings_its_own_killed_database_back_and_serves_on()
    {
        await using var site = await CrashSite.OpenAsync(21);
        var killed = site.PostmasterPid;
        await site.UnderLoadAsync(async _ =>
        {
            Signal.Kill(killed);
            await site.AcknowledgesAsync(100);
        });
        Assert.NotEqual(killed, site.PostmasterPid);
        await site.SettleAsync();
    }

    [Fact]
    public async Task I3_Every_acknowledged_operation_survives_when_server_and_database_are_killed_together()
    {
        await using var site = await CrashSite.OpenAsync(22, databaseBeside: false, ("LEDGER_CHECKPOINT_LAG_MAX_ROWS", "50"));
        await site.UnderLoadAsync(async load =>
        {
            Signal.Kill(site.PostmasterPid);
            await site.Server.KillAsync();
            load.Stop();
        });
        await site.StartServerAsync();
        await site.SettleAsync();
    }

    [Fact]
    public async Task I14_A_socket_lock_whose_process_number_belongs_to_another_process_by_now_does_not_stop_the_start()
    {
        await using var site = await CrashSite.OpenAsync(23);
        var lockFile = Path.Combine(site.SocketFolder, ".s.PGSQL.5432.lock");
        Signal.Kill(site.PostmasterPid);
        await site.Server.KillAsync();
        await Eventually.HoldsAsync(() => site.Processes().Count == 0);
        // A number that is in use again, or a killed database that nobody has collected yet: both look alive to PostgreSQL.
        var user = await ClusterUser.FindAsync(default);
        string[] sleep = [.. user.Prefix, "sleep", "60"];
        using var stranger = Process.Start(sleep[0], sleep[1..]);
        try
        {
            var lines = await File.ReadAllLinesAsync(lockFile);
            await File.WriteAllLinesAsync(lockFile, lines.Skip(1).Prepend($"{stranger.Id}"));
            await site.StartServerAsync();
            await site.SettleAsync();
        }
        finally
        {
            Signal.Kill(stranger.Id);
        }
    }
}

namespace Ledger.Crash.Tests.Processes;

public sealed class ServerKillTests
{
    private const int Rounds = 3;

    [Theory]
    [InlineData(1, "1")]
    [InlineData(2, "50")]
    public async Task I3_Every_acknowledged_operation_survives_a_killed_server(int seed, string checkpointLagMaxRows)
    {
        await using var site = await CrashSite.OpenAsync(seed, databaseBeside: false,
            ("LEDGER_CHECKPOINT_LAG_MAX_ROWS", checkpointLagMaxRows));
        for (var round = 0; round < Rounds; round++)
        {
            await site.UnderLoadAsync(async load =>
            {
                await site.Server.KillAsync();
                load.Stop();
            });
            await site.StartServerAsync();
            await Load.LoadRun.ResendAsync(site.Book, site.Mix, site.Server.Address);
        }
        await site.SettleAsync();
    }
}

using Npgsql;

namespace Ledger.Crash.Tests.Processes;

/// <summary>The database is another one than the server's own: whoever runs it brings it back, here the test.</summary>
public sealed class DatabaseKillTests
{
    private static readonly TimeSpan Frozen = TimeSpan.FromSeconds(2);

    [Theory]
    [InlineData(11, "1")]
    [InlineData(12, "50000")]
    public async Task I3_I10_Every_acknowledged_operation_survives_a_killed_postmaster_and_the_server_comes_back_by_itself(int seed,
        string checkpointLagMaxRows)
    {
        await using var site = await CrashSite.OpenAsync(seed, databaseBeside: true,
            ("LEDGER_CHECKPOINT_LAG_MAX_ROWS", checkpointLagMaxRows));
        for (var round = 0; round < 2; round++)
            await site.UnderLoadAsync(async _ =>
            {
                Signal.Kill(site.PostmasterPid);
                await site.StartDatabaseAsync();
                await site.AcknowledgesAsync(100);
            });
        await site.SettleAsync();
    }

    [Fact]
    public async Task I3_I10_Every_acknowledged_operation_survives_killed_and_terminated_backends()
    {
        await using var site = await CrashSite.OpenAsync(13, databaseBeside: true, ("LEDGER_CHECKPOINT_LAG_MAX_ROWS", "50"));
        await site.UnderLoadAsync(async _ =>
        {
            // A terminated backend ends alone; a killed one makes the postmaster restart them all.
            Assert.True(await TerminateBackendsAsync(site.Connection, "ledger-commits") > 0);
            await site.AcknowledgesAsync(100);
            Assert.True(await TerminateBackendsAsync(site.Connection, "ledger-queries") > 0);
            await site.AcknowledgesAsync(100);
        });
        for (var round = 0; round < 2; round++)
            await site.UnderLoadAsync(async _ =>
            {
                Signal.Kill(await CommittingBackendAsync(site.Connection));
                await site.AcknowledgesAsync(100);
            });
        await site.SettleAsync();
    }

    [Fact]
    public async Task I10_I14_A_database_that_stands_still_for_a_while_delays_answers_and_loses_none()
    {
        await using var site = await CrashSite.OpenAsync(14, databaseBeside: true);
        await site.UnderLoadAsync(async _ =>
        {
            var frozen = site.Processes();
            foreach (var pid in frozen) Signal.Freeze(pid);
            try
            {
                await Task.Delay(Frozen);
            }
            finally
            {
                foreach (var pid in frozen) Signal.Thaw(pid);
            }
            await site.AcknowledgesAsync(100);
        });
        await site.SettleAsync();
    }

    private static async Task<int> TerminateBackendsAsync(string connection, string application)
    {
        await using var source = NpgsqlDataSource.Create(connection);
        await using var command = source.CreateCommand(
            "SELECT count(pg_terminate_backend(pid))::int FROM pg_stat_activity WHERE application_name = $1");
        command.Parameters.Add(new NpgsqlParameter { Value = application });
        return (int)(await command.ExecuteScalarAsync())!;
    }

    private static async Task<int> CommittingBackendAsync(string connection)
    {
        // Not pooled: a kill takes every connection along, and the next look is a fresh one.
        await using var source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(connection) { Pooling = false });
        await using var command =
            source.CreateCommand("SELECT pid FROM pg_stat_activity WHERE application_name = 'ledger-commits' ORDER BY state, pid LIMIT 1");
        return (int)(await command.ExecuteScalarAsync())!;
    }
}

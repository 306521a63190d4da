using System.Diagnostics;
using Ledger.Crash.Tests.Processes;
using Ledger.Crash.Tests.Standbys;
using Ledger.Embedded;

namespace Ledger.Crash.Tests.Network;

/// <summary>A network between server and database that forgets connections without a word: both ends wait, and nothing is closed.</summary>
public sealed class LostConnectionTests(ITestOutputHelper told)
{
    [Fact]
    public async Task I10_I14_A_commit_whose_connection_is_lost_is_found_out_about_over_another_one()
    {
        var folder = Directory.CreateTempSubdirectory("ledger-network-").FullName;
        File.SetUnixFileMode(folder, (UnixFileMode)0b111_101_101);
        try
        {
            await using var database = new DatabaseNode(
                Path.Combine(folder, "a"), await ClusterUser.FindAsync(default), await PostgresBinaries.FindAsync(null, null, default));
            await database.MakeAsync();
            await database.ExecuteAsync("CREATE DATABASE ledger");
            await using var network = NetworkProxy.Start(database.Port);
            // Nobody waits so long that the driver would find out by itself.
            await using var site = await CrashSite.OpenAsync(51, databaseBeside: false,
                ("LEDGER_CONNECTION", $"Host=127.0.0.1;Port={network.Port};Username=ledger;Database=ledger"),
                ("LEDGER_COMMIT_TIMEOUT_SECONDS", "600"));
            for (var loss = 0; loss < 3; loss++)
                await site.UnderLoadAsync(async _ =>
                {
                    var (since, before) = (Stopwatch.GetTimestamp(), site.Book.Acknowledged);
                    network.Lose();
                    await site.AcknowledgesAsync(100);
                    var took = Stopwatch.GetElapsedTime(since).TotalMilliseconds;
                    told.WriteLine($"{site.Book.Acknowledged - before} answered within {took:0} ms.");
                });
            await site.SettleAsync();
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}

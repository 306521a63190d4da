using System.Text;

namespace Ledger.Server.Tests.Database;

[Collection(OneServer.Name)]
public sealed class CardSecrecyTests(LedgerCluster cluster) : LedgerTest(cluster)
{
    // The last four are kept on purpose; what must not be found is the rest.
    private const string Canary = "CANARY5309718264";

    [Fact]
    public async Task A_cards_token_is_nowhere_in_the_database_on_its_disk_or_in_the_servers_output()
    {
        var began = DateTime.UtcNow.AddSeconds(-1);
        var tokens = Enumerable.Range(0, 8).Select(i => $"{Canary}-{i}-{1000 + i}").ToArray();
        foreach (var way in Enum.GetValues<Way>())
        {
            var own = tokens.Select(token => $"{token}-{way}".PadRight(40, '0')).ToArray();
            var account = await OpenAsync(own[0]);
            await Posting.SendAsync(way,
                Operations.IssueCard(Target.Card(own[0]), own[1]),
                // Presented, refused, taken, unknown, and as a bad field.
                Operations.TopUp(Target.Card(own[1]), 20_000),
                Operations.Debit(Target.Card(own[1]), 999_999),
                Operations.IssueCard(Target.Account(account), own[0]),
                Operations.OpenAccount(own[1]),
                Operations.TopUp(Target.Card(own[2]), 1),
                Operations.TopUp(Target.Card(own[3] + new string('x', 64)), 1),
                Operations.IssueCard(Target.Card(own[0]), own[4] + "\n"),
                Operations.TopUp(Target.Card(own[1]), 1, details: new OperationDetails { Store = 99 }));
            await Reading.GetBalancesAsync(new GetBalancesRequest { Card = own[1] });
            await Reading.GetStatementAsync(new GetStatementRequest { Card = own[0] });
            await Assert.ThrowsAsync<RpcException>(async () => await Reading.GetBalancesAsync(new GetBalancesRequest { Card = own[5] }));
        }
        // An error of the database over a batch with a card: its log quotes statements, and must not quote values.
        await RestartAsync(settings => settings.Limits.RecentKeysMaxCount = 1);
        var again = Operations.OpenAccount($"{Canary}-again-2000");
        await PostedAsync(again);
        await PostedAsync(Operations.OpenAccount());
        await Posting.ReceiptsAsync(Way.Batch, again, Operations.OpenAccount($"{Canary}-more-2001"), Operations.OpenAccount());
        await Ledger.StopAsync();

        foreach (var table in await QueryAsync<string>(
            "SELECT c.oid::regclass::text FROM pg_class c WHERE relkind IN ('r', 'p', 'v') AND relnamespace = 'public'::regnamespace"))
            Assert.Equal(0, await ScalarAsync<long>(
                $"SELECT count(*) FROM {table} AS row WHERE row::text LIKE @pattern", new { pattern = $"%{Canary}%" }));
        await ExecuteAsync("CHECKPOINT -- everything is in files now");
        var files = Directory.EnumerateFiles(
            Cluster.Folder, "*", new EnumerationOptions { RecurseSubdirectories = true, IgnoreInaccessible = true })
            .Where(file => File.GetLastWriteTimeUtc(file) >= began).ToArray();
        Assert.Contains(files, file => file.Contains("/base/", StringComparison.Ordinal));
        Assert.Contains(files, file => file.Contains("/pg_wal/", StringComparison.Ordinal));
        Assert.DoesNotContain(files, Contains);
        Assert.DoesNotContain(Canary, Console.Text, StringComparison.Ordinal);
        Assert.Equal(3 * 2 + 2, await ScalarAsync<long>("SELECT count(*) FROM card"));
    }

    private static bool Contains(string file)
    {
        try
        {
            return File.ReadAllBytes(file).AsSpan().IndexOf(Encoding.ASCII.GetBytes(Canary)) >= 0;
        }
        catch (FileNotFoundException)
        {
            // The database has removed it meanwhile.
            return false;
        }
        catch (IOException)
        {
            // A socket.
            return false;
        }
    }
}

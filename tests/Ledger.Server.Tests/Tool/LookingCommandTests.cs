using System.Globalization;
using Ledger.Server.Authority.Certificates;

namespace Ledger.Server.Tests.Tool;

/// <summary>What members hold, reports and files, by hand.</summary>
[Collection(Disturbances.Name)]
public sealed class LookingCommandTests(LedgerCluster cluster) : ToolTest(cluster)
{
    private const string Card = "card-of-looking-1";

    private static string Today => Day(DateTime.UtcNow.AddHours(8));

    private static string Month => DateTime.UtcNow.ToString("yyyy-MM", CultureInfo.InvariantCulture);

    [Fact]
    public async Task An_account_its_transactions_and_a_card_are_looked_at()
    {
        var (account, debit) = await TradeAsync();

        var balance = await DoneAsync(Till, "balance", "--card", Card);
        Assert.Equal(($"{account}", "1", "active"), (balance["account"], balance["program"], balance["status"]));
        Assert.Equal("17200", balance["holdings.principal_minor"]);
        var json = await JsonAsync(Till, "balance", "--account", $"{account}");
        Assert.Equal("17200", json.GetProperty("holdings").GetProperty("principal_minor").GetString());

        var statement = await DoneAsync(Till, "statement", "--account", $"{account}");
        Assert.Equal(["kind", "debit", "top_up", "open_account"], Column(statement, "kind"));
        Assert.Equal(["receipt.outcome", "posted", "posted", "posted"], Column(statement, "receipt.outcome"));
        var short1 = await DoneAsync(Till, "statement", "--account", $"{account}", "--limit", "1");
        Assert.Equal(2, short1.Rows.Count(row => row.Length > 5));
        Assert.Contains("--limit", short1.Errors, StringComparison.Ordinal);

        var outcome = await DoneAsync(Till, "outcome", $"{debit}");
        Assert.Equal(($"{debit}", "posted"), (outcome["key"], outcome["outcome"]));
        Assert.Equal(1, (await RefusedAsync(Till, "outcome", $"{Guid.CreateVersion7()}")).Code);
        Assert.Equal("active", (await DoneAsync(Till, "card", Card))["card.status"]);
        Assert.Equal(1, (await RefusedAsync(Till, "card", "card-of-nobody-1")).Code);
        Assert.Equal(1, (await RefusedAsync(Till, "balance", "--mobile", "13800001234", "--program", "1")).Code);
    }

    [Fact]
    public async Task A_quote_says_what_an_operation_would_do_and_posts_nothing()
    {
        await TradeAsync();
        var rows = await ScalarAsync<long>("SELECT count(*) FROM journal");
        var file = In("debit.json");
        await File.WriteAllTextAsync(
            file, $$"""{ "card": "{{Card}}", "store": 1, "terminal": 7, "debit": { "amount_minor": 200 }, "pin": "482915" }""");
        var quote = await DoneAsync(Till, "quote", file);
        Assert.Equal("posted", quote["receipt.outcome"]);
        Assert.DoesNotContain("482915", quote.Output, StringComparison.Ordinal);

        await File.WriteAllTextAsync(file, $$"""{ "card": "{{Card}}", "store": 1, "terminal": 7, "debit": { "amount_minor": 999999 } }""");
        Assert.Equal(1, (await RefusedAsync(Till, "quote", file)).Code);
        await File.WriteAllTextAsync(file, """{ "card": """);
        Assert.Equal(2, (await RefusedAsync(Till, "quote", file)).Code);
        Assert.Equal(rows, await ScalarAsync<long>("SELECT count(*) FROM journal"));
    }

    [Fact]
    public async Task Programs_and_stores_are_looked_at()
    {
        var program = await DoneAsync(Till, "program", "1");
        Assert.Equal(("Member card", "100"), (program["name"], program["redeem_block"]));
        Assert.Equal("1", (await DoneAsync(Till, "program", "--store", "2"))["program"]);
        Assert.Equal(1, (await RefusedAsync(Till, "program", "77")).Code);
        var stores = await DoneAsync(Till, "stores", "--program", "1");
        Assert.Equal(["name", "Central", "Riverside"], Column(stores, "name"));
        Assert.Equal(2, (await JsonAsync(Till, "stores")).GetProperty("stores").GetArrayLength());
    }

    [Fact]
    public async Task Finance_gets_its_reports_on_the_screen_and_as_files()
    {
        var (account, _) = await TradeAsync();
        var (finance, _) = await BackendAsync("finance", "finance@program:1", "auditor@ledger");

        var close = await DoneAsync(finance, "close", "--store", "1", "--date", Today);
        Assert.Equal(Today, close["business_date"]);
        Assert.Contains(close.Rows, row => row.Contains("top_up"));
        var settlement = await DoneAsync(finance, "settlement", "--level", "branch", "--month", Month);
        Assert.Equal("no", settlement["final"]);
        Assert.Contains(settlement.Rows, row => row[0] == "City");
        Assert.Contains((await DoneAsync(finance, "liability")).Rows, row => row.Contains("17200"));
        var trial = await DoneAsync(finance, "trial-balance", "--program", "1");
        Assert.Contains("members", Column(trial, "system"));
        foreach (var words in (string[][])[["close", "--store", "1", "--date", Today], ["settlement", "--level", "store", "--month", Month],
            ["liability"], ["trial-balance"]])
            Assert.True((await JsonAsync(finance, words)).TryGetProperty("lines", out _));

        foreach (var words in (string[][])[["statement", "--account", $"{account}"], ["settlement", "--level", "store", "--month", Month],
            ["trial-balance"], ["close", "--store", "1", "--date", Today], ["liability"]])
        {
            var file = In($"{words[0]}.csv");
            var told = await JsonAsync(finance, ["export", .. words, "--to", file]);
            var bytes = new FileInfo(file).Length;
            Assert.Equal($"{bytes}", told.GetProperty("files")[0].GetProperty("bytes").GetString());
            Assert.True((await File.ReadAllLinesAsync(file)).Length > 1, words[0]);
        }
        // With a mark for spreadsheets; what was there is replaced as a whole.
        await DoneAsync(finance, "export", "liability", "--to", In("liability.csv"), "--byte-order-mark");
        Assert.Equal([0xEF, 0xBB, 0xBF], (await File.ReadAllBytesAsync(In("liability.csv")))[..3]);
        // Refused there is no file, and no part of one.
        Assert.Equal(1, (await RefusedAsync(finance, "export", "statement", "--account", "4711", "--to", In("nobody.csv"))).Code);
        Assert.Empty(Directory.GetFiles(Data, "nobody*"));
    }

    [Fact]
    public async Task Status_says_of_each_server_how_it_is()
    {
        var address = $"{Ledger.Host.Address}".TrimEnd('/');
        var status = await DoneAsync(Till, "status");
        Assert.Equal([address, "serving"], status.Rows[1][..2]);

        var one = await RunAsync("status", "--credentials", Till, "--address", address, "--address", "https://127.0.0.1:1", "--json");
        Assert.Equal(1, one.Code);
        Assert.Contains("\"away\"", one.Output, StringComparison.Ordinal);
        Assert.Equal(4, (await RefusedAsync(Till, "status", "--address", "https://127.0.0.1:1")).Code);
    }

    [Fact]
    public async Task A_credential_that_is_over_and_a_server_that_is_not_trusted_are_told()
    {
        var authority = new AuthorityFiles(In("other"), "", "", "");
        OwnAuthority.ReadOrMake(authority, Guid.NewGuid(), DateTime.UtcNow);
        var own = await File.ReadAllTextAsync(Path.Combine(Till, "trust.pem"));
        File.Copy(authority.OwnAuthority, Path.Combine(Till, "trust.pem"), overwrite: true);
        var (code, errors) = await RefusedAsync(Till, "stores");
        Assert.Equal(4, code);
        Assert.Contains("not trusted", errors, StringComparison.Ordinal);

        await File.WriteAllTextAsync(Path.Combine(Till, "trust.pem"), own);
        await GrowOldAsync(Till, 100);
        (code, errors) = await RefusedAsync(Till, "stores");
        Assert.Equal(3, code);
        Assert.Contains("a new token", errors, StringComparison.Ordinal);
    }

    private async Task<(long Account, Guid Debit)> TradeAsync()
    {
        var till = ClientOf(Till);
        var opened = Assert.IsType<PostingResult.Posted>(await till.OpenAccountAsync(Card));
        Assert.IsType<PostingResult.Posted>(await till.TopUpAsync(Target.Card(Card), 18_000));
        var paid = Assert.IsType<PostingResult.Posted>(await till.DebitAsync(Target.Card(Card), 800));
        return (opened.Receipt.Account, new Guid(paid.Receipt.Key.Span, bigEndian: true));
    }

    private static IEnumerable<string> Column(Told told, string name)
    {
        var rows = told.Rows.SkipWhile(row => !row.Contains(name)).ToList();
        var at = Array.IndexOf(rows[0], name);
        return rows.Where(row => row.Length > at).Select(row => row[at]);
    }

    private static string Day(DateTime at) => at.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}

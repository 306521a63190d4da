using Ledger.Server.Authority.Policy;

namespace Ledger.Server.Tests.Tool;

/// <summary>Who may do what, looked at and changed by hand.</summary>
[Collection(Disturbances.Name)]
public sealed class AuthorityCommandTests(LedgerCluster cluster) : ToolTest(cluster)
{
    [Fact]
    public async Task A_first_administrator_makes_a_credential_of_his_own_and_the_one_of_the_first_start_can_go()
    {
        var own = In("wang");
        var told = await RunAsync("init", "--name", "Wang Li", "--into", own, "--credentials", Admin);

        Assert.Equal(0, told.Code);
        Assert.Equal(("3", "Wang Li"), (told["caller"], told["name"]));
        foreach (var file in Directory.GetFiles(own))
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        await DoneAsync(own, "caller", "revoke", "1", "--reason", "was for the first start alone");
        await Wait.UntilAsync(async () => (await RunAsync("caller", "list", "--credentials", Admin)).Code == 3, "it is let in no more");
        var (code, errors) = await RefusedAsync(own, "caller", "revoke", "3");
        Assert.Equal(1, code);
        Assert.Contains("LAST_ADMINISTRATOR", errors, StringComparison.Ordinal);
        // A second time there is a credential in the folder, and nobody is made.
        Assert.Equal(2, (await RunAsync("init", "--name", "Wang Li", "--into", own, "--credentials", own)).Code);
        Assert.Equal(3, await ScalarAsync<long>("SELECT count(*) FROM caller"));
    }

    [Fact]
    public async Task Tokens_of_terminals_go_into_a_file_of_their_owner_and_nowhere_else()
    {
        var file = In("tokens.csv");
        var told = await DoneAsync(Admin, "terminal", "create", "--store", "2", "--count", "3", "--first", "20", "--out", file, "--json");

        var lines = await File.ReadAllLinesAsync(file);
        Assert.Equal("caller,name,store,terminal,token,token_not_after", lines[0]);
        Assert.Equal(["20", "21", "22"], lines[1..].Select(line => line.Split(',')[3]));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        foreach (var token in lines[1..].Select(line => line.Split(',')[4]))
        {
            Assert.Equal(30, token.Length);
            Assert.DoesNotContain(token, $"{told.Output}{told.Errors}", StringComparison.Ordinal);
        }

        // The device says its token on standard input or behind --token, and has its place from then on.
        var enrolled = await EnrollAsync(lines[1].Split(',')[4], "till-20");
        Assert.Equal(("2", "20"), (enrolled["store"], enrolled["terminal"]));
        Assert.IsType<PostingResult.Posted>(await ClientOf(In("till-20")).OpenAccountAsync("card-of-tool-20"));

        // A file that is there stays as it is, and nobody is made.
        var (code, _) = await RefusedAsync(Admin, "terminal", "create", "--store", "2", "--first", "30", "--out", file);
        Assert.Equal((2, lines.Length), (code, (await File.ReadAllLinesAsync(file)).Length));
        Assert.Equal(0, await ScalarAsync<long>("SELECT count(*) FROM caller WHERE terminal = 30"));
        // Refused by the ledger there is no file left.
        Assert.Equal(1, (await RefusedAsync(Admin, "terminal", "create", "--store", "2", "--first", "20", "--out", In("no.csv"))).Code);
        Assert.False(File.Exists(In("no.csv")));
    }

    [Fact]
    public async Task A_device_enrols_renews_is_revoked_and_is_let_in_no_more()
    {
        var token = (await JsonAsync(Admin, "terminal", "create", "--store", "1", "--first", "8"))
            .GetProperty("callers")[0].GetProperty("token").GetString()!;
        await EnrollAsync(token, "till-8");
        var (first, again) = (In("till-8"), await RunAsync(
            "enroll", "--address", $"{Ledger.Host.Address}", "--token", token, "--into", In("another"), "--fingerprint",
            Certificates.Current.Fingerprint));
        Assert.Equal(3, again.Code);
        Assert.Contains("TOKEN_NOT_ACCEPTED", again.Errors, StringComparison.Ordinal);

        var early = await RefusedAsync(first, "credential", "renew");
        Assert.Equal(1, early.Code);
        Assert.Contains("TOO_EARLY", early.Errors, StringComparison.Ordinal);
        await GrowOldAsync(first);
        var before = (await DoneAsync(first, "credential", "show")).Output;
        // By itself, with whatever is asked.
        var renewed = await DoneAsync(first, "stores");
        Assert.Contains("renewed", renewed.Errors, StringComparison.Ordinal);
        var after = (await DoneAsync(first, "credential", "show")).Output;
        Assert.NotEqual(before, after);
        await GrowOldAsync(first);
        Assert.NotEqual(after, (await DoneAsync(first, "credential", "renew")).Output);

        var caller = await ScalarAsync<int>("SELECT caller FROM caller WHERE terminal = 8");
        List<string> keys = [];
        await Wait.UntilAsync(async () =>
        {
            keys = [.. (await JsonAsync(Admin, "caller", "show", $"{caller}")).GetProperty("credentials").EnumerateArray()
                .Select(key => Convert.ToHexStringLower(key.GetProperty("key").GetBytesFromBase64()))];
            return keys.Count == 3;
        }, "the server knows the renewed ones");
        var own = (await DoneAsync(first, "credential", "show")).Rows;
        Assert.Contains(own, row => row.Any(keys.Contains));
        foreach (var key in keys) await DoneAsync(Admin, "credential", "revoke", key, "--reason", "lost");

        await Wait.UntilAsync(
            async () => await RefusedAsync(first, "stores") is (3, var why) && why.Contains("CREDENTIAL_REVOKED", StringComparison.Ordinal),
            "it is let in no more");
    }

    [Fact]
    public async Task A_terminal_is_moved_gets_roles_and_loses_them()
    {
        var listed = await JsonAsync(Admin, "caller", "list", "--store", "1");
        var till = Assert.Single(listed.GetProperty("callers").EnumerateArray()).GetProperty("caller").GetInt32();

        await DoneAsync(Admin, "caller", "move", $"{till}", "--store", "2", "--terminal", "9");
        Assert.Contains(await Rows("caller", "list"), row =>
            row.Take(5).SequenceEqual([$"{till}", "terminal", "store 2 terminal 9", "2", "9"]));
        await DoneAsync(Admin, "caller", "withdraw", $"{till}", "manager", "own-place");
        await DoneAsync(Admin, "caller", "grant", $"{till}", "manager", "branch:1/City", "--vouched");
        await DoneAsync(Admin, "caller", "grant", $"{till}", "finance", "program:1");

        var grants = (await Rows("caller", "list")).First(row => row[0] == $"{till}")[5];
        Assert.Equal("cashier@own-place; manager@branch:1/City; finance@program:1 (not vouched)", grants);
        var (code, errors) = await RefusedAsync(Admin, "caller", "grant", "1", "cashier", "ledger");
        Assert.Equal(1, code);
        Assert.Contains("ROLES_APART", errors, StringComparison.Ordinal);
        Assert.Equal(1, (await RefusedAsync(Admin, "caller", "withdraw", $"{till}", "manager", "own-place")).Code);
        Assert.Equal(1, (await RefusedAsync(Admin, "caller", "show", "4711")).Code);
        Assert.Contains("Nothing had to be changed.",
            (await DoneAsync(Admin, "caller", "grant", $"{till}", "finance", "program:1")).Output, StringComparison.Ordinal);

        async Task<IReadOnlyList<string[]>> Rows(params string[] words) => (await DoneAsync(Admin, words)).Rows;
    }

    [Fact]
    public async Task An_administrator_and_a_new_token_are_made()
    {
        var made = await DoneAsync(Admin, "administrator", "create", "Program one", "--scope", "program:1");
        var row = made.Rows[1];
        Assert.Equal(("caller", "3", "Program one"), (made.Rows[0][0], row[0], row[1]));
        await EnrollAsync(row[4], "second");
        // The device is exchanged for another one.
        var token = (await DoneAsync(Admin, "token", "3")).Rows[1][4];
        await EnrollAsync(token, "third");
        Assert.Equal(0, (await DoneAsync(In("third"), "caller", "list")).Code);
    }

    [Fact]
    public async Task May_says_what_is_missing_and_a_no_is_no_mistake()
    {
        Assert.Equal("yes", (await DoneAsync(Till, "may", "me", "debit", "--store", "1", "--terminal", "7"))["allowed"]);
        var no = await RunAsync("may", "2", "adjust", "--store", "1", "--credentials", Admin);
        Assert.Equal((1, "no"), (no.Code, no["allowed"]));
        Assert.NotEqual("", no["missing"]);
        var json = await RunAsync("may", "me", "adjust", "--store", "1", "--json", "--credentials", Till);
        Assert.Equal(1, json.Code);
        Assert.Contains("\"allowed\": false", json.Output, StringComparison.Ordinal);
        Assert.Equal(2, (await RefusedAsync(Admin, "may", "me", "no_such_kind")).Code);
    }

    [Fact]
    public async Task A_policy_is_shown_checked_and_activated()
    {
        Assert.Equal(PolicyDocument.Shipped.Text.TrimEnd(), (await DoneAsync(Admin, "policy", "show")).Output.TrimEnd());
        var file = In("authority.yaml");
        await File.WriteAllTextAsync(file, "kinds: {}\n");
        var wrong = await RunAsync("policy", "check", file, "--credentials", Admin);
        Assert.Equal(1, wrong.Code);
        Assert.NotEmpty(wrong.Rows);
        Assert.Equal(2, (await RefusedAsync(Admin, "policy", "activate", file)).Code);

        await File.WriteAllTextAsync(file, PolicyDocument.Shipped.Text);
        Assert.Equal("OK\n", (await DoneAsync(Admin, "policy", "check", file)).Output);
        Assert.Equal("1", (await DoneAsync(Admin, "policy", "activate", file, "--from", "2090-01-01T00:00:00+08:00"))["version"]);
        Assert.Equal(
            new DateTime(2089, 12, 31, 16, 0, 0, DateTimeKind.Utc),
            await ScalarAsync<DateTime>("SELECT active_from FROM policy WHERE version = 1"));
        Assert.Equal(1, (await JsonAsync(Admin, "policy", "show", "1")).GetProperty("version").GetInt32());
    }

    [Fact]
    public async Task The_list_of_changes_is_followed_over_its_pages_up_to_the_limit()
    {
        await ExecuteAsync("INSERT INTO authority_change (what) SELECT 'change ' || n FROM generate_series(1, 1200) AS n");
        var all = await DoneAsync(Admin, "log", "--limit", "2000");
        Assert.Equal(["epoch", "at", "by", "what"], all.Rows[0]);
        Assert.Equal(await ScalarAsync<long>("SELECT count(*) FROM authority_change"), all.Rows.Count - 1);
        Assert.Equal("", all.Errors);

        var some = await DoneAsync(Admin, "log", "--limit", "700", "--json");
        Assert.Equal(700, System.Text.Json.JsonDocument.Parse(some.Output).RootElement.GetProperty("changes").GetArrayLength());
        Assert.Contains("--limit", some.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_lacks_the_right_is_told_which_and_ends_with_3()
    {
        var (code, errors) = await RefusedAsync(Till, "log");
        Assert.Equal(3, code);
        Assert.Contains("RIGHT_MISSING", errors, StringComparison.Ordinal);
        Assert.Equal(3, (await RefusedAsync(Till, "administrator", "create", "me")).Code);
        Assert.Equal(3, (await RefusedAsync(Admin, "trial-balance")).Code);
        Assert.Equal(2, await ScalarAsync<long>("SELECT count(*) FROM caller"));
    }
}

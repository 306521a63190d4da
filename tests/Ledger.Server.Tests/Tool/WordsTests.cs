using System.CommandLine;
using Google.Protobuf.WellKnownTypes;
using Ledger.Tool;
using Ledger.Tool.Looking;
using Ledger.Tool.Screens;
using Ledger.Tool.Words;

namespace Ledger.Server.Tests.Tool;

/// <summary>What commands understand and how they tell what they got, without a ledger.</summary>
public sealed class WordsTests
{
    [Theory]
    [InlineData("may me", "KIND|CALL")]
    [InlineData("balance --credentials x", "one of --account")]
    [InlineData("balance --account 1 --card 66001234", "one of --account")]
    [InlineData("balance --mobile 13800001234", "--program")]
    [InlineData("balance --account 0", "--account: \"0\" is not a whole number from 1 to 9007199254740991.")]
    [InlineData("close --store 1 --date 29.11.2026", "--date: \"29.11.2026\" is not a date like 2026-11-29.")]
    [InlineData("settlement --level shop --month 2026-11", "--level: \"shop\" is not one of store, branch, merchant.")]
    [InlineData("settlement --level store", "--month or --business-month")]
    [InlineData("settlement --level store --month 2026-11 --business-month 2026-11", "--month or --business-month")]
    [InlineData("caller grant 3 king ledger", "ROLE: \"king\" is not one of cashier, manager, finance, auditor, admin.")]
    [InlineData("caller grant 3 manager store:x", "SCOPE: \"store:x\" is not own-place, store:NUMBER")]
    [InlineData("caller revoke three", "CALLER: \"three\" is not a whole number")]
    [InlineData("backend create shop --grant finance", "--grant: \"finance\" is not a role and where")]
    [InlineData("terminal create --store 1 --count 1001", "from 1 to 1000")]
    [InlineData("credential revoke abc", "KEY: \"abc\" is not the key of a credential")]
    [InlineData("outcome abc", "KEY: \"abc\" is not a UUID.")]
    [InlineData("policy activate a.yaml --from 2027-01-01T00:00:00", "is not a time with its offset")]
    [InlineData("enroll --token a --into b --address https://127.0.0.1:1", "--trust FILE or --fingerprint HEX")]
    [InlineData("export liability", "--to")]
    [InlineData("program", "PROGRAM or --store")]
    [InlineData("stores --address ledger.example", "is not an address like https://ledger.example:5005.")]
    [InlineData("stores --colour", "--colour")]
    [InlineData("sell", "sell")]
    public async Task What_is_not_understood_is_told_and_ends_with_2(string words, string told)
    {
        var (code, _, errors) = await ToolTest.RunAsync(words.Split(' '));
        Assert.Equal(2, code);
        Assert.Contains(told, errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("stores", "--credentials FOLDER, or LEDGER_CREDENTIALS")]
    [InlineData("stores --credentials /nowhere", "The credential in /nowhere cannot be read")]
    [InlineData("stores --credentials /nowhere --address http://127.0.0.1:1", "is without TLS")]
    [InlineData("stores --insecure --address https://127.0.0.1:1", "--insecure is for http:// on loopback")]
    [InlineData("stores --insecure --address http://192.0.2.1:1", "--insecure is for http:// on loopback")]
    [InlineData("init --name me --into x --credentials /nowhere", "There is no credential in /nowhere")]
    [InlineData("policy check /nowhere/authority.yaml --insecure", "/nowhere/authority.yaml")]
    [InlineData("status --insecure --metrics http://127.0.0.1:1 --metrics http://127.0.0.1:2", "more --metrics than --address")]
    public async Task What_cannot_be_used_is_told_and_ends_with_2(string words, string told)
    {
        var (code, output, errors) = await ToolTest.RunAsync(words.Split(' '));
        Assert.Equal((2, ""), (code, output));
        Assert.Contains(told, Assert.Single(errors.Split('\n', StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_nobody_listens_it_ends_with_4()
    {
        var (code, output, errors) = await ToolTest.RunAsync("stores", "--insecure", "--address", "http://127.0.0.1:1");
        Assert.Equal((4, ""), (code, output));
        Assert.Contains("127.0.0.1:1", errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("cal", 3, "caller")]
    [InlineData("caller re", 9, "revoke")]
    [InlineData("caller grant 3 man", 18, "manager")]
    [InlineData("settlement --level b", 20, "branch")]
    [InlineData("stores --cred", 13, "--credentials")]
    public async Task A_shell_is_told_how_a_word_goes_on(string typed, int at, string expected)
    {
        var (code, output, _) = await ToolTest.RunAsync($"[suggest:{at}]", typed);
        Assert.Equal(0, code);
        // Where it begins, and where it has that elsewhere; shells take the former.
        var begun = typed.Split(' ')[^1];
        Assert.Equal(
            expected, Assert.Single(output.Split('\n', StringSplitOptions.RemoveEmptyEntries), one =>
            one.StartsWith(begun, StringComparison.Ordinal)));
        foreach (var shell in (string[])["bash", "zsh", "fish"])
            Assert.Contains("[suggest:", (await ToolTest.RunAsync("completion", shell)).Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_command_has_an_example_in_its_page()
    {
        var page = File.ReadAllText(Path.Combine(Root(), "docs", "tool.md"));
        var commands = LedgerCommands.All().SelectMany(command => Leaves("ledger", command)).ToList();
        Assert.True(commands.Count > 25);
        Assert.All(commands, command => Assert.Matches($"`{command}[ `]", page));
    }

    [Theory]
    [InlineData("own-place")]
    [InlineData("store:3")]
    [InlineData("branch:1/North: the first")]
    [InlineData("program:7")]
    [InlineData("ledger")]
    public void A_scope_is_read_as_it_is_told(string words)
    {
        Assert.True(ScopeWords.TryRead(words, out Scope scope));
        Assert.Equal(words, ScopeWords.Of(scope));
        Assert.True(ScopeWords.TryRead($"auditor@{words}", out Grant grant));
        Assert.Equal((Role.Auditor, scope), (grant.Role, grant.Scope));
    }

    [Theory]
    [InlineData("store:0")]
    [InlineData("store:-1")]
    [InlineData("branch:1")]
    [InlineData("branch:1/")]
    [InlineData("branch:/North")]
    [InlineData("ledger:1")]
    [InlineData("Ledger")]
    [InlineData("")]
    public void What_is_no_scope_is_refused(string words) => Assert.False(ScopeWords.TryRead(words, out Scope _));

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public void An_answer_is_lines_with_tabs_a_table_or_JSON_and_moves_no_cursor(bool isTerminal, bool isJson)
    {
        using var output = new StringWriter { NewLine = "\n" };
        var page = new CallerPage
        {
            Callers =
            {
                new CallerFacts
                {
                    Caller = 12, Kind = CallerKind.Terminal, Name = "till\u001b[2J\tone", Store = 3, Terminal = 7,
                    Grants = { new Grant { Role = Role.Cashier, Scope = new Scope { OwnPlace = true }, Vouched = true } },
                    RevokedAt = Timestamp.FromDateTime(new DateTime(2026, 11, 29, 8, 0, 0, DateTimeKind.Utc)),
                },
                new CallerFacts { Caller = 13, Kind = CallerKind.Backend, Name = "shop" },
            },
        };
        // As many as a terminal of 80 columns has room for.
        new Screen(output, isTerminal, isJson).Tell(page, columns: ["caller", "name", "store", "grants", "revoked_at"]);
        var told = output.ToString();

        Assert.DoesNotContain("\u001b[2J", told, StringComparison.Ordinal);
        if (isJson)
            Assert.Equal(12, System.Text.Json.JsonDocument.Parse(told).RootElement.GetProperty("callers")[0].GetProperty("caller")
                .GetInt32());
        else if (isTerminal)
            foreach (var word in (string[])["caller", "12", "till [2J one", "cashier@own-place", "2026-11-29T08:00:00Z", "shop"])
                Assert.Contains(word, told, StringComparison.Ordinal);
        else
            Assert.Equal(
                "caller\tname\tstore\tgrants\trevoked_at\n"
                + "12\ttill [2J one\t3\tcashier@own-place\t2026-11-29T08:00:00Z\n13\tshop\t\t\t\n", told);
    }

    [Fact]
    public void Figures_are_read_from_a_page()
    {
        var figures = Figures.Read(
            "# TYPE a gauge\nledger_build_info{otel_scope_name=\"Ledger\",version=\"0.2.0+abc\"} 1 1700000000000\n"
            + "ledger_partition_serving{partition=\"0\"} 1\nledger_partition_serving{partition=\"1\"} 0\nledger_partition_serving{partition=\"2\"} 1\n"
            + "ledger_clock_ahead_seconds -3\n# EOF\nnonsense\n");
        Assert.Equal(("0.2.0+abc", 2d, -3d, null),
            (figures.Label("ledger_build_info", "version"), figures.Sum("ledger_partition_serving"),
            figures.Of("ledger_clock_ahead_seconds"),
                figures.Of("ledger_none")));
    }

    private static IEnumerable<string> Leaves(string before, Command command) =>
        command.Subcommands.Count == 0 ? [$"{before} {command.Name}"]
            : command.Subcommands.SelectMany(below => Leaves($"{before} {command.Name}", below));

    /// <summary>The repository.</summary>
    internal static string Root()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Ledger.sln")))
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("The repository was not found.");
        return folder;
    }
}

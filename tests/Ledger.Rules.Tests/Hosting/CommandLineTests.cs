using Ledger.Server.Basics;
using Ledger.Server.Hosting;

namespace Ledger.Rules.Tests.Hosting;

/// <summary>What the arguments of the server mean.</summary>
public sealed class CommandLineTests
{
    private Settings? _served;
    private Settings? _verified;
    private bool _sinceClosing;
    private IReadOnlyList<string>? _checked;

    [Fact]
    public async Task An_option_stands_for_its_setting_and_a_flag_needs_no_value()
    {
        var (code, _, mistakes) = await RunAsync(
            "--address", "http://127.0.0.1:1", "--insecure", "--queue-max-count=5000", "--reflection", "false", "--node", "-1");
        Assert.Equal((0, ""), (code, mistakes));
        Assert.Equal(
            ("http://127.0.0.1:1", true, 5000, false, "-1"),
            (_served!.Address, _served.Insecure, _served.Limits.QueueMaxCount, _served.Reflection, _served.Node));
    }

    [Fact]
    public async Task Verify_takes_the_same_settings_and_serves_nobody()
    {
        Assert.Equal(0, (await RunAsync("verify", "--data", "somewhere")).Code);
        Assert.Equal(("somewhere", null, false), (_verified!.Data, _served, _sinceClosing));
        Assert.Equal(0, (await RunAsync("verify", "--since-closing")).Code);
        Assert.True(_sinceClosing);
    }

    [Fact]
    public async Task Check_takes_files_and_at_least_one()
    {
        Assert.Equal(0, (await RunAsync("check", "a.yaml", "b.yaml")).Code);
        Assert.Equal(["a.yaml", "b.yaml"], _checked!);
        Assert.Equal(2, (await RunAsync("check")).Code);
    }

    [Theory]
    [InlineData("'--colour'", "--colour")]
    [InlineData("'serve'", "serve")]
    [InlineData("--address", "--address")]
    [InlineData("'--limits'", "--limits")]
    public async Task What_is_not_understood_is_told_in_a_line(string told, string argument)
    {
        var (code, _, mistakes) = await RunAsync(argument);
        Assert.Equal(2, code);
        Assert.Contains(told, Assert.Single(mistakes.Split('\n', StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
        Assert.Null(_served);
    }

    [Fact]
    public async Task A_value_that_is_none_is_refused_by_the_name_of_its_setting()
    {
        var refused = await Assert.ThrowsAsync<SettingsException>(() => RunAsync("--partitions", "four"));
        Assert.Equal("LEDGER_PARTITIONS is \"four\", which is not a whole number in range.", refused.Message);
    }

    [Fact]
    public async Task Help_names_every_setting_with_what_the_source_says_of_it()
    {
        var (code, told, _) = await RunAsync("--help");
        Assert.Equal(0, code);
        var text = string.Join(' ', told.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        var settings = typeof(Settings).GetProperties().Concat(typeof(Limits).GetProperties());
        foreach (var name in settings.Select(setting => setting.Name).Except(["Limits"]))
            Assert.Contains($"--{Settings.UpperSnake(name).Replace('_', '-').ToLowerInvariant()} ", text, StringComparison.Ordinal);
        Assert.Contains("Partitions of a new ledger, 1 to 1024; fixed once the ledger exists.", text, StringComparison.Ordinal);
        Assert.Contains("empty: card.key under Data, made at first start.", text, StringComparison.Ordinal);
        Assert.Contains("Longest wait for a commit", text, StringComparison.Ordinal);
        Assert.Null(_served);
    }

    private async Task<(int Code, string Told, string Mistakes)> RunAsync(params string[] arguments)
    {
        using var told = new StringWriter { NewLine = "\n" };
        using var mistakes = new StringWriter { NewLine = "\n" };
        var commands = new CommandLine(
            settings => Done(_served = settings), (settings, since) =>
            {
                _sinceClosing = since;
                return Done(_verified = settings);
            }, files => (_checked = files).Count > 0 ? 0 : 1,
            Tool.LedgerCommands.All());
        return (await commands.RunAsync(arguments, told, mistakes), told.ToString(), mistakes.ToString());

        static Task<int> Done(Settings _) => Task.FromResult(0);
    }
}

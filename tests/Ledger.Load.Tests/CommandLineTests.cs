using Ledger.Load.CommandLine;
using Ledger.Tooling.Processes;

namespace Ledger.Load.Tests;

public class CommandLineTests
{
    [Fact]
    public async Task Help_names_every_option_and_the_commands()
    {
        var (code, output, error) = await RunAsync("--help");

        Assert.Equal((0, ""), (code, error));
        Assert.All(
            [
                "--self", "--address", "--credentials", "--scenario", "--list", "--plan", "--duration", "--scale", "--terminals",
                "--connections", "--seed",
                "--threshold",
                "--fault", "--out", "--plain", "--server-setting", "--metrics", "--connection", "--exclusive", "compare", "Exit code",
            ],
            word => Assert.Contains(word, output, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("--nonsense", "--nonsense")]
    [InlineData("--self --scenario smoke nonsense", "nonsense")]
    [InlineData("--self --scenario", "--scenario")]
    [InlineData("--self --scenario smoke --terminals many", "\"many\" is not a whole number from 1 to 100000")]
    [InlineData("--self --scenario smoke --seed=-1", "\"-1\" is not a whole number from 0 to 2147483647")]
    [InlineData("compare only-one.json", "B.json")]
    public async Task Words_that_are_not_understood_are_told_in_one_line_and_end_with_2(string words, string told)
    {
        var (code, output, error) = await RunAsync(words.Split(' '));

        Assert.Equal((2, ""), (code, output));
        Assert.Contains(told, Assert.Single(error.TrimEnd().Split('\n')), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--self", "Say which --scenario to run")]
    [InlineData("--scenario smoke", "Say where: --self, or --address")]
    [InlineData("--self --address http://127.0.0.1:1 --scenario smoke", "Say where: --self, or --address")]
    [InlineData("--self --credentials till --scenario smoke", "--credentials is for a server that runs already")]
    [InlineData("--address nowhere --scenario smoke", "\"nowhere\" does not look like http://127.0.0.1:5005")]
    [InlineData("--self --scenario smoke --scale 0", "\"0\" is not a number over 0")]
    [InlineData("--self --scenario smoke --duration soon", "\"soon\" is not a duration")]
    [InlineData("--self --scenario smoke --threshold p99=1ms", "--threshold:")]
    [InlineData("--self --scenario smoke --server-setting PARTITIONS=8", "does not look like LEDGER_PARTITIONS=8")]
    [InlineData("--address http://127.0.0.1:1 --scenario smoke --server-setting LEDGER_PARTITIONS=8", "for a server of its own")]
    public async Task What_the_options_say_together_is_checked_before_anything_starts(string words, string told) =>
        Assert.Contains(told, (await Assert.ThrowsAsync<ArgumentMistakeException>(() => RunAsync(words.Split(' ')))).Message,
        StringComparison.Ordinal);

    /// <summary>The way through the program's own entry, with its output in a pipe.</summary>
    [Theory]
    [InlineData(0, "--help")]
    [InlineData(0, "--list")]
    [InlineData(0, "--self", "--scenario", "smoke", "--plan", "--scale", "2", "--threshold", "p99<20ms", "--threshold=rate>=1")]
    [InlineData(2)]
    [InlineData(2, "--self")]
    [InlineData(2, "--nonsense")]
    public async Task What_goes_into_a_pipe_carries_no_codes_for_colours(int exitCode, params string[] words)
    {
        var (code, output) = await ServerProcess.RunAsync(
            words, new Dictionary<string, string> { ["TERM"] = "xterm-256color" }, program: typeof(LoadCommand).Assembly.Location);

        Assert.Equal(exitCode, code);
        Assert.NotEmpty(output);
        Assert.DoesNotContain('\u001b', output);
    }

    private static async Task<(int Code, string Output, string Error)> RunAsync(params string[] words)
    {
        var (output, error) = (new StringWriter(), new StringWriter());
        var code = await Tooling.CommandLines.CommandLine.RunAsync(new LoadCommand(TimeProvider.System, default), words, output, error);
        return (code, output.ToString(), error.ToString());
    }
}

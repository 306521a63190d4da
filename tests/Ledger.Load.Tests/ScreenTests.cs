using Ledger.Tooling.Screens;
using Spectre.Console;

namespace Ledger.Load.Tests;

public class ScreenTests
{
    [Fact]
    public void A_file_or_a_pipe_gets_the_words_without_codes_for_colours()
    {
        var output = new StringWriter();
        var console = OutputConsole.On(output, isTerminal: false, widthMin: 200);

        console.MarkupLine("[red]missed[/]");
        console.Write(new Table().AddColumns("leg", "figure").AddRow("unary", "[green]reached[/]"));

        Assert.Contains("missed", output.ToString(), StringComparison.Ordinal);
        Assert.Contains("reached", output.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', output.ToString());
        Assert.True(console.Profile.Width >= 200);
        Assert.False(console.Profile.Capabilities.Interactive);
    }
}

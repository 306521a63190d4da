using Spectre.Console;

namespace Ledger.Tooling.Screens;

/// <summary>The console that results are written to.</summary>
public static class OutputConsole
{
    /// <summary>
    /// A console on a writer; one that is not a terminal gets no codes for colours or the cursor, whatever the environment says.
    /// </summary>
    /// <param name="output">Where the text goes.</param>
    /// <param name="isTerminal">Somebody looks at it: it is not a file or a pipe.</param>
    /// <param name="widthMin">Columns that lines may have at least.</param>
    public static IAnsiConsole On(TextWriter output, bool isTerminal, int widthMin = 80)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(output),
            Ansi = isTerminal ? AnsiSupport.Detect : AnsiSupport.No,
            ColorSystem = isTerminal ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
            Interactive = isTerminal ? InteractionSupport.Detect : InteractionSupport.No,
        });
        console.Profile.Width = Math.Max(widthMin, console.Profile.Width);
        return console;
    }
}

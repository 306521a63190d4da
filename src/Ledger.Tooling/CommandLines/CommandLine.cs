using System.CommandLine;

namespace Ledger.Tooling.CommandLines;

/// <summary>Runs a program's commands: a mistake in the words is told in one line, and ends with its own exit code.</summary>
public static class CommandLine
{
    /// <summary>Exit code of words that cannot be understood.</summary>
    public const int Misunderstood = 2;

    // A word that begins with @ is a word: files of arguments are no part of the programs.
    private static readonly ParserConfiguration _words = new() { EnablePosixBundling = false, ResponseFileTokenReplacer = null };

    /// <summary>Runs the command that the words are about; the exit code.</summary>
    /// <param name="root">The program's commands.</param>
    /// <param name="words">The arguments as the program got them.</param>
    /// <param name="output">For --help.</param>
    /// <param name="error">For the mistake.</param>
    public static async Task<int> RunAsync(RootCommand root, IReadOnlyList<string> words, TextWriter output, TextWriter error)
    {
        ArgumentNullException.ThrowIfNull(root);
        ArgumentNullException.ThrowIfNull(error);
        var parsed = root.Parse(words, _words);
        if (parsed.Errors.Count > 0)
        {
            await error.WriteLineAsync($"{parsed.Errors[0].Message} See --help.");
            return Misunderstood;
        }
        // The programs stop in order by themselves when they are told to.
        return await parsed.InvokeAsync(new InvocationConfiguration
        {
            Output = output, Error = error, EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null,
        });
    }
}

using System.CommandLine;
using System.CommandLine.Completions;
using Ledger.Tool.Authority;
using Ledger.Tool.Connecting;
using Ledger.Tool.Looking;
using Ledger.Tool.Shells;

namespace Ledger.Tool;

/// <summary>
/// What administrators, operators and finance ask of a ledger: the commands of <c>ledger</c>, which the server's program has too.
/// </summary>
public static class LedgerCommands
{
    // A word that begins with @ is a word, and options are spelled out.
    private static readonly ParserConfiguration _words = new() { EnablePosixBundling = false, ResponseFileTokenReplacer = null };

    /// <summary>All commands, each with the options that say where the ledger is.</summary>
    public static IReadOnlyList<Command> All()
    {
        Command[] commands =
        [
            EnrolmentCommands.Init(), EnrolmentCommands.Enroll(), MakingCommands.Token(), MakingCommands.Terminal(),
            MakingCommands.Backend(),
            MakingCommands.Administrator(), CallerCommands.Caller(), EnrolmentCommands.Credential(), RightsCommands.May(),
            RightsCommands.Policy(), RightsCommands.Log(),
            MemberCommands.Balance(), MemberCommands.Statement(), MemberCommands.Outcome(), MemberCommands.Card(), MemberCommands.Quote(),
            CatalogueCommands.Program(), CatalogueCommands.Stores(),
            ReportCommands.Close(), ReportCommands.Settlement(), ReportCommands.Liability(), ReportCommands.TrialBalance(),
            ReportCommands.Export(), StatusCommand.Status(),
        ];
        foreach (var command in commands) ConnectionOptions.AddTo(command);
        return commands;
    }

    /// <summary>Reads the words and does what they say.</summary>
    /// <param name="words">The arguments.</param>
    /// <param name="output">Where answers go.</param>
    /// <param name="errors">Where it is told what was not done, and why.</param>
    /// <returns>One of <see cref="ExitCodes"/>.</returns>
    public static async Task<int> RunAsync(IReadOnlyList<string> words, TextWriter output, TextWriter errors)
    {
        ArgumentNullException.ThrowIfNull(errors);
        var root = new RootCommand($"Asks a ledger, and changes who may do what there. {ExitCodes.Told}");
        foreach (var command in All()) root.Add(command);
        root.Add(CompletionCommand.Completion());
        var parsed = root.Parse(words, _words);
        // A shell that asks how a word goes on has half of one.
        if (root.Directives.OfType<SuggestDirective>().Any(suggest => parsed.GetResult(suggest) is not null))
            return await parsed.InvokeAsync(new InvocationConfiguration { Output = output, Error = errors });
        foreach (var mistake in parsed.Errors) await errors.WriteLineAsync($"{mistake.Message} See --help.");
        if (parsed.Errors.Count > 0) return ExitCodes.WrongArguments;
        return await parsed.InvokeAsync(new InvocationConfiguration
        {
            Output = output, Error = errors, EnableDefaultExceptionHandler = false,
        });
    }
}

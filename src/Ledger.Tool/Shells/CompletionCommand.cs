using System.CommandLine;
using Ledger.Tool.Connecting;
using Ledger.Tool.Words;

namespace Ledger.Tool.Shells;

/// <summary><c>completion SHELL</c>: what has a shell ask <c>ledger</c> itself how a word goes on.</summary>
internal static class CompletionCommand
{
    // The words without the program's own name, and where the cursor is in them.
    private const string Bash = """
        _ledger() {
          local words=${COMP_LINE#* } IFS=$'\n'
          COMPREPLY=($(compgen -W "$(ledger "[suggest:$((COMP_POINT - (${#COMP_LINE} - ${#words})))]" "$words" 2>/dev/null)" \
            -- "${COMP_WORDS[COMP_CWORD]}"))
        }
        complete -o default -F _ledger ledger
        """;

    private const string Zsh = """
        #compdef ledger
        _ledger() {
          local words=${BUFFER#* }
          local -a found
          found=("${(@f)$(ledger "[suggest:$((CURSOR - ($#BUFFER - $#words)))]" "$words" 2>/dev/null)}")
          compadd -a found || _files
        }
        compdef _ledger ledger
        """;

    private const string Fish = """
        function __ledger
          set -l words (commandline -cp | string replace -r '^\S+\s*' '')
          ledger "[suggest:"(string length -- "$words")"]" "$words" 2>/dev/null
        end
        complete -c ledger -a '(__ledger)'
        """;

    private enum Shell
    {
        None,
        Bash,
        Zsh,
        Fish,
    }

    public static Command Completion()
    {
        var shell = Worded.OneOfArgument<Shell>("SHELL", "Which shell:");
        var command = new Command("completion", "Prints what has a shell complete commands and options.") { shell };
        command.SetAction(words =>
        {
            words.InvocationConfiguration.Output.WriteLine(
                words.GetValue(shell) switch { Shell.Bash => Bash, Shell.Zsh => Zsh, _ => Fish });
            return ExitCodes.Done;
        });
        return command;
    }
}

using System.Collections;
using System.CommandLine;

namespace Ledger.Server.Hosting;

/// <summary>
/// What the server can be told to do: to serve, to <c>verify</c> or to <c>check</c> documents, with an option for each setting. An option
/// stands in for the environment variable of the setting and comes before it. Beside these it has the commands that ask a ledger.
/// </summary>
/// <param name="serve">Serves until it is told to stop.</param>
/// <param name="verify">Checks a ledger; true: from its newest closings on.</param>
/// <param name="check">Checks documents.</param>
/// <param name="asking">The commands that ask a ledger, by their own options and with exit codes of their own.</param>
internal sealed class CommandLine(
    Func<Settings, Task<int>> serve, Func<Settings, bool, Task<int>> verify, Func<IReadOnlyList<string>, int> check,
    IReadOnlyList<Command> asking)
{
    private readonly IReadOnlyList<SettingOption> _options = SettingOption.All();

    /// <summary>Reads the arguments and does what they say.</summary>
    /// <param name="args">The arguments.</param>
    /// <param name="told">Where help goes.</param>
    /// <param name="mistakes">Where it is told, in a line for each, what is not understood.</param>
    /// <returns>The exit code of the command; 2 when the arguments are not understood.</returns>
    /// <exception cref="SettingsException">The settings cannot be used.</exception>
    public async Task<int> RunAsync(string[] args, TextWriter told, TextWriter mistakes)
    {
        // A file of arguments behind an @ would take the place of a connection string that begins with one.
        var parsed = Commands().Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
        foreach (var mistake in parsed.Errors) await mistakes.WriteLineAsync($"{mistake.Message} See --help.");
        if (parsed.Errors.Count > 0) return ExitCodes.Refused;
        // Signals and mistakes are the host's and the program's.
        return await parsed.InvokeAsync(new InvocationConfiguration
        {
            Output = told, Error = mistakes, EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null,
        });
    }

    private RootCommand Commands()
    {
        var files = new Argument<string[]>("FILE") { Description = "Program documents, and stores.yaml.", Arity = ArgumentArity.OneOrMore };
        var checking = new Command("check", "Checks program documents without a database; exit code 0, or 2 with every mistake.") { files };
        var sinceClosing = new Option<bool>("--since-closing")
        {
            Description = "Read only what came behind the newest closing of each partition: what it closed is believed as long as it fits its "
                + "own hash.",
        };
        var verifying = new Command("verify", "Checks every invariant of the ledger and prints what it found; exit code 0 (sound) or 1.")
        {
            sinceClosing,
        };
        var serving = new RootCommand(
            "The ledger's server: serves until it is told to stop. Settings come from appsettings.json (section \"Ledger\"), then "
            + $"environment variables (LEDGER_ADDRESS), then options (--address). {ExitCodes.Told}")
        {
            checking, verifying,
        };
        foreach (var command in asking) serving.Add(command);
        foreach (var setting in _options)
        {
            serving.Add(setting.Option);
            verifying.Add(setting.Option);
        }
        checking.SetAction(parsed => check(parsed.GetRequiredValue(files)));
        verifying.SetAction(parsed => verify(SettingsOf(parsed), parsed.GetValue(sinceClosing)));
        serving.SetAction(parsed => serve(SettingsOf(parsed)));
        return serving;
    }

    private Settings SettingsOf(ParseResult parsed)
    {
        var file = new ConfigurationBuilder()
            .AddJsonFile(Path.Combine(AppContext.BaseDirectory, "appsettings.json"), optional: true)
            .AddJsonFile(Path.GetFullPath("appsettings.json"), optional: true)
            .Build();
        var variables = new Dictionary<string, string>();
        foreach (DictionaryEntry variable in Environment.GetEnvironmentVariables())
            variables[(string)variable.Key] = (string?)variable.Value ?? "";
        foreach (var setting in _options)
            if (setting.ValueIn(parsed) is { } value) variables[setting.Variable] = value;
        return Settings.Read(file, variables);
    }
}

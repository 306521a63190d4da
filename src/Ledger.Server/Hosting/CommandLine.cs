using System.Collections;

namespace Ledger.Server.Hosting;

/// <summary>What the server was started with: an optional command and options that stand for settings.</summary>
/// <param name="Verify">Check the ledger instead of serving it.</param>
/// <param name="Check">Check these documents instead of serving; null: not asked for.</param>
/// <param name="Options">Settings by their environment names, from <c>--name value</c>.</param>
internal sealed record CommandLine(bool Verify, IReadOnlyList<string>? Check, IReadOnlyDictionary<string, string> Options)
{
    /// <summary>Reads the arguments. Throws <see cref="SettingsException"/> for one that is not understood.</summary>
    public static CommandLine Read(string[] args)
    {
        var options = new Dictionary<string, string>();
        if (args.FirstOrDefault() == "check")
            return args.Length > 1 ? new CommandLine(Verify: false, args[1..], options) : throw new SettingsException(["check needs the files to check; see --help."]);
        var verify = args.FirstOrDefault() == "verify";
        for (var i = verify ? 1 : 0; i < args.Length; i++)
        {
            if (!args[i].StartsWith("--", StringComparison.Ordinal)) throw new SettingsException([$"The argument {args[i]} is not understood; see --help."]);
            var name = $"LEDGER_{args[i][2..].Replace('-', '_').ToUpperInvariant()}";
            var hasValue = i + 1 < args.Length && !args[i + 1].StartsWith("--", StringComparison.Ordinal);
            options[name] = hasValue ? args[++i] : "true";
        }
        return new CommandLine(verify, Check: null, options);
    }

    /// <summary>The process's environment, with the options in place of variables of the same name.</summary>
    public IEnumerable<KeyValuePair<string, string>> EnvironmentWithOptions()
    {
        foreach (DictionaryEntry variable in Environment.GetEnvironmentVariables())
            if (!Options.ContainsKey((string)variable.Key)) yield return new((string)variable.Key, (string?)variable.Value ?? "");
        foreach (var option in Options) yield return option;
    }
}

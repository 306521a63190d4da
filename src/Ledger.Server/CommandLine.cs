using System.Collections;

namespace Ledger.Server;

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

internal static class Usage
{
    public const string Text = """
        Ledger.Server [verify] [--setting value ...]
        Ledger.Server check FILE ...

          (no command)   serves until it is told to stop
          verify         checks every invariant of the ledger, prints what it checked and found; exit code 0 (sound) or 1
          check          checks program documents (and stores.yaml) without a database; exit code 0, or 2 with every mistake

        Settings come from appsettings.json (section "Ledger"), then environment variables (LEDGER_ADDRESS), then options (--address):
          --address      where to listen, default http://127.0.0.1:5005
          --connection   connection string of a PostgreSQL; none: the server runs its own under --data
          --data         folder of the server's own PostgreSQL and keys, default .ledger
          --programs     folder of the program documents and stores.yaml
          --partitions   partitions of a new ledger, default 4
          --insecure     listen on an address that others can reach although callers are not authenticated
        and every bound of Limits, e.g. --queue-max-count 4096 or LEDGER_QUEUE_MAX_COUNT=4096.
        """;
}

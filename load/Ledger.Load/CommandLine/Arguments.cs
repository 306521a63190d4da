namespace Ledger.Load.CommandLine;

/// <summary>The arguments as options with their values; an option may come more than once.</summary>
internal sealed class Arguments
{
    private readonly Dictionary<string, List<string>> _values = [];

    /// <summary>Words that belong to no option.</summary>
    public List<string> Words { get; } = [];

    /// <summary>Reads arguments. Throws <see cref="ArgumentMistakeException"/> for one that is not known or lacks its value.</summary>
    /// <param name="args">As the program got them.</param>
    /// <param name="flags">Options without a value.</param>
    /// <param name="valued">Options with one.</param>
    public static Arguments Read(IReadOnlyList<string> args, IReadOnlySet<string> flags, IReadOnlySet<string> valued)
    {
        var read = new Arguments();
        for (var i = 0; i < args.Count; i++)
        {
            var name = args[i].Split('=', 2)[0];
            if (!args[i].StartsWith("--", StringComparison.Ordinal))
                read.Words.Add(args[i]);
            else if (flags.Contains(args[i]))
                read.Add(args[i], "");
            else if (!valued.Contains(name))
                throw new ArgumentMistakeException($"{name} is not known; see --help.");
            else if (name.Length < args[i].Length)
                read.Add(name, args[i][(name.Length + 1)..]);
            else if (++i < args.Count)
                read.Add(name, args[i]);
            else
                throw new ArgumentMistakeException($"{name} needs a value; see --help.");
        }
        return read;
    }

    public bool Has(string name) => _values.ContainsKey(name);

    public string? Last(string name) => _values.TryGetValue(name, out var values) ? values[^1] : null;

    public IReadOnlyList<string> All(string name) => _values.GetValueOrDefault(name) ?? [];

    private void Add(string name, string value)
    {
        if (!_values.TryGetValue(name, out var values))
            _values.Add(name, values = []);
        values.Add(value);
    }
}

/// <summary>Arguments that cannot be used; the message says why.</summary>
/// <param name="message">For the operator.</param>
internal sealed class ArgumentMistakeException(string message) : Exception(message);

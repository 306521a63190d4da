using System.Text.RegularExpressions;

namespace Ledger.Rules.Tests.Authority;

/// <summary>
/// A second reading of the policy, line by line, and of what it means: a part of the ledger is the set of terminals in it, and a role
/// reaches from each terminal it is held at to those in the same part.
/// </summary>
internal sealed partial class NaivePolicy
{
    /// <summary>Program, branch, store and terminal of every terminal of a small world: two of each in each.</summary>
    public static readonly IReadOnlyList<(int Program, string Branch, int Store, int Terminal)> World =
    [
        .. from store in Enumerable.Range(1, 8)
           from terminal in new[] { 1, 2 }
           select ((store - 1) / 4 + 1, ((store - 1) / 2 % 2) switch { 0 => "North", _ => "South" }, store, terminal),
    ];

    private readonly Dictionary<string, Dictionary<string, string>> _rows = [];

    public NaivePolicy(string document)
    {
        var (section, service) = ("", "");
        foreach (var line in document.Split('\n').Select(line => line.Split('#')[0].TrimEnd()).Where(line => line.Length > 0))
        {
            var name = line.Trim().Split(':')[0];
            if (!line.StartsWith(' ')) section = name;
            else if (line.EndsWith(':')) service = name;
            else if (section == "kinds") _rows[name] = Row(line);
            else _rows[$"{service}/{name}"] = Row(line);
            if (List().Match(line) is { Success: true } list && !line.StartsWith(' '))
                Lists[section] = [.. list.Groups[1].Value.Split(',').Select(role => role.Trim())];
        }
    }

    /// <summary>Lists of roles.</summary>
    public Dictionary<string, HashSet<string>> Lists { get; } = [];

    public IEnumerable<string> Kinds => _rows.Keys.Where(row => !row.Contains('/'));

    /// <summary>Calls whose rows name roles.</summary>
    public IEnumerable<string> Calls => _rows.Where(row => row.Key.Contains('/') && !row.Value.ContainsKey("")).Select(row => row.Key);

    /// <summary>True when the role has the row.</summary>
    public bool Has(string row, string role) => _rows[row].ContainsKey(role);

    /// <summary>True when whoever holds the role there may do it about that.</summary>
    public bool Reaches(string row, string role, HashSet<int> held, HashSet<int> about) =>
        _rows[row].TryGetValue(role, out var reach) && about.IsSubsetOf(held.SelectMany(at => Around(at, reach)));

    /// <summary>The terminals in the same part of the ledger as one.</summary>
    public static HashSet<int> Around(int terminal, string part) => [.. Enumerable.Range(0, World.Count).Where(other => part switch
    {
        "terminal" => other == terminal,
        "store" => World[other].Store == World[terminal].Store,
        "branch" => (World[other].Program, World[other].Branch) == (World[terminal].Program, World[terminal].Branch),
        "program" => World[other].Program == World[terminal].Program,
        _ => true,
    })];

    // The whole of a word stands under an empty role.
    private static Dictionary<string, string> Row(string line)
    {
        var said = line[(line.IndexOf(':') + 1)..].Trim();
        return said.StartsWith('{')
            ? said.Trim('{', '}', ' ').Split(',').Select(pair => pair.Split(':')).ToDictionary(pair => pair[0].Trim(), pair =>
            pair[1].Trim())
            : new() { [""] = said };
    }

    [GeneratedRegex(@"\[(.*)\]")]
    private static partial Regex List();
}

using System.Collections.Concurrent;
using System.Text.RegularExpressions;

namespace Ledger.Server.Journal.Sql;

/// <summary>
/// The SQL of the server, from the .sql files built into the assembly: each lies beside the class that runs it, and no two have the same
/// name. Parameters are named. Codes of the journal stand in them by name, as <c>{kind.transfer}</c>; <see cref="SqlCodes"/> knows which.
/// What several texts say alike is a text of its own, and stands in them by its name, as <c>{row}</c>.
/// </summary>
internal static partial class SqlText
{
    private static readonly ConcurrentDictionary<string, string> _texts = new();
    private static readonly Dictionary<string, string> _resources = typeof(SqlText).Assembly.GetManifestResourceNames()
        .Where(name => name.EndsWith(".sql", StringComparison.Ordinal)).ToDictionary(name => name.Split('.')[^2]);

    // The hot ones are read once; others by their name where they are run.
    public static readonly string Append = Read("append");
    public static readonly string CheckpointAccounts = Read("checkpoint_accounts");
    public static readonly string CheckpointPartitions = Read("checkpoint_partitions");
    public static readonly string Tail = Read("tail");

    /// <summary>
    /// The migrations in order: number, name, and the text as it is applied and compared, in which nothing is put in place of anything.
    /// </summary>
    public static IReadOnlyList<(int Number, string Name, string Text)> Migrations { get; } =
        [.. from resource in _resources
            where IsMigration(resource.Value)
            orderby resource.Key
            select (int.Parse(resource.Key[..3], System.Globalization.CultureInfo.InvariantCulture), resource.Key, Load(resource.Value))];

    /// <summary>The names of all texts that are no migrations.</summary>
    public static IEnumerable<string> Names => _resources.Where(resource => !IsMigration(resource.Value)).Select(resource => resource.Key);

    /// <summary>A text by the name of its file, e.g. <c>append</c>.</summary>
    public static string Read(string name) => _texts.GetOrAdd(name, static name => Fill(Load(ResourceOf(name))));

    /// <summary>The text as it stands in its file.</summary>
    public static string ReadPlain(string name) => Load(ResourceOf(name));

    // {row} stands for another text: the columns of the journal in the order in which RowReader takes them.
    private static string Fill(string text) => Placeholders().Replace(
        text, place => place.Groups[2].Success
            ? SqlCodes.Of(place.Groups[1].Value, place.Groups[2].Value) : Fill(ReadPlain(place.Groups[1].Value)).TrimEnd());

    private static bool IsMigration(string resource) => resource.Contains(".Migrations.", StringComparison.Ordinal);

    private static string ResourceOf(string name) =>
        _resources.TryGetValue(name, out var resource) ? resource
            : throw new InvalidOperationException($"The assembly lacks the SQL {name}.");

    private static string Load(string resource)
    {
        using var stream = typeof(SqlText).Assembly.GetManifestResourceStream(resource)!;
        return new StreamReader(stream).ReadToEnd();
    }

    [GeneratedRegex(@"\{(\w+)(?:\.(\w+))?\}")]
    private static partial Regex Placeholders();
}

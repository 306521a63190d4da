using System.Text.RegularExpressions;

namespace Ledger.Rules.Tests.Architecture;

/// <summary>No two folders stand on each other, directly or by way of others: each can be read with what lies below it alone.</summary>
public sealed partial class CircleTests
{
    public static TheoryData<string> Projects => ["Ledger.Rules", "Ledger.Embedded", "Ledger.Server", "Ledger.Client", "Ledger.Tool"];

    [Theory]
    [MemberData(nameof(Projects))]
    public void No_folders_of_a_project_form_a_circle(string project)
    {
        var folders = FoldersOf(project);
        var links = Uses.In(Path.Combine(AppContext.BaseDirectory, $"{project}.dll"))
            .Where(use => folders.ContainsKey(Outermost(use.By)) && folders.ContainsKey(Outermost(use.Type)))
            .Select(use => (From: folders[Outermost(use.By)], To: folders[Outermost(use.Type)], Says: $"{use.By} uses {use.Type}"))
            .Where(link => link.From != link.To)
            .GroupBy(link => (link.From, link.To), link => link.Says)
            .ToDictionary(link => link.Key, link => link.First());
        Assert.NotEmpty(folders);

        var inCircles = links.Where(link => Reaches(links.Keys, link.Key.To, link.Key.From)).Select(link => link.Value);
        Assert.True(!inCircles.Any(), string.Join(Environment.NewLine, inCircles.Order(StringComparer.Ordinal)));
    }

    [Fact]
    public void A_circle_over_three_folders_is_seen()
    {
        (string, string)[] links = [("a", "b"), ("b", "c"), ("c", "a"), ("c", "d")];
        Assert.True(Reaches(links, "b", "a"));
        Assert.False(Reaches(links, "d", "a"));
    }

    // Read from the sources: what is public in the client is one namespace, whatever folder it lies in.
    private static Dictionary<string, string> FoldersOf(string project)
    {
        var root = Path.Combine(Repository.Root, "src", project);
        var folders = new Dictionary<string, string>();
        foreach (var file in Directory.EnumerateFiles(root, "*.cs", SearchOption.AllDirectories))
        {
            var folder = Path.GetRelativePath(root, Path.GetDirectoryName(file)!);
            if (folder.Split('/')[0] is "bin" or "obj") continue;
            var text = File.ReadAllText(file);
            var space = Namespace().Match(text).Groups[1].Value;
            foreach (Match type in TypeName().Matches(text)) folders[$"{space}.{type.Groups[1].Value}"] = folder;
        }
        return folders;
    }

    // Of a generic type the metadata's name ends in how many parameters it has.
    private static string Outermost(string type) => type.Split('/')[0].Split('`')[0];

    private static bool Reaches(IReadOnlyCollection<(string From, string To)> links, string from, string to)
    {
        var reached = new HashSet<string> { from };
        var open = new Queue<string>(reached);
        while (open.TryDequeue(out var folder))
            foreach (var link in links)
                if (link.From == folder && reached.Add(link.To)) open.Enqueue(link.To);
        return reached.Contains(to);
    }

    [GeneratedRegex(@"^namespace ([\w.]+);", RegexOptions.Multiline)]
    private static partial Regex Namespace();

    [GeneratedRegex(@"^(?:public|internal)?[a-z ]*\b(?:class|struct|record|enum|interface) (?:struct |class )?([A-Z]\w*)",
        RegexOptions.Multiline)]
    private static partial Regex TypeName();
}

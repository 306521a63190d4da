namespace Ledger.Rules.Tests.Architecture;

/// <summary>No two folders stand on each other, directly or by way of others: each can be read with what lies below it alone.</summary>
public sealed class CircleTests
{
    public static TheoryData<string> Projects => ["Ledger.Rules", "Ledger.Embedded", "Ledger.Server", "Ledger.Client"];

    [Theory]
    [MemberData(nameof(Projects))]
    public void No_folders_of_a_project_form_a_circle(string project)
    {
        var uses = Uses.In(Path.Combine(AppContext.BaseDirectory, $"{project}.dll"));
        var links = uses.Select(use => (From: FolderOf(use.By, project), To: FolderOf(use.Type, project), use.By, use.Type))
            .Where(link => link.From is not null && link.To is not null && link.From != link.To)
            .GroupBy(link => (link.From, link.To), link => $"{link.By} uses {link.Type}")
            .ToDictionary(link => link.Key, link => link.First());
        var inCircles = links.Where(link => Reaches(links.Keys, link.Key.To!, link.Key.From!)).Select(link => link.Value).Order(StringComparer.Ordinal).ToList();
        Assert.True(inCircles.Count == 0, string.Join(Environment.NewLine, inCircles));
    }

    [Fact]
    public void A_circle_over_three_folders_is_seen()
    {
        (string?, string?)[] links = [("a", "b"), ("b", "c"), ("c", "a"), ("c", "d")];
        Assert.True(Reaches(links, "b", "a"));
        Assert.False(Reaches(links, "d", "a"));
    }

    // The namespace is the folder; null: another project's, or the compiler's own.
    private static string? FolderOf(string type, string project)
    {
        var folder = TypeNames.NamespaceOf(type);
        return folder == project || folder.StartsWith($"{project}.", StringComparison.Ordinal) ? folder : null;
    }

    private static bool Reaches(IReadOnlyCollection<(string? From, string? To)> links, string from, string to)
    {
        var reached = new HashSet<string> { from };
        var open = new Queue<string>(reached);
        while (open.TryDequeue(out var folder))
            foreach (var link in links)
                if (link.From == folder && reached.Add(link.To!)) open.Enqueue(link.To!);
        return reached.Contains(to);
    }
}

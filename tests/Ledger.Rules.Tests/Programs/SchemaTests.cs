using System.Text.RegularExpressions;
using Ledger.Rules.Tests.Architecture;
using Ledger.Server.Programs;

namespace Ledger.Rules.Tests.Programs;

/// <summary>The schema for editors and the reader of documents agree: on names, on what must be there, on ranges and on choices.</summary>
public sealed class SchemaTests
{
    private static readonly List<DocumentField> _asked = Asked();

    public static TheoryData<string> Documents { get; } = new(Directory
        .EnumerateFiles(Path.Combine(Repository.Root, "programs"), "*.yaml", SearchOption.AllDirectories)
        .Where(file => Path.GetFileName(file) != "stores.yaml")
        .Select(file => Path.GetRelativePath(Path.Combine(Repository.Root, "programs"), file)));

    [Fact]
    public void Every_field_the_reader_asks_for_is_in_the_schema_and_the_reverse() => Assert.Equal(
        _asked.Select(field => Unplaced(field.Path)).Distinct().Order(StringComparer.Ordinal),
        ProgramSchema.Fields.Select(field => field.Path).Distinct().Order(StringComparer.Ordinal));

    [Fact]
    public void Every_field_has_a_description() =>
        Assert.Empty(ProgramSchema.Fields.Where(field => string.IsNullOrWhiteSpace((string?)field.Schema["description"]))
            .Select(field => field.Path));

    [Fact]
    public void What_must_be_there_is_required_in_the_schema()
    {
        // What depends on its neighbours is asked for in both ways; the schema cannot say it and leaves it open.
        string[] dependent = ["points_validity.count", "bonus_validity.count", "tier_validity.count", "card_types.validity.count",
            "categories.points", "categories.per_minor", "points_waiting.days", "returns.expired_lots.days"];
        var left = new HashSet<string>();
        foreach (var path in _asked.Select(field => field.Path))
        {
            var document = DocumentAsJson.Of(FullDocument.Text);
            if (!document.TryRemove(path)) continue;
            left.Add(Unplaced(path));
            var missed = document.Mistakes.Any(mistake => mistake.EndsWith($": {path}: is missing.", StringComparison.Ordinal));
            Assert.Equal((path, missed && !dependent.Contains(Unplaced(path))), (path, !document.IsTakenBySchema));
        }
        Assert.Empty(_asked.Where(field => field.Required).Select(field => Unplaced(field.Path)).Except(left));
    }

    [Fact]
    public void Choices_are_the_same()
    {
        foreach (var field in _asked.Where(field => field.Choices.Length > 0 && field.Choices != "true,false"))
        {
            var choices = field.Choices.Split(',');
            foreach (var word in ProgramSchema.Words.Union(choices))
                Assert.Equal((field.Path, word, choices.Contains(word)),
                    (field.Path, word, DocumentAsJson.Of(FullDocument.Text).With(field.Path, word).IsTakenBySchema));
        }
    }

    [Fact]
    public void Ranges_of_numbers_are_the_same()
    {
        // These look at the limits of the document, or at their neighbours.
        string[] dependent = ["actions.points", "tiers.monthly_bonus_minor", "points_validity.count", "bonus_validity.count",
            "tier_validity.count", "card_types.validity.count"];
        foreach (var field in _asked.Where(field => (field.Least, field.Most) != (0, 0) && !dependent.Contains(Unplaced(field.Path))))
            foreach (var (number, taken) in new[] { (field.Least - 1, false), (field.Least, true), (field.Most, true),
                (field.Most + 1, false) })
                Assert.Equal((field.Path, number, taken),
                    (field.Path, number, DocumentAsJson.Of(FullDocument.Text).With(field.Path, number).IsTakenBySchema));
    }

    [Fact]
    public void Both_refuse_a_name_they_do_not_know_wherever_it_stands()
    {
        var mappings = DocumentAsJson.Of(FullDocument.Text).Mappings.Count();
        for (var place = 0; place < mappings; place++)
        {
            var document = DocumentAsJson.Of(FullDocument.Text);
            document.Mappings.ElementAt(place)["surplus"] = 1;
            Assert.False(document.IsTakenBySchema, document.Root.ToJsonString());
            Assert.Contains("surplus: is not known here; known are ", Assert.Single(document.Mistakes), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(SampleDocument.Text)]
    [InlineData(FullDocument.Text)]
    public void Both_take_a_document_that_is_right(string text)
    {
        var document = DocumentAsJson.Of(text);
        Assert.Empty(document.Mistakes);
        Assert.True(document.IsTakenBySchema);
    }

    [Theory]
    [MemberData(nameof(Documents))]
    public void A_shipped_program_names_the_schema_and_is_right(string name)
    {
        var file = Path.Combine(Repository.Root, "programs", name);
        var first = File.ReadLines(file).First();
        const string names = "# yaml-language-server: $schema=";
        Assert.StartsWith(names, first, StringComparison.Ordinal);
        Assert.Equal(ProgramSchema.FullPath, Path.GetFullPath(first[names.Length..], Path.GetDirectoryName(file)!));
        ProgramDocument.Parse(name, File.ReadAllText(file));
        Assert.True(DocumentAsJson.Of(File.ReadAllText(file)).IsTakenBySchema);
    }

    // What the reader asks a whole document for.
    private static List<DocumentField> Asked()
    {
        var fields = new List<DocumentField>();
        ProgramDocument.Parse("full.yaml", FullDocument.Text, fields);
        return fields;
    }

    private static string Unplaced(string path) => Regex.Replace(path, @"\[\d+\]", "");
}

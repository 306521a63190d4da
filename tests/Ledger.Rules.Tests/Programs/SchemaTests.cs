using System.Text.Json.Nodes;
using Ledger.Rules.Tests.Architecture;
using Ledger.Server.Programs;

namespace Ledger.Rules.Tests.Programs;

/// <summary>The schema for editors and the reader of documents agree: on names, on what must be there, on ranges and on choices.</summary>
public sealed class SchemaTests
{
    private static readonly JsonObject _schema = JsonNode.Parse(File.ReadAllText(Path.Combine(Repository.Root, "programs", "program.schema.json")))!.AsObject();

    private static readonly List<DocumentField> _asked = Asked();

    public static TheoryData<string> Documents { get; } = new(Directory
        .EnumerateFiles(Path.Combine(Repository.Root, "programs"), "*.yaml", SearchOption.AllDirectories)
        .Where(file => Path.GetFileName(file) != "stores.yaml")
        .Select(file => Path.GetRelativePath(Path.Combine(Repository.Root, "programs"), file)));

    [Fact]
    public void Every_field_the_reader_asks_for_is_in_the_schema_and_the_reverse() => Assert.Equal(
        _asked.Select(field => field.Path).Distinct().Order(StringComparer.Ordinal),
        Fields(_schema, "").Select(field => field.Path).Distinct().Order(StringComparer.Ordinal));

    [Fact]
    public void Every_field_has_a_description() =>
        Assert.Empty(Fields(_schema, "").Where(field => string.IsNullOrWhiteSpace((string?)field.Schema["description"])).Select(field => field.Path));

    [Fact]
    public void What_must_be_there_is_required_in_the_schema()
    {
        // What depends on its neighbours is asked for in both ways; the schema cannot say it and leaves it open.
        var always = _asked.GroupBy(field => field.Path).Where(field => field.All(asked => asked.Required)).Select(field => field.Key).ToHashSet();
        string[] dependent = ["points_validity.count", "bonus_validity.count", "tier_validity.count", "card_types.validity.count",
            "categories.points", "categories.per_minor", "points_waiting.days", "returns.expired_lots.days"];
        Assert.Equal(
            always.Except(dependent).Order(StringComparer.Ordinal),
            Fields(_schema, "").Where(field => field.IsRequired).Select(field => field.Path).Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Choices_are_the_same()
    {
        var schema = Fields(_schema, "").SelectMany(field => Choices(field.Schema).Select(choices => (field.Path, choices))).ToHashSet();
        foreach (var field in _asked.Where(field => field.Choices.Length > 0 && field.Choices != "true,false"))
            Assert.Contains((field.Path, field.Choices), schema);
    }

    [Fact]
    public void Ranges_of_numbers_are_the_same()
    {
        // These look at the limits of the document, or at their neighbours.
        string[] dependent = ["actions.points", "tiers.monthly_bonus_minor", "points_validity.count", "bonus_validity.count", "tier_validity.count", "card_types.validity.count"];
        var schema = Fields(_schema, "").ToLookup(field => field.Path, field => field.Schema);
        foreach (var field in _asked.Where(field => (field.Least, field.Most) != (0, 0) && !dependent.Contains(field.Path)))
            Assert.Equal((field.Path, field.Least, field.Most),
                (field.Path, (long)schema[field.Path].First()["minimum"]!, (long)schema[field.Path].First()["maximum"]!));
    }

    [Theory]
    [MemberData(nameof(Documents))]
    public void A_shipped_program_names_the_schema_and_is_right(string name)
    {
        var file = Path.Combine(Repository.Root, "programs", name);
        var first = File.ReadLines(file).First();
        const string names = "# yaml-language-server: $schema=";
        Assert.StartsWith(names, first, StringComparison.Ordinal);
        Assert.Equal(Path.Combine(Repository.Root, "programs", "program.schema.json"), Path.GetFullPath(first[names.Length..], Path.GetDirectoryName(file)!));
        ProgramDocument.Parse(name, File.ReadAllText(file));
    }

    // What the reader asks a whole document for, and one that leaves the conditional fields out.
    private static List<DocumentField> Asked()
    {
        var fields = new List<DocumentField>();
        ProgramDocument.Parse("full.yaml", FullDocument.Text, fields);
        ProgramDocument.Parse("full.yaml", FullDocument.With("kind: extend, days: 14", "kind: forfeit"), fields);
        return [.. fields.Select(field => field with { Path = System.Text.RegularExpressions.Regex.Replace(field.Path, @"\[\d+\]", "") })];
    }

    private static IEnumerable<(string Path, JsonObject Schema, bool IsRequired)> Fields(JsonObject schema, string path)
    {
        foreach (var branch in (schema["anyOf"] as JsonArray) ?? [])
            foreach (var field in Fields(branch!.AsObject(), path)) yield return field;
        if (schema["$ref"] is { } reference)
            foreach (var field in Fields(_schema["$defs"]![((string)reference!)["#/$defs/".Length..]]!.AsObject(), path)) yield return field;
        if (schema["items"] is JsonObject items)
            foreach (var field in Fields(items, path)) yield return field;
        foreach (var (name, property) in (schema["properties"] as JsonObject) ?? [])
        {
            var at = path.Length == 0 ? name : $"{path}.{name}";
            yield return (at, property!.AsObject(), ((schema["required"] as JsonArray) ?? []).Any(required => (string)required! == name));
            foreach (var field in Fields(property.AsObject(), at)) yield return field;
        }
    }

    private static IEnumerable<string> Choices(JsonObject schema)
    {
        if (schema["enum"] is JsonArray values) yield return string.Join(",", values.Select(value => (string)value!));
        foreach (var branch in (schema["anyOf"] as JsonArray) ?? [])
            foreach (var choices in Choices(branch!.AsObject())) yield return choices;
    }
}

using System.Text.Json;
using System.Text.Json.Nodes;
using Json.Schema;
using Ledger.Rules.Tests.Architecture;

namespace Ledger.Rules.Tests.Programs;

/// <summary>The schema that editors check program documents with.</summary>
internal static class ProgramSchema
{
    private static readonly JsonObject _text = JsonNode.Parse(File.ReadAllText(FullPath))!.AsObject();

    private static readonly JsonSchema _schema = JsonSchema.FromText(_text.ToJsonString());

    public static string FullPath => Path.Combine(Repository.Root, "programs", "program.schema.json");

    /// <summary>True when an editor shows no mistake.</summary>
    public static bool Takes(JsonNode document) => _schema.Evaluate(JsonSerializer.SerializeToElement(document)).IsValid;

    /// <summary>Every field it knows, by its path without the places in lists.</summary>
    public static IReadOnlyList<(string Path, JsonObject Schema)> Fields { get; } = [.. FieldsOf(_text, "")];

    /// <summary>Every word that one of its choices has.</summary>
    public static IReadOnlyList<string> Words { get; } = [.. Choices(_text).Distinct()];

    private static IEnumerable<(string Path, JsonObject Schema)> FieldsOf(JsonObject schema, string path)
    {
        foreach (var branch in (schema["anyOf"] as JsonArray) ?? [])
            foreach (var field in FieldsOf(branch!.AsObject(), path)) yield return field;
        if (schema["$ref"] is { } reference)
            foreach (var field in FieldsOf(_text["$defs"]![((string)reference!)["#/$defs/".Length..]]!.AsObject(), path))
                yield return field;
        if (schema["items"] is JsonObject items)
            foreach (var field in FieldsOf(items, path)) yield return field;
        foreach (var (name, property) in (schema["properties"] as JsonObject) ?? [])
        {
            var at = path.Length == 0 ? name : $"{path}.{name}";
            yield return (at, property!.AsObject());
            foreach (var field in FieldsOf(property.AsObject(), at)) yield return field;
        }
    }

    private static IEnumerable<string> Choices(JsonNode? schema) => schema switch
    {
        JsonObject { } names when names["enum"] is JsonArray words => words.Select(word => (string)word!),
        JsonObject { } names => names.SelectMany(name => Choices(name.Value)),
        JsonArray { } list => list.SelectMany(Choices),
        _ => [],
    };
}

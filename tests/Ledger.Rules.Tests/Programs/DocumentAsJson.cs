using System.Globalization;
using System.Text.Json.Nodes;
using YamlDotNet.RepresentationModel;

namespace Ledger.Rules.Tests.Programs;

/// <summary>A program document as an editor sees it: the values of JSON. Its text is YAML still, so the reader takes it as well.</summary>
internal sealed class DocumentAsJson
{
    private DocumentAsJson(JsonObject root) => Root = root;

    public JsonObject Root { get; }

    public static DocumentAsJson Of(string yaml)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(yaml));
        return new DocumentAsJson(ValueOf(stream.Documents[0].RootNode)!.AsObject());
    }

    /// <summary>Every mapping in it, itself among them.</summary>
    public IEnumerable<JsonObject> Mappings => MappingsIn(Root);

    public bool IsTakenBySchema => ProgramSchema.Takes(Root);

    public IReadOnlyList<string> Mistakes => SampleDocument.MistakesIn(Root.ToJsonString());

    /// <summary>Gives the field at <paramref name="path"/>, as in tiers[1].pay, this value.</summary>
    public DocumentAsJson With(string path, JsonNode value)
    {
        var (mapping, name) = Field(path) ?? throw new ArgumentException($"Nothing stands around {path}.");
        mapping[name] = value;
        return this;
    }

    /// <summary>Takes the field at <paramref name="path"/> out; false when it is not there.</summary>
    public bool TryRemove(string path) => Field(path) is var (mapping, name) && mapping.Remove(name);

    private (JsonObject Mapping, string Name)? Field(string path)
    {
        JsonNode? at = Root;
        var names = path.Split('.');
        foreach (var part in names[..^1].SelectMany(name => name.Split('[')))
            at = part.EndsWith(']') ? (at as JsonArray)?[int.Parse(part[..^1], CultureInfo.InvariantCulture)] : (at as JsonObject)?[part];
        return at is JsonObject mapping ? (mapping, names[^1]) : null;
    }

    private static IEnumerable<JsonObject> MappingsIn(JsonNode? node) => node switch
    {
        JsonObject mapping => mapping.SelectMany(field => MappingsIn(field.Value)).Prepend(mapping),
        JsonArray list => list.SelectMany(MappingsIn),
        _ => [],
    };

    private static JsonNode? ValueOf(YamlNode node) => node switch
    {
        YamlMappingNode mapping =>
            new JsonObject(mapping.Children.Select(field => KeyValuePair.Create(field.Key.ToString(), ValueOf(field.Value)))),
        YamlSequenceNode list => new JsonArray([.. list.Children.Select(ValueOf)]),
        YamlScalarNode { Style: YamlDotNet.Core.ScalarStyle.Plain } scalar => PlainOf(scalar.Value ?? ""),
        _ => JsonValue.Create(((YamlScalarNode)node).Value),
    };

    private static JsonValue? PlainOf(string text)
    {
        if (text is "" or "~" or "null") return null;
        if (text is "true" or "false") return JsonValue.Create(text == "true");
        return decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture,
            out var number)
            ? JsonValue.Create(number)
            : JsonValue.Create(text);
    }
}

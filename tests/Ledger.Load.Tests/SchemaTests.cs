using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Json.Schema;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Ledger.Load.Tests;

/// <summary>The schema that editors check scenarios by, held against what is shipped and against what is broken.</summary>
public class SchemaTests
{
    private static readonly JsonSchema _schema =
        JsonSchema.FromText(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "scenario.schema.json")));

    public static TheoryData<string> Shipped =>
        [.. Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "scenarios"), "*.yaml")
        .Select(file => Path.GetFileName(file)!)];

    [Theory]
    [MemberData(nameof(Shipped))]
    public void Every_shipped_scenario_is_as_the_schema_says(string file) =>
        Assert.True(IsValid(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "scenarios", file))), file);

    [Theory]
    [InlineData("")]
    [InlineData("colour: green")]
    [InlineData("terminals: { count: many }")]
    [InlineData("terminals: { count: 0 }")]
    [InlineData("terminals: { cuont: 5 }")]
    [InlineData("warm_up: { rate: 5 }")]
    [InlineData("thresholds: fast")]
    public void A_broken_one_is_not(string line)
    {
        const string Least = "scenario: least\nsteps:\n  - { step: debit }\n";
        const string Load = "simulations:\n  - inject: { rate: 5, during: 1s }\n";
        Assert.True(IsValid(Least + Load));
        // Without a line of its own it is the load that is missing.
        Assert.False(IsValid(line.Length == 0 ? Least : Least + Load + line));
    }

    private static bool IsValid(string yaml)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(yaml));
        return _schema.Evaluate(JsonSerializer.SerializeToElement(JsonOf(stream.Documents.Single().RootNode))).IsValid;
    }

    private static JsonNode? JsonOf(YamlNode node) => node switch
    {
        YamlMappingNode mapping => new JsonObject(mapping.Children.Select(child =>
            new KeyValuePair<string, JsonNode?>(((YamlScalarNode)child.Key).Value!, JsonOf(child.Value)))),
        YamlSequenceNode list => new JsonArray([.. list.Children.Select(JsonOf)]),
        YamlScalarNode { Style: ScalarStyle.Plain, Value: { } value } => PlainOf(value),
        YamlScalarNode scalar => JsonValue.Create(scalar.Value),
        _ => throw new InvalidDataException($"{node.NodeType} is no part of a scenario."),
    };

    // YAML's core schema, as far as scenarios use it.
    private static JsonValue? PlainOf(string value) =>
        long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) ? JsonValue.Create(whole)
        : double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? JsonValue.Create(number)
        : bool.TryParse(value, out var flag) ? JsonValue.Create(flag)
        : value is "" or "null" or "~" ? null
        : JsonValue.Create(value);
}

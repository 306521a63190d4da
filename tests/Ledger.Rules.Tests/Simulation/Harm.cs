using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Ledger.Rules.Tests.Simulation;

/// <summary>A text of JSON with one thing in it changed, taken away or doubled, for each thing there is.</summary>
internal static class Harm
{
    /// <summary>Each harm with the part it is done to, without the places in lists of like things.</summary>
    public static IEnumerable<(string Part, string Harmed)> Of(string json)
    {
        foreach (var path in Paths(JsonNode.Parse(json)!, []))
        {
            if (Changed(json, path) is { } changed) yield return (Name(path), changed);
            yield return (Name(path), Without(json, path));
        }
    }

    private static IEnumerable<object[]> Paths(JsonNode node, object[] path)
    {
        if (node is JsonObject members)
            foreach (var (name, value) in members)
            {
                yield return [.. path, name];
                if (value is not null)
                    foreach (var below in Paths(value, [.. path, name])) yield return below;
            }
        if (node is not JsonArray list) yield break;
        for (var at = 0; at < list.Count; at++)
        {
            yield return [.. path, at];
            if (list[at] is { } value)
                foreach (var below in Paths(value, [.. path, at])) yield return below;
        }
    }

    private static string? Changed(string json, object[] path)
    {
        var root = JsonNode.Parse(json)!;
        var parent = At(root, path[..^1]);
        var other = path[^1] is string name ? Other(parent[name]) : Other(parent[(int)path[^1]]);
        if (other is null) return null;
        if (path[^1] is string member) parent[member] = other;
        else parent[(int)path[^1]] = other;
        return root.ToJsonString();
    }

    private static string Without(string json, object[] path)
    {
        var root = JsonNode.Parse(json)!;
        var parent = At(root, path[..^1]);
        if (path[^1] is string name) parent.AsObject().Remove(name);
        else parent.AsArray().RemoveAt((int)path[^1]);
        return root.ToJsonString();
    }

    private static JsonNode At(JsonNode root, IEnumerable<object> path) =>
        path.Aggregate(root, (node, step) => step is string name ? node[name]! : node[(int)step]!);

    // Null: it holds others, which are changed one by one.
    private static JsonValue? Other(JsonNode? value) => value?.GetValueKind() switch
    {
        null or JsonValueKind.Null => JsonValue.Create("2031-05-05"),
        JsonValueKind.Number => JsonValue.Create(value.GetValue<long>() + 1),
        JsonValueKind.True => JsonValue.Create(false),
        JsonValueKind.False => JsonValue.Create(true),
        JsonValueKind.String => JsonValue.Create(Other(value.GetValue<string>())),
        _ => null,
    };

    private static string Other(string text)
    {
        if (Guid.TryParse(text, out _)) return (text[0] == '1' ? "2" : "1") + text[1..];
        if (DateOnly.TryParseExact(text, "O", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
            return (day == DateOnly.MaxValue ? day.AddDays(-1) : day.AddDays(1)).ToString("O", CultureInfo.InvariantCulture);
        if (DateTime.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out var moment) && text.Contains('T'))
            return moment.AddSeconds(1).ToString("O", CultureInfo.InvariantCulture);
        return text.EndsWith('=') ? "AAAA" : text + "AAAA";
    }

    // cards,0,5 is cards[5]; membership,holds,0,bonus,1,amount is membership.holds.bonus.amount.
    private static string Name(object[] path) =>
        string.Join('.', path.OfType<string>()) + (path is [.., int, int at] ? $"[{at}]" : "");
}

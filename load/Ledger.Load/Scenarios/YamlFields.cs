using System.Globalization;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Ledger.Load.Scenarios;

/// <summary>
/// Reads one YAML mapping field by field and collects what is wrong with it, each with file, line and path, so that an author sees all
/// mistakes at once. A field that nobody asked for is a mistake too. This file: structure. Beside it: single values.
/// </summary>
internal sealed partial class YamlFields
{
    private readonly string _file;
    private readonly string _path;
    private readonly YamlMappingNode _node;
    private readonly List<string> _mistakes;
    private readonly HashSet<string> _asked = [];

    private YamlFields(string file, string path, YamlMappingNode node, List<string> mistakes) =>
        (_file, _path, _node, _mistakes) = (file, path, node, mistakes);

    /// <summary>Reads a document. Throws <see cref="ScenarioMistakeException"/> with every mistake.</summary>
    public static T Read<T>(string file, string text, Func<YamlFields, T> read)
    {
        var yaml = new YamlStream();
        try
        {
            yaml.Load(new StringReader(text));
        }
        catch (YamlException reason)
        {
            throw new ScenarioMistakeException([$"{file}:{reason.Start.Line}: {reason.Message}"]);
        }
        if (yaml.Documents.Count != 1 || yaml.Documents[0].RootNode is not YamlMappingNode root)
            throw new ScenarioMistakeException([$"{file}:1: one mapping of names to values is expected."]);

        var mistakes = new List<string>();
        var fields = new YamlFields(file, "", root, mistakes);
        var result = read(fields);
        fields.RefuseTheRest();
        return mistakes.Count == 0 ? result : throw new ScenarioMistakeException(mistakes);
    }

    public bool Has(string name) => Child(name, required: false) is not null;

    /// <summary>A nested mapping; null when it is missing.</summary>
    public T? Mapping<T>(string name, Func<YamlFields, T> read) where T : class =>
        Child(name, required: false) is { } child ? Nested(child, PathOf(name), read) : null;

    /// <summary>A list of mappings; empty when it is missing.</summary>
    public IReadOnlyList<T> Mappings<T>(string name, Func<YamlFields, T?> read) where T : class
    {
        var items = new List<T>();
        var position = 0;
        foreach (var item in Sequence(name))
        {
            if (Nested(item, $"{PathOf(name)}[{position++}]", read) is { } value)
                items.Add(value);
        }
        return items;
    }

    /// <summary>A list of texts, each read by <paramref name="read"/>, which gives null and a mistake for a wrong one.</summary>
    public IReadOnlyList<T> Texts<T>(string name, Reading<T> read) where T : class
    {
        var items = new List<T>();
        foreach (var item in Sequence(name))
        {
            var mistake = "a text is expected";
            if (item is YamlScalarNode { Value: { } text } && read(text, out mistake) is { } value)
                items.Add(value);
            else
                Wrong(item, name, mistake);
        }
        return items;
    }

    public IReadOnlyList<int> Wholes(string name, IReadOnlyList<int> otherwise)
    {
        if (!Has(name))
            return otherwise;
        var items = new List<int>();
        foreach (var item in Sequence(name))
        {
            if (item is YamlScalarNode scalar
                && int.TryParse(scalar.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0)
                items.Add(number);
            else
                Wrong(item, name, "a list of positive whole numbers is expected");
        }
        return items;
    }

    /// <summary>Notes a mistake at a field, or at the mapping when the field is missing.</summary>
    public void Wrong(string name, string reason) => Wrong(Child(name, required: false) ?? _node, name, reason);

    /// <summary>The only field of the mapping, whose name says what it is; null and a mistake when there is not exactly one.</summary>
    public string? OnlyField(IEnumerable<string> choices)
    {
        var names = _node.Children.Keys.OfType<YamlScalarNode>().Select(key => key.Value ?? "").ToList();
        if (names.Count == 1 && choices.Contains(names[0]))
            return names[0];
        _asked.UnionWith(names);
        _mistakes.Add($"{_file}:{_node.Start.Line}: {_path}: \"{string.Join(", ", names)}\" is not one of {string.Join(", ", choices)}.");
        return null;
    }

    public delegate T? Reading<T>(string text, out string mistake);

    private YamlSequenceNode Sequence(string name)
    {
        if (Child(name, required: false) is not { } child)
            return new YamlSequenceNode();
        if (child is YamlSequenceNode list)
            return list;
        Wrong(child, name, "a list is expected");
        return new YamlSequenceNode();
    }

    private T? Nested<T>(YamlNode node, string path, Func<YamlFields, T?> read) where T : class
    {
        if (node is not YamlMappingNode mapping)
        {
            _mistakes.Add($"{_file}:{node.Start.Line}: {path}: names and values are expected.");
            return null;
        }
        var fields = new YamlFields(_file, path, mapping, _mistakes);
        var result = read(fields);
        fields.RefuseTheRest();
        return result;
    }

    private YamlNode? Child(string name, bool required)
    {
        _asked.Add(name);
        if (_node.Children.TryGetValue(new YamlScalarNode(name), out var child))
            return child;
        if (required)
            _mistakes.Add($"{_file}:{_node.Start.Line}: {PathOf(name)}: is missing.");
        return null;
    }

    private YamlScalarNode? Scalar(string name, bool required)
    {
        if (Child(name, required) is not { } child)
            return null;
        if (child is YamlScalarNode scalar)
            return scalar;
        Wrong(child, name, "a single value is expected");
        return null;
    }

    private void RefuseTheRest()
    {
        foreach (var key in _node.Children.Keys)
        {
            var name = (key as YamlScalarNode)?.Value ?? "";
            if (!_asked.Contains(name))
                _mistakes.Add($"{_file}:{key.Start.Line}: {PathOf(name)}: is not known here; known are {string.Join(", ", _asked.Order(StringComparer.Ordinal))}.");
        }
    }

    private void Wrong(YamlNode node, string name, string reason) => _mistakes.Add($"{_file}:{node.Start.Line}: {PathOf(name)}: {reason}.");

    private string PathOf(string name) => _path.Length == 0 ? name : $"{_path}.{name}";
}

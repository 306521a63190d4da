using System.Globalization;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Ledger.Server.Programs;

/// <summary>
/// Reads one YAML mapping field by field and collects what is wrong with it, each with file, line and path, so that an author sees all
/// mistakes at once. A field that nobody asked for is a mistake too.
/// </summary>
internal sealed class DocumentReader
{
    private readonly string _file;
    private readonly string _path;
    private readonly YamlMappingNode _node;
    private readonly List<string> _wrong;
    private readonly HashSet<string> _asked = [];

    private DocumentReader(string file, string path, YamlMappingNode node, List<string> wrong) =>
        (_file, _path, _node, _wrong) = (file, path, node, wrong);

    /// <summary>Reads <paramref name="text"/> with <paramref name="read"/>. Throws <see cref="ProgramDocumentException"/> with every mistake.</summary>
    public static T Read<T>(string file, string text, Func<DocumentReader, T> read)
    {
        var wrong = new List<string>();
        var yaml = new YamlStream();
        try
        {
            yaml.Load(new StringReader(text));
        }
        catch (YamlException reason)
        {
            throw new ProgramDocumentException([$"{file}:{reason.Start.Line}: {reason.Message}"]);
        }
        catch (InvalidOperationException)
        {
            // The parser gives up like this on a bracket that is never closed, and cannot say where.
            throw new ProgramDocumentException([$"{file}:{LineOfOpenBracket(text)}: a bracket is opened and never closed."]);
        }
        if (yaml.Documents.Count != 1 || yaml.Documents[0].RootNode is not YamlMappingNode root)
            throw new ProgramDocumentException([$"{file}:1: one mapping of names to values is expected."]);

        var reader = new DocumentReader(file, "", root, wrong);
        var result = read(reader);
        reader.RefuseTheRest();
        return wrong.Count == 0 ? result : throw new ProgramDocumentException(wrong);
    }

    public long Number(string name, long least, long most, long? otherwise = null)
    {
        if (Scalar(name, required: otherwise is null) is not { } scalar) return otherwise ?? least;
        if (long.TryParse(scalar.Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most)
            return number;
        Wrong(scalar, name, $"\"{scalar.Value}\" is not a whole number from {least} to {most}");
        return least;
    }

    public string Text(string name, int longest)
    {
        if (Scalar(name, required: true) is not { } scalar) return "";
        if (scalar.Value is { Length: > 0 } text && text.Length <= longest) return text;
        Wrong(scalar, name, $"a text of 1 to {longest} characters is expected");
        return "";
    }

    /// <summary>A moment as in 2026-01-01T00:00:00Z; the offset must be there.</summary>
    public DateTime Moment(string name)
    {
        if (Scalar(name, required: true) is not { } scalar) return default;
        if (DateTimeOffset.TryParseExact(scalar.Value, ["yyyy-MM-dd'T'HH:mm:ss'Z'", "yyyy-MM-dd'T'HH:mm:sszzz"], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment))
            return moment.UtcDateTime;
        Wrong(scalar, name, $"\"{scalar.Value}\" is not a moment like 2026-01-01T00:00:00Z");
        return default;
    }

    public TimeZoneInfo TimeZone(string name)
    {
        if (Scalar(name, required: true) is not { } scalar) return TimeZoneInfo.Utc;
        if (TimeZoneInfo.TryFindSystemTimeZoneById(scalar.Value ?? "", out var zone)) return zone;
        Wrong(scalar, name, $"\"{scalar.Value}\" is not a time zone this machine knows, e.g. Asia/Shanghai");
        return TimeZoneInfo.Utc;
    }

    public T Choice<T>(string name, IReadOnlyDictionary<string, T> choices)
    {
        if (Scalar(name, required: true) is not { } scalar) return choices.Values.First();
        if (choices.TryGetValue(scalar.Value ?? "", out var choice)) return choice;
        Wrong(scalar, name, $"\"{scalar.Value}\" is none of {string.Join(", ", choices.Keys)}");
        return choices.Values.First();
    }

    /// <summary>A nested mapping; null when it is missing and <paramref name="required"/> is false, or wrong.</summary>
    public T? Mapping<T>(string name, bool required, Func<DocumentReader, T> read) where T : class
    {
        if (Child(name, required) is not { } child) return null;
        return Nested(child, PathOf(name), read);
    }

    /// <summary>A list of mappings; empty when it is missing.</summary>
    public IReadOnlyList<T> List<T>(string name, Func<DocumentReader, T> read) where T : class
    {
        if (Child(name, required: false) is not { } child) return [];
        if (child is not YamlSequenceNode list)
        {
            Wrong(child, name, "a list is expected");
            return [];
        }
        var items = new List<T>();
        foreach (var item in list)
            if (Nested(item, $"{PathOf(name)}[{items.Count}]", read) is { } value) items.Add(value);
        return items;
    }

    /// <summary>True when nothing wrong has been found in the document so far: only then do relations between fields mean anything.</summary>
    public bool IsRight => _wrong.Count == 0;

    /// <summary>Notes a mistake at the field <paramref name="name"/>.</summary>
    public void Wrong(string name, string reason) => Wrong(Child(name, required: false) ?? _node, name, reason);

    private static int LineOfOpenBracket(string text)
    {
        var open = new Stack<int>();
        var line = 1;
        foreach (var letter in text)
            if (letter == '\n') line++;
            else if (letter is '{' or '[') open.Push(line);
            else if (letter is '}' or ']') open.TryPop(out _);
        return open.TryPop(out var opened) ? opened : 1;
    }

    private T? Nested<T>(YamlNode node, string path, Func<DocumentReader, T> read) where T : class
    {
        if (node is not YamlMappingNode mapping)
        {
            _wrong.Add($"{_file}:{node.Start.Line}: {path}: names and values are expected.");
            return null;
        }
        var reader = new DocumentReader(_file, path, mapping, _wrong);
        var result = read(reader);
        reader.RefuseTheRest();
        return result;
    }

    private YamlScalarNode? Scalar(string name, bool required)
    {
        var child = Child(name, required);
        if (child is null or YamlScalarNode) return (YamlScalarNode?)child;
        Wrong(child, name, "a single value is expected");
        return null;
    }

    private YamlNode? Child(string name, bool required)
    {
        _asked.Add(name);
        if (_node.Children.TryGetValue(new YamlScalarNode(name), out var child)) return child;
        if (required) Wrong(_node, name, "is missing");
        return null;
    }

    private void RefuseTheRest()
    {
        foreach (var (key, _) in _node.Children)
            if (key is not YamlScalarNode { Value: { } name } || !_asked.Contains(name)) Wrong(key, key.ToString(), "is not known here");
    }

    private void Wrong(YamlNode node, string name, string reason) => _wrong.Add($"{_file}:{node.Start.Line}: {PathOf(name)}: {reason}.");

    private string PathOf(string name) => _path.Length == 0 ? name : $"{_path}.{name}";
}

/// <summary>A program document or store list that cannot be used; the message has a line for each mistake: file, line, path, reason.</summary>
public sealed class ProgramDocumentException(IReadOnlyList<string> wrong) : Exception(string.Join(Environment.NewLine, wrong))
{
    public IReadOnlyList<string> Mistakes { get; } = wrong;
}

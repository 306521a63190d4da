using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Ledger.Server.Programs;

/// <summary>
/// Reads one YAML mapping field by field and collects what is wrong with it, each with file, line and path, so that an author sees all
/// mistakes at once. A field that nobody asked for is a mistake too.
/// </summary>
internal sealed partial class DocumentReader
{
    private readonly string _file;
    private readonly string _path;
    private readonly YamlMappingNode _node;
    private readonly List<string> _wrong;
    private readonly HashSet<string> _asked = [];
    private readonly ICollection<DocumentField>? _fields;

    private DocumentReader(string file, string path, YamlMappingNode node, List<string> wrong, ICollection<DocumentField>? fields) =>
        (_file, _path, _node, _wrong, _fields) = (file, path, node, wrong, fields);

    /// <summary>
    /// Reads <paramref name="text"/> with <paramref name="read"/>. Throws <see cref="ProgramDocumentException"/> with every mistake.
    /// </summary>
    /// <param name="fields">Takes down every field that was asked for.</param>
    /// <param name="isHeld">It has been read before, when less was asked of it.</param>
    public static T Read<T>(
        string file, string text, Func<DocumentReader, T> read, ICollection<DocumentField>? fields = null, bool isHeld = false)
    {
        var wrong = new List<string>();
        var yaml = new YamlStream();
        try
        {
            if (!isHeld) DocumentBounds.Check(file, text);
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

        var reader = new DocumentReader(file, "", root, wrong, fields);
        var result = read(reader);
        reader.RefuseTheRest();
        return wrong.Count == 0 ? result : throw new ProgramDocumentException(wrong);
    }

    /// <summary>True when the document says something about <paramref name="name"/>; asking for it is left to others.</summary>
    public bool Has(string name) => Find(name) is not null;

    /// <summary>True when <paramref name="name"/> stands for names and values rather than a single value.</summary>
    public bool HasMapping(string name) => Find(name) is YamlMappingNode;

    /// <summary>Names that may stand here, and need not.</summary>
    public void Known(IEnumerable<string> names) => _asked.UnionWith(names);

    /// <summary>Passes over whatever nobody asks for.</summary>
    public void LeaveTheRest() => Known(_node.Children.Keys.OfType<YamlScalarNode>().Select(key => key.Value ?? ""));

    /// <summary>A nested mapping; null when it is missing and <paramref name="required"/> is false, or wrong.</summary>
    public T? Mapping<T>(string name, bool required, Func<DocumentReader, T> read) where T : class
    {
        if (Child(name, required) is not { } child) return null;
        return Nested(child, PathOf(name), read);
    }

    /// <summary>A list of mappings; empty when it is missing.</summary>
    public IReadOnlyList<T> List<T>(string name, Func<DocumentReader, T> read, int most = int.MaxValue) where T : class
    {
        var items = new List<T>();
        var index = 0;
        foreach (var item in Items(name, most))
            if (Nested(item, $"{PathOf(name)}[{index++}]", read) is { } value) items.Add(value);
        return [.. items];
    }

    /// <summary>True when two texts that are YAML say the same in other layout, quotes and comments.</summary>
    public static bool AreSame(string text, string other) => Root(text).Equals(Root(other));

    /// <summary>
    /// True when nothing wrong has been found in the document so far: only then do relations between fields mean anything.
    /// </summary>
    public bool IsRight => _wrong.Count == 0;

    /// <summary>Notes a mistake at the field <paramref name="name"/>.</summary>
    public void Wrong(string name, string reason) => Wrong(Find(name) ?? _node, name, reason);

    private static YamlNode Root(string text)
    {
        var yaml = new YamlStream();
        yaml.Load(new StringReader(text));
        return yaml.Documents[0].RootNode;
    }

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
        var reader = new DocumentReader(_file, path, mapping, _wrong, _fields);
        var result = read(reader);
        reader.RefuseTheRest();
        return result;
    }

    // The nodes of a list; empty when it is missing or none.
    private IReadOnlyList<YamlNode> Items(string name, int most)
    {
        if (Child(name, required: false) is not { } child) return [];
        if (child is not YamlSequenceNode list) Wrong(child, name, "a list is expected");
        else if (list.Children.Count > most) Wrong(child, name, $"at most {most} entries are taken");
        else return [.. list.Children];
        return [];
    }

    private YamlScalarNode? Scalar(string name, bool required, long least = 0, long most = 0, string choices = "")
    {
        var child = Child(name, required, least, most, choices);
        if (child is null or YamlScalarNode) return (YamlScalarNode?)child;
        Wrong(child, name, "a single value is expected");
        return null;
    }

    private YamlNode? Child(string name, bool required, long least = 0, long most = 0, string choices = "")
    {
        if (_asked.Add(name)) _fields?.Add(new DocumentField(PathOf(name), required, least, most, choices));
        if (Find(name) is { } child) return child;
        if (required) Wrong(_node, name, "is missing");
        return null;
    }

    private YamlNode? Find(string name) => _node.Children.TryGetValue(new YamlScalarNode(name), out var child) ? child : null;

    private void RefuseTheRest()
    {
        foreach (var (key, _) in _node.Children)
            if (key is not YamlScalarNode { Value: { } name }) Wrong(key, key.ToString(), "is not known here");
            else if (!_asked.Contains(name))
                Wrong(key, name, $"is not known here; known are {string.Join(", ", NearestNames.To(name, _asked))}");
    }

    private void Wrong(YamlNode node, string name, string reason) => _wrong.Add($"{_file}:{node.Start.Line}: {PathOf(name)}: {reason}.");

    private string PathOf(string name) => _path.Length == 0 ? name : $"{_path}.{name}";
}

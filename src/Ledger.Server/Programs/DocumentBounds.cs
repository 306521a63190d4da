using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Ledger.Server.Programs;

/// <summary>
/// What a document may be before it is read: so large, so deep, and without anchors, so that it takes as long as it is large, and no stack.
/// </summary>
internal static class DocumentBounds
{
    /// <summary>The largest file, in bytes, and the largest text, in characters.</summary>
    public const int SizeMax = 1024 * 1024;
    /// <summary>How many mappings and lists may stand in one another.</summary>
    public const int DepthMax = 32;

    /// <summary>The text of a file, of which no more is read than a document may have.</summary>
    public static string ReadFile(string file)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read);
        var bytes = new byte[SizeMax + 1];
        var count = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        if (count > SizeMax) throw TooLarge(file);
        using var reader = new StreamReader(new MemoryStream(bytes, 0, count));
        return reader.ReadToEnd();
    }

    /// <summary>
    /// Goes through a text event by event, before anything nested is built of it. Throws <see cref="ProgramDocumentException"/>, and what
    /// the parser throws for what is no YAML.
    /// </summary>
    public static void Check(string file, string text)
    {
        if (text.Length > SizeMax) throw TooLarge(file);
        var depth = 0;
        var events = new Parser(new StringReader(text));
        while (events.MoveNext())
        {
            var at = events.Current!;
            if (at is AnchorAlias or NodeEvent { Anchor.IsEmpty: false })
                throw Wrong(file, at, "anchors (&) and aliases (*) are not taken: write it out");
            if (at is MappingStart or SequenceStart && ++depth > DepthMax) throw Wrong(file, at, $"nested deeper than {DepthMax}");
            if (at is MappingEnd or SequenceEnd) depth--;
        }
    }

    private static ProgramDocumentException TooLarge(string file) => new([$"{file}:1: larger than 1 MB."]);

    private static ProgramDocumentException Wrong(string file, ParsingEvent at, string reason) =>
        new([$"{file}:{at.Start.Line}: {reason}."]);
}

using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Ledger.Server.Hosting;

/// <summary>
/// What the source says of each setting, out of the documentation the compiler writes beside the server: told once, in one place. Without
/// that file nothing is told.
/// </summary>
internal sealed partial class SettingNotes
{
    private readonly Dictionary<string, string> _notes;

    private SettingNotes(Dictionary<string, string> notes) => _notes = notes;

    public static SettingNotes Read()
    {
        var file = Path.ChangeExtension(typeof(SettingNotes).Assembly.Location, ".xml");
        var members = File.Exists(file) ? XDocument.Load(file).Descendants("member") : [];
        return new SettingNotes(members.ToDictionary(
            member => (string)member.Attribute("name")!, member => TextOf(member.Element("summary"))));
    }

    /// <summary>The summary of a property as one line of text; empty: it has none.</summary>
    public string Of(PropertyInfo property) => _notes.GetValueOrDefault($"P:{property.DeclaringType!.FullName}.{property.Name}", "");

    private static string TextOf(XElement? summary)
    {
        if (summary is null) return "";
        // A reference reads as the name of what it refers to.
        foreach (var reference in summary.Descendants("see").ToArray())
            reference.ReplaceWith(((string?)reference.Attribute("cref") ?? "").Split('.')[^1]);
        return Blanks().Replace(summary.Value, " ").Trim();
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blanks();
}

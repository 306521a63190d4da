using System.Text.RegularExpressions;

namespace Ledger.Rules.Tests.Architecture;

/// <summary>
/// What neither compiler nor analyser looks at: lines fit a screen, files fit a head, and every name says what is behind it.
/// </summary>
public sealed partial class TidyTests
{
    private const int LineMaxLength = 140;
    private const int FileMaxLines = 400;

    private static readonly string[] _sources = [".cs", ".sh", ".proto", ".sql"];

    private static readonly string[] _made = ["obj", "bin", "artifacts", "TestResults"];

    // A server refuses a database in which another text was applied under the same number, so these stay as they are for ever.
    private static readonly string[] _applied = ["001_ledger.sql", "002_rules.sql", "003_reports.sql"];

    // Words that are true of everything, and so name nothing.
    private static readonly string[] _empty =
        ["Helper", "Helpers", "Util", "Utils", "Utility", "Utilities", "Manager", "Managers", "Misc", "Common", "Base"];

    [Fact]
    public void No_line_is_too_long_and_no_blank_is_out_of_place()
    {
        var files = Sources(Repository.Root).Where(file => !_applied.Contains(Path.GetFileName(file))).ToList();
        Assert.Contains(files, file => file.EndsWith("TidyTests.cs", StringComparison.Ordinal));
        Nothing(files.SelectMany(file => LineFaults(file, File.ReadAllLines(Path.Combine(Repository.Root, file)))));
    }

    [Fact]
    public void No_file_of_code_is_longer_than_400_lines() =>
        Nothing(Sources(Repository.Root).Where(file => file.EndsWith(".cs", StringComparison.Ordinal))
            .Select(file => (Name: file, Lines: File.ReadLines(Path.Combine(Repository.Root, file)).Count()))
            .Where(file => file.Lines > FileMaxLines)
            .Select(file => $"{file.Name} has {file.Lines} lines, {FileMaxLines} are allowed: it holds more than one noun"));

    [Fact]
    public void No_file_or_folder_is_named_by_an_empty_word() => Nothing(Sources(Repository.Root).SelectMany(NameFaults).Distinct());

    [Fact]
    public void Each_fault_is_seen_where_it_stands() =>
        Assert.Equal(
            ["a.cs:2 has 141 characters, 140 are allowed", "a.cs:3 has a tab", "a.cs:4 ends in blanks", "a.cs:5 ends in blanks"],
            LineFaults("a.cs", [new string('x', 140), new string('x', 141), "a\tb", "a ", " ", $"Say(\"{new string('x', 141)}\");"]));

    [Theory]
    [InlineData("src/Common/Money.cs", "src/Common/Money.cs: the word Common names nothing")]
    [InlineData("src/Ledger.Utils/Money.cs", "src/Ledger.Utils/Money.cs: the word Utils names nothing")]
    [InlineData("src/CardManager.Issue.cs", "src/CardManager.Issue.cs: the word Manager names nothing")]
    [InlineData("scripts/helper.sh", "scripts/helper.sh: the word helper names nothing")]
    [InlineData("src/IOBase.cs", "src/IOBase.cs: the word Base names nothing")]
    [InlineData("bench/Baseline.cs", null)]
    [InlineData("src/Journal/LedgerDatabase.cs", null)]
    [InlineData("src/Commonwealth.cs", null)]
    public void An_empty_word_is_seen_in_any_part_of_a_path(string path, string? fault) =>
        Assert.Equal(fault is null ? [] : [fault], NameFaults(path));

    private static IEnumerable<string> LineFaults(string file, string[] lines)
    {
        var isInText = false;
        for (var at = 0; at < lines.Length; at++)
        {
            var (line, place) = (lines[at], $"{file}:{at + 1}");
            isInText ^= Marks(line) % 2 == 1;
            // A text stays in one piece, so that whoever has read it finds where it is said.
            var length = isInText || Marks(line) > 0 ? 0 : Text().Replace(line, "").Length;
            if (length > LineMaxLength) yield return $"{place} has {line.Length} characters, {LineMaxLength} are allowed";
            if (line.Contains('\t', StringComparison.Ordinal)) yield return $"{place} has a tab";
            if (line.Length > 0 && char.IsWhiteSpace(line[^1])) yield return $"{place} ends in blanks";
        }
    }

    // Of a text over several lines, where it begins and ends.
    private static int Marks(string line) => line.Split("\"\"\"").Length - 1;

    private static IEnumerable<string> NameFaults(string file) =>
        Words().Matches(file).Select(word => word.Value).Where(word => _empty.Contains(word, StringComparer.OrdinalIgnoreCase))
            .Select(word => $"{file}: the word {word} names nothing");

    // A folder that begins with a dot belongs to git, an editor or a running ledger.
    private static IEnumerable<string> Sources(string root) =>
        Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories)
            .Where(file => _sources.Contains(Path.GetExtension(file)))
            .Select(file => Path.GetRelativePath(root, file).Replace(Path.DirectorySeparatorChar, '/'))
            .Where(file => !file.Split('/').Any(part => part.StartsWith('.') || _made.Contains(part)))
            .Order(StringComparer.Ordinal);

    private static void Nothing(IEnumerable<string> faults)
    {
        var all = faults.ToList();
        Assert.True(all.Count == 0, $"{all.Count} found:\n{string.Join('\n', all)}");
    }

    [GeneratedRegex(@"""(?:[^""\\]|\\.)*""")]
    private static partial Regex Text();

    [GeneratedRegex("[A-Z]+(?![a-z])|[A-Z]?[a-z]+")]
    private static partial Regex Words();
}

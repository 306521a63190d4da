using System.Globalization;
using System.Text.RegularExpressions;

namespace Ledger.Rules.Tests.Architecture;

/// <summary>Every invariant that ARCHITECTURE.md lists has a test that carries its number.</summary>
public sealed class GuardTests
{
    [Fact]
    public void Every_invariant_has_a_guard()
    {
        var listed = Listed(File.ReadAllText(Path.Combine(Repository.Root, "ARCHITECTURE.md")));
        Assert.NotEmpty(listed);
        var guarded = Directory.EnumerateFiles(Path.Combine(Repository.Root, "tests"), "*.cs", SearchOption.AllDirectories)
            .Where(file => !Path.GetRelativePath(Repository.Root, file).Split(Path.DirectorySeparatorChar)
            .Any(folder => folder is "obj" or "bin"))
            .SelectMany(file => Guarded(File.ReadAllText(file))).ToHashSet();
        Assert.Empty(listed.Where(number => !guarded.Contains(number)).Select(number => $"I{number} has no test named I{number}_…"));
    }

    [Fact]
    public void A_guard_is_a_test_method_that_starts_with_the_number_and_runs()
    {
        const string source = """
            [Fact]
            public void I4_Nothing_is_replied_before_commit() => Assert.True(true);

            [Theory]
            [InlineData("a [b]")]
            public async Task I12_I2_Two_at_once(string text)

            // [Fact] public void I5_Commented_out()
            public void I6_Not_a_test()

            [Fact(Skip = "later")]
            public void I7_Skipped()

            [RootFact]
            public Task I10_Own_attribute()
            [Fact] public void The_I11_is_elsewhere()
            """;
        Assert.Equal([2, 4, 10, 12], Guarded(source).Order());
    }

    [Fact]
    public void Invariants_are_read_from_the_rows_of_the_table() =>
        Assert.Equal([1, 14],
            Listed("# Text with I3\n| | |\n| I1 | debits equal credits | x |\n  | I2 | indented |\n| I14 | answers |\n|I5|no spaces|\n"));

    private static IReadOnlyList<int> Listed(string architecture) =>
        [.. Regex.Matches(architecture, @"^\| I(\d+) \|", RegexOptions.Multiline).Select(Number)];

    // The attributes that stand directly above a method, then its name.
    private static IEnumerable<int> Guarded(string source) =>
        from method in Regex.Matches(
            Regex.Replace(source, @"^\s*//.*$", "", RegexOptions.Multiline),
            @"(?<attributes>(?:^[ \t]*\[.*\][ \t]*\r?\n)+)[ \t]*public (?:static )?(?:async )?(?:void|Task|ValueTask) (?<numbers>(?:I\d+_)+)", RegexOptions.Multiline)
        let attributes = method.Groups["attributes"].Value
        where Regex.IsMatch(attributes, @"\[\w*(Fact|Theory)\b") && !attributes.Contains("Skip =", StringComparison.Ordinal)
        from number in Regex.Matches(method.Groups["numbers"].Value, @"I(\d+)_")
        select Number(number);

    private static int Number(Match match) => int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture);
}

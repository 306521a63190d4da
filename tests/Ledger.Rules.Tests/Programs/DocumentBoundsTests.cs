using Ledger.Server.Programs;

namespace Ledger.Rules.Tests.Programs;

/// <summary>A document is read within bounds: so large, so deep, nothing by reference.</summary>
public sealed class DocumentBoundsTests
{
    [Theory]
    [InlineData("{ a: ", 20_000)]
    [InlineData("[", 20_000)]
    [InlineData("- ", 20_000)]
    [InlineData("{ a: ", 33)]
    public void What_is_nested_too_deep_is_told_with_its_line(string open, int times) => Assert.Equal(
        ["card.yaml:24: nested deeper than 32."],
        SampleDocument.MistakesIn(SampleDocument.Text + "actions:\n  " + string.Concat(Enumerable.Repeat(open, times)) + "\n"));

    [Fact]
    public void Mappings_under_one_another_are_counted_too()
    {
        var nested = string.Concat(Enumerable.Range(0, 5_000).Select(depth => new string(' ', depth % 100) + "a:\n"));
        var deep = string.Concat(Enumerable.Range(0, 100).Select(depth => new string(' ', depth) + "a:\n"));
        Assert.Contains("nested deeper than 32", Assert.Single(SampleDocument.MistakesIn(deep)), StringComparison.Ordinal);
        Assert.NotEmpty(SampleDocument.MistakesIn(nested));
    }

    [Theory]
    [InlineData("name: &n Card", 2)]
    [InlineData("name: *n", 2)]
    [InlineData("? &a [*a, *a]\n: Card", 2)]
    public void Anchors_and_aliases_are_not_taken(string name, int line) => Assert.Equal(
        [$"card.yaml:{line}: anchors (&) and aliases (*) are not taken: write it out."],
        SampleDocument.MistakesIn(SampleDocument.With("name: Card", name)));

    [Fact]
    public void A_document_that_the_ledger_holds_is_read_as_it_was_taken() => Assert.Equal(
        5, ProgramDocument.Held("held", SampleDocument.With("  cards: 5", "  cards: &five 5")).Rules.CardsMax);

    [Fact]
    public void A_megabyte_is_the_most()
    {
        var padding = "# " + new string('x', 100) + "\n";
        var fits = SampleDocument.Text + string.Concat(Enumerable.Repeat(padding, 10_000));
        Assert.Empty(SampleDocument.MistakesIn(fits));
        Assert.Equal(["card.yaml:1: larger than 1 MB."], SampleDocument.MistakesIn(fits + string.Concat(Enumerable.Repeat(padding, 300))));
    }

    [Fact]
    public void Of_a_larger_file_no_more_is_read_than_that()
    {
        var file = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.yaml");
        try
        {
            using (var made = File.Create(file)) made.SetLength(1L << 33);
            Assert.Equal([$"{file}:1: larger than 1 MB."],
                Assert.Throws<ProgramDocumentException>(() => DocumentBounds.ReadFile(file)).Mistakes);
        }
        finally
        {
            File.Delete(file);
        }
    }
}

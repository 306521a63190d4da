using Ledger.Rules.Program;
using Ledger.Rules.State;
using Ledger.Server.Programs;

namespace Ledger.Rules.Tests.Programs;

/// <summary>Whatever is wrong in a program document is told with file, line and path; and nothing that is not.</summary>
public sealed class BrokenDocumentTests
{
    [Fact]
    public void The_document_that_is_broken_here_is_whole() => Assert.Empty(SampleDocument.MistakesIn(SampleDocument.Text));

    [Theory]
    [InlineData("program: 1\n", "", "card.yaml:1: program: is missing.")]
    [InlineData("program: 1\n", "program: 0\n", "card.yaml:1: program: \"0\" is not a whole number from 1 to 32767.")]
    [InlineData("program: 1\n", "program: 32768\n", "card.yaml:1: program: \"32768\" is not a whole number from 1 to 32767.")]
    [InlineData("name: Card\n", "name:\n", "card.yaml:2: name: a text of 1 to 64 characters is expected.")]
    [InlineData("name: Card\n", "name: [a, b]\n", "card.yaml:2: name: a single value is expected.")]
    [InlineData("version: 1\n", "version: 1.5\n", "card.yaml:3: version: \"1.5\" is not a whole number from 1 to 2147483647.")]
    [InlineData("version: 1\n", "version: one\n", "card.yaml:3: version: \"one\" is not a whole number from 1 to 2147483647.")]
    [InlineData("2026-01-01T00:00:00Z", "2026-01-01",
        "card.yaml:4: active_from: \"2026-01-01\" is not a moment like 2026-01-01T00:00:00Z.")]
    [InlineData("2026-01-01T00:00:00Z", "2026-02-30T00:00:00Z",
        "card.yaml:4: active_from: \"2026-02-30T00:00:00Z\" is not a moment like 2026-01-01T00:00:00Z.")]
    [InlineData("2026-01-01T00:00:00Z", "2026-01-01T00:00:00",
        "card.yaml:4: active_from: \"2026-01-01T00:00:00\" is not a moment like 2026-01-01T00:00:00Z.")]
    [InlineData("{ points: 1, per_minor: 1000 }", "1", "card.yaml:5: earn: names and values are expected.")]
    [InlineData("{ points: 1, per_minor: 1000 }", "{ points: 1 }", "card.yaml:5: earn.per_minor: is missing.")]
    [InlineData("{ points: 1, per_minor: 1000 }", "{ points: 1, per_minor: 1000, per_yuan: 10 }",
        "card.yaml:5: earn.per_yuan: is not known here; known are per_minor, points.")]
    [InlineData("{ points: 1, per_minor: 1000 }", "{ points: 1001, per_minor: 1000 }",
        "card.yaml:5: earn.points: \"1001\" is not a whole number from 1 to 1000.")]
    [InlineData("kind: end_of_year", "kind: forever",
        "card.yaml:7: points_validity.kind: \"forever\" is none of unlimited, days, months, end_of_year.")]
    [InlineData("  count: 1\n", "  count: -1\n", "card.yaml:8: points_validity.count: \"-1\" is not a whole number from 0 to 100.")]
    [InlineData("redeem: { block: 100, worth_minor: 500 }\n", "", "card.yaml:1: redeem: is missing.")]
    [InlineData("from_minor: 50000", "from_minor: 20000", "card.yaml:11: top_up_bonus: step 1 must start above step 0.")]
    [InlineData("  - { from_minor: 50000, bonus_minor: 5000 }", "  - { from_minor: 50000 }",
        "card.yaml:12: top_up_bonus[1].bonus_minor: is missing.")]
    [InlineData("  - { from_minor: 50000, bonus_minor: 5000 }", "  - 50000",
        "card.yaml:12: top_up_bonus[1]: names and values are expected.")]
    [InlineData("  - { from_minor: 20000, bonus_minor: 1500 }\n  - { from_minor: 50000, bonus_minor: 5000 }", "  none",
        "card.yaml:11: top_up_bonus: a list is expected.")]
    [InlineData("bonus_first", "bonus first",
        "card.yaml:14: pool_order: \"bonus first\" is none of bonus_first, principal_first, proportional.")]
    [InlineData("  cards: 5", "  cards: 101", "card.yaml:22: limits.cards: \"101\" is not a whole number from 1 to 100.")]
    [InlineData("  top_up_minor: 1000000\n", "", "card.yaml:16: limits.top_up_minor: is missing.")]
    public void One_mistake_is_named_with_file_line_and_path(string old, string changed, string mistake) =>
        Assert.Equal([mistake], SampleDocument.MistakesIn(SampleDocument.With(old, changed)));

    [Theory]
    [InlineData("  cards: 5", "  crads: 5", "limits.crads: is not known here; known are cards, points, ")]
    [InlineData("pool_order: bonus_first", "pool_orders: bonus_first", "pool_orders: is not known here; known are pool_order, ")]
    [InlineData("from_minor: 20000", "form_minor: 20000",
        "top_up_bonus[0].form_minor: is not known here; known are from_minor, bonus_minor.")]
    public void A_name_that_is_not_known_is_answered_with_those_that_are_the_nearest_first(string old, string changed, string told) =>
        Assert.Contains(SampleDocument.MistakesIn(SampleDocument.With(old, changed)), mistake =>
            mistake.Contains(told, StringComparison.Ordinal));

    [Theory]
    [InlineData("", "card.yaml:1: one mapping of names to values is expected.")]
    [InlineData("# only a comment\n", "card.yaml:1: one mapping of names to values is expected.")]
    [InlineData("- a\n- b\n", "card.yaml:1: one mapping of names to values is expected.")]
    [InlineData("program: 1\n---\nprogram: 2\n", "card.yaml:1: one mapping of names to values is expected.")]
    public void What_is_no_document_at_all_is_told_once(string text, string mistake) =>
        Assert.Equal([mistake], SampleDocument.MistakesIn(text));

    [Theory]
    [InlineData("name: Card", "name: \"Card", 2, 22)]
    [InlineData("earn: { points: 1, per_minor: 1000 }", "earn: { points: 1, per_minor: 1000", 5, 6)]
    [InlineData("version: 1", "version: 1\nversion: 2", 4, 4)]
    [InlineData("version: 1", "\tversion: 1", 2, 3)]
    [InlineData("version: 1", "version: *unknown", 3, 3)]
    [InlineData("name: Card", "name: &card Card", 2, 2)]
    public void Broken_YAML_is_told_with_its_line(string old, string changed, int fromLine, int toLine)
    {
        var mistake = Assert.Single(SampleDocument.MistakesIn(SampleDocument.With(old, changed)));
        Assert.Matches(@"^card\.yaml:\d+: .+", mistake);
        Assert.InRange(int.Parse(mistake.Split(':')[1], null), fromLine, toLine);
    }

    [Fact]
    public void Several_mistakes_are_told_at_once()
    {
        var text = SampleDocument.With("program: 1\n", "program: one\n").Replace("bonus_first", "any", StringComparison.Ordinal)
            .Replace("cards: 5", "card: 5", StringComparison.Ordinal).Replace("block: 100", "block: 0", StringComparison.Ordinal);
        Assert.Equal(
            ["card.yaml:14: pool_order", "card.yaml:16: limits.cards", "card.yaml:1: program", "card.yaml:22: limits.card",
            "card.yaml:9: redeem.block"],
            SampleDocument.MistakesIn(text).Select(mistake => string.Join(": ", mistake.Split(": ").Take(2)))
            .Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_mistake_in_a_step_is_not_a_mistake_in_the_order_of_steps_as_well() => Assert.Equal(
        ["card.yaml:12: top_up_bonus[1].from_minor: \"many\" is not a whole number from 1 to 1000000000000."],
        SampleDocument.MistakesIn(SampleDocument.With("from_minor: 50000", "from_minor: many")));

    [Fact]
    public void The_message_has_a_line_for_each_mistake()
    {
        var wrong = Assert.Throws<ProgramDocumentException>(() =>
            ProgramDocument.Parse("card.yaml", SampleDocument.With("name: Card\nversion: 1\n", "")));
        Assert.Equal(string.Join(Environment.NewLine, wrong.Mistakes), wrong.Message);
        Assert.Equal(2, wrong.Mistakes.Count);
    }

    // What a document may say, the rules must be able to carry out: otherwise every such operation fails at the till.
    [Theory]
    [InlineData("unlimited")]
    [InlineData("days")]
    [InlineData("months")]
    [InlineData("end_of_year")]
    public void The_longest_validity_that_is_taken_has_a_last_day(string kind)
    {
        var text = SampleDocument.With("kind: months, count: 12", $"kind: {kind}, count: 10000");
        if (SampleDocument.MistakesIn(text).Count > 0) return;
        Assert.True(ProgramDocument.Parse("card.yaml", text).Rules.BonusValidity.LastDay(new DateOnly(2026, 11, 22)) >= new DateOnly(2026,
            11, 22));
    }

    [Fact]
    public void The_largest_redemption_that_is_taken_has_a_worth()
    {
        var text = SampleDocument.With("block: 100, worth_minor: 500", "block: 1, worth_minor: 1000000000000")
            .Replace("points: 1000000\n", "points: 1000000000000\n", StringComparison.Ordinal);
        if (SampleDocument.MistakesIn(text).Count > 0) return;
        ProgramRules rules = ProgramDocument.Parse("card.yaml", text).Rules;
        Assert.Equal((Int128)rules.PointsMax * rules.RedeemWorthMinor, rules.WorthOf(rules.PointsMax));
    }

    [Fact]
    public void The_largest_purchase_that_is_taken_has_its_points()
    {
        var rules = ProgramDocument.Parse("card.yaml",
            SampleDocument.With("{ points: 1, per_minor: 1000 }", "{ points: 1000, per_minor: 1 }")
            .Replace("purchase_minor: 10000000", "purchase_minor: 1000000000000", StringComparison.Ordinal)).Rules;
        Assert.Equal(1_000_000_000_000_000, rules.PointsFor(rules.PurchaseMaxMinor));
    }
}

using Ledger.Server.Programs;

namespace Ledger.Rules.Tests.Programs;

/// <summary>A whole program document, to be broken in one place at a time.</summary>
internal static class SampleDocument
{
    public const string Text = """
        program: 1
        name: Card
        version: 1
        active_from: 2026-01-01T00:00:00Z
        earn: { points: 1, per_minor: 1000 }
        points_validity:
          kind: end_of_year
          count: 1
        redeem: { block: 100, worth_minor: 500 }
        top_up_bonus:
          - { from_minor: 20000, bonus_minor: 1500 }
          - { from_minor: 50000, bonus_minor: 5000 }
        bonus_validity: { kind: months, count: 12 }
        pool_order: bonus_first
        limits:
          top_up_minor: 1000000
          debit_minor: 1000000
          purchase_minor: 10000000
          points: 1000000
          stored_value_minor: 10000000
          points_balance: 100000000
          cards: 5

        """;

    /// <summary>The document with <paramref name="old"/> replaced; it must be in there.</summary>
    public static string With(string old, string changed)
    {
        Assert.Contains(old, Text, StringComparison.Ordinal);
        return Text.Replace(old, changed, StringComparison.Ordinal);
    }

    /// <summary>What is told to be wrong; empty: the document is taken.</summary>
    public static IReadOnlyList<string> MistakesIn(string text)
    {
        try
        {
            ProgramDocument.Parse("card.yaml", text);
            return [];
        }
        catch (ProgramDocumentException wrong)
        {
            return wrong.Mistakes;
        }
    }
}

using Ledger.Rules.Codes;
using Ledger.Rules.Rows;

namespace Ledger.Server.Journal.Commit;

/// <summary>A card that a committed row issues, or an identifier that it gives: a row of the table card.</summary>
internal readonly record struct GivenCard(Guid Id, IdentifierKind Kind, long Account, string LastFour, Guid Key)
{
    /// <summary>
    /// What <paramref name="rows"/> give, in their order; null: nothing, as most batches. Of the identifiers of a kind that an account
    /// gets in them the last one alone: those before it name nobody when the batch is committed.
    /// </summary>
    public static List<GivenCard>? In(ReadOnlySpan<JournalRow> rows)
    {
        List<GivenCard>? given = null;
        foreach (ref readonly var row in rows)
        {
            if (row.Leg != 0) continue;
            if ((row.NewCard is not null || row.Detail is { Identifiers: not null }) && row.Outcome.IsPosted()) AddOf(row, given ??= []);
        }
        return given;
    }

    private static void AddOf(in JournalRow row, List<GivenCard> given)
    {
        if (row.NewCard is { } card) given.Add(new GivenCard(card, IdentifierKind.Card, row.Account, row.NewCardLastFour!, row.Key));
        foreach (var identifier in row.Detail?.Identifiers ?? [])
        {
            Forget(given, row.Account, identifier.Kind);
            given.Add(new GivenCard(identifier.Id, identifier.Kind, row.Account, identifier.LastFour, row.Key));
        }
    }

    private static void Forget(List<GivenCard> given, long account, IdentifierKind kind)
    {
        var earlier = given.FindIndex(before => before.Account == account && before.Kind == kind);
        if (earlier >= 0) given.RemoveAt(earlier);
    }
}

using Ledger.Server.Rules;

namespace Ledger.Server.Journal;

/// <summary>A card that a committed row issues, or an identifier that it gives: a row of the table card.</summary>
internal readonly record struct GivenCard(Guid Id, IdentifierKind Kind, long Account, string LastFour, Guid Key)
{
    /// <summary>True for an identifier that the account had before, which may be given again.</summary>
    public bool IsOwnAgain(GivenCard earlier) => Kind != IdentifierKind.Card && (Kind, Account) == (earlier.Kind, earlier.Account);

    /// <summary>What <paramref name="rows"/> give, in their order; null: nothing, as most batches.</summary>
    public static List<GivenCard>? In(ReadOnlySpan<JournalRow> rows)
    {
        List<GivenCard>? given = null;
        foreach (ref readonly var row in rows)
            if (row.Leg == 0 && (row.NewCard is not null || row.Detail is { Identifiers: not null }) && row.Outcome.IsPosted()) AddOf(row, given ??= []);
        return given;
    }

    private static void AddOf(in JournalRow row, List<GivenCard> given)
    {
        if (row.NewCard is { } card) given.Add(new GivenCard(card, IdentifierKind.Card, row.Account, row.NewCardLastFour!, row.Key));
        foreach (var identifier in row.Detail?.Identifiers ?? [])
            if (!Gave(given, identifier.Id, row.Account)) given.Add(new GivenCard(identifier.Id, identifier.Kind, row.Account, identifier.LastFour, row.Key));
    }

    // Described twice within a batch.
    private static bool Gave(List<GivenCard> given, Guid id, long account) => given.Exists(earlier => earlier.Id == id && earlier.Account == account);
}

using Ledger.V1;

namespace Ledger.Client;

/// <summary>What is known of a member when the account is opened. Everything is optional unless the program asks for it.</summary>
public sealed record AccountOpening
{
    /// <summary>The first card's token, 8 to 64 printable ASCII characters; empty: no card yet.</summary>
    public string Card { get; init; } = "";

    /// <summary>The card's type by its code in the program; empty: what the card's batch says, or the program's first type.</summary>
    public string CardType { get; init; } = "";

    /// <summary>What the member can be found by: each kind at most once, 4 to 64 printable ASCII characters.</summary>
    public IReadOnlyList<Identifier> Identifiers { get; init; } = [];

    /// <summary>Days of the year that multiply points: the member's own, or a child's.</summary>
    public IReadOnlyList<Birthday> Birthdays { get; init; } = [];

    /// <summary>The tier or group to start in, by its code; empty: the program's first.</summary>
    public string Tier { get; init; } = "";

    /// <summary>The purchase that qualifies for a card, in minor units; 0: none.</summary>
    public long QualifyingPurchaseMinor { get; init; }

    /// <summary>All purchases so far that qualify for a card, in minor units; 0: none.</summary>
    public long QualifyingTotalMinor { get; init; }

    /// <summary>Why; required for a card of a type that waits for approval; at most 128 characters.</summary>
    public string Reason { get; init; } = "";

    // Card and identifiers must not end in a log by way of ToString.
    private bool PrintMembers(System.Text.StringBuilder builder)
    {
        builder.Append(System.Globalization.CultureInfo.InvariantCulture,
            $"CardType = {CardType}, Tier = {Tier}, Identifiers = {Identifiers.Count}");
        return true;
    }
}

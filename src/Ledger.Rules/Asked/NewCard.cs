namespace Ledger.Rules.Asked;

/// <summary>
/// A card to be issued: its keyed hash, the last four characters of its token, and its type's code; empty: the program's first.
/// </summary>
public sealed record NewCard(Guid Id, string LastFour, string Type = "")
{
    /// <summary>True when the caller stated the type, rather than the batch the card was made in.</summary>
    public bool IsTypeStated { get; init; }
}

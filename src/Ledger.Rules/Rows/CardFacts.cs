using Ledger.Rules.Codes;
using Ledger.Rules.State;

namespace Ledger.Rules.Rows;

/// <summary>The type of an issued card, its last day (null: does not expire), and its first status.</summary>
public sealed record CardFacts(string Type, DateOnly? ExpiresOn, CardStatus Status);

/// <param name="ExpiresOn">Its last day from now on; null: as it was, <see cref="DateOnly.MaxValue"/>: none.</param>
/// <param name="Was">
/// The status before, for what undoes the change. Rows of 0.2.0 have it of merges, cancellations and forfeits alone.
/// </param>
/// <param name="WasUntil">Where the last day changes: the one before; <see cref="DateOnly.MaxValue"/>: none.</param>
public sealed record CardChange(
    Guid Card, CardStatus Status, DateOnly? ExpiresOn = null, CardStatus Was = CardStatus.None, DateOnly? WasUntil = null)
{
    /// <summary>The row that had set the status before; 0: none has since the card was issued.</summary>
    public long WasBySeq { get; init; }
    /// <summary>Reverse: the row that had set the status which is back again; null: as it was.</summary>
    public long? BySeq { get; init; }
}

namespace Ledger.Rules.Rows;

/// <summary>
/// A part of a balance that can be spent between two days: its last day, what is left in it, and its first day
/// (<see cref="DateOnly.MinValue"/>: at once).
/// </summary>
public readonly record struct Lot(DateOnly ExpiresOn, long Amount, DateOnly UsableFrom = default)
{
    /// <summary>True when it can be spent on <paramref name="date"/>.</summary>
    public bool IsUsableOn(DateOnly date) => ExpiresOn >= date && UsableFrom <= date;
}

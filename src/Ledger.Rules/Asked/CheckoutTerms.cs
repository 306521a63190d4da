using Ledger.Rules.Program;

namespace Ledger.Rules.Asked;

/// <param name="StoredValueMinor">To pay with; <see cref="long.MaxValue"/>: as much as there is, up to what is due.</param>
/// <param name="RestMinor">What the till takes by other means; null: whatever is left.</param>
/// <param name="ChargedPrices">No discount is taken off.</param>
public sealed record CheckoutTerms(
    CheckoutLine[] Lines, long Points, long StoredValueMinor, long? RestMinor, bool ChargedPrices) : OperationTerms
{
    /// <summary>What is left of the hold that pays (<see cref="Operation.Original"/>) stays set aside.</summary>
    public bool KeepHold { get; init; }
}

/// <summary>One line of a basket: its price before the discount, in minor units.</summary>
public readonly record struct CheckoutLine(long AmountMinor, string Category, bool EarnsNothing, bool NoDiscount);

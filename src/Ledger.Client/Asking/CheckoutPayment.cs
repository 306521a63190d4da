namespace Ledger.Client;

/// <summary>How a checkout is paid. Left out: nothing from the card, all of it by other means.</summary>
public sealed record CheckoutPayment
{
    /// <summary>Points to pay with, at the program's rate, in its blocks; 0: none.</summary>
    public long Points { get; init; }

    /// <summary>Stored value to pay with, in minor units; 0: none.</summary>
    public long StoredValueMinor { get; init; }

    /// <summary>Instead of <see cref="StoredValueMinor"/>: as much as there is, up to what is due.</summary>
    public bool AllStoredValue { get; init; }

    /// <summary>What the till takes by other means, in minor units, from 0. When it is stated and is not exactly what is left, the
    /// checkout is refused with REST_DIFFERS: till and ledger agree on the price. Null: the receipt's basket says what is left.</summary>
    public long? RestMinor { get; init; }

    /// <summary>The key of a place_hold of the same account: stored value is paid from this hold first, and what is left of the hold is
    /// free again. What the hold sets aside counts as there. Null: no hold. Refused: HOLD_UNKNOWN, HOLD_EXPIRED, HOLD_RELEASED,
    /// HOLD_CAPTURED.</summary>
    public Guid? HoldKey { get; init; }

    /// <summary>What is left of the hold stays set aside, for the next checkout or capture; only with <see cref="HoldKey"/>.</summary>
    public bool KeepHold { get; init; }

    /// <summary>The lines' amounts are what is charged: the ledger takes no discount off.</summary>
    public bool ChargedPrices { get; init; }
}

namespace Ledger.Client;

/// <summary>What a caller can do about a refusal: always under a new key, because the refused one is answered with the same no for
/// ever.</summary>
public enum Remedy
{
    /// <summary>Nothing: it cannot be done, now or later.</summary>
    None = 0,

    /// <summary>Ask for another amount; the refusal's figures say which.</summary>
    AnotherAmount = 1,

    /// <summary>Ask the member for the payment PIN, or once more for it.</summary>
    Pin = 2,

    /// <summary>Take another card, number or code, or say which is meant.</summary>
    AnotherChoice = 3,

    /// <summary>Something has to be done by staff or the member first: unlock, unfreeze, approve, close a hold, wait.</summary>
    AnotherStep = 4,

    /// <summary>A mistake of the program that calls: a key used for two intentions.</summary>
    AnotherKey = 5,
}

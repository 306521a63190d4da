namespace Ledger.Client;

/// <summary>Which card is replaced, and what about the fee. Everything is optional.</summary>
public sealed record CardReplacement
{
    /// <summary>The old card's last four characters, where the account has several; empty: the card presented, or the only one that is not
    /// void.</summary>
    public string LastFour { get; init; } = "";

    /// <summary>Damaged rather than lost: the program may ask for another fee.</summary>
    public bool Damaged { get; init; }

    /// <summary>Take the program's fee out of the stored value; otherwise the receipt's <c>fee_minor</c> says what the till
    /// takes.</summary>
    public bool FeeFromStoredValue { get; init; }
}

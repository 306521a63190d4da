namespace Ledger.Rules.Codes;

/// <summary>What a card can do now.</summary>
public enum CardStatus : short
{
    None = 0,
    Active = 1,
    /// <summary>Waits for approval.</summary>
    Waiting = 2,
    Lost = 3,
    /// <summary>For ever.</summary>
    Void = 4,
}

namespace Ledger.Rules.Program;

/// <summary>What happens when a purchase or an action earns more points than the account may hold.</summary>
public enum WhenFull
{
    /// <summary>It earns what still fits: the till can sell.</summary>
    Cap,
    /// <summary>It is refused.</summary>
    Refuse,
}

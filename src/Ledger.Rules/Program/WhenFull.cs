namespace Ledger.Rules.Program;

/// <summary>What happens when a purchase or action earns more points than still fit under the largest balance.</summary>
public enum WhenFull
{
    /// <summary>It earns what fits: a full account is no reason not to sell.</summary>
    Cap,
    /// <summary>It is refused.</summary>
    Refuse,
}

namespace Ledger.Rules.Codes;

// The closed vocabularies of the journal. Numbers are stored in rows and sent on the wire: they are never changed or used again.

/// <summary>What an account can hold. None marks a row without a transfer.</summary>
public enum Asset : short
{
    None = 0,
    /// <summary>Whole points, in lots by expiry date.</summary>
    Points = 1,
    /// <summary>Stored value that was paid for, in minor units.</summary>
    Principal = 2,
    /// <summary>Stored value given on top, in minor units, in lots by expiry date.</summary>
    Bonus = 3,
}

namespace Ledger.Rules.Program;

/// <summary>What happens when a member leaves who owes points.</summary>
public enum CancelInDebt
{
    /// <summary>The membership cannot be ended before they are paid off.</summary>
    Refuse,
    /// <summary>Their worth is kept back from the principal that is paid out; what it does not cover is written off.</summary>
    Net,
    /// <summary>They are written off.</summary>
    WriteOff,
}

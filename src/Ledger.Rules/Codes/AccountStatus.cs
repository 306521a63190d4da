namespace Ledger.Rules.Codes;

/// <summary>What an account can do now.</summary>
public enum AccountStatus : short
{
    None = 0,
    Active = 1,
    Frozen = 2,
    Cancelled = 3,
    Merged = 4,
}

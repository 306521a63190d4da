namespace Ledger.Server.Authority.Policy;

/// <summary>How large a part of the ledger is; each lies in one of the next larger ones.</summary>
public enum Reach : short
{
    None = 0,
    Terminal = 1,
    Store = 2,
    Branch = 3,
    Program = 4,
    Ledger = 5,
}

namespace Ledger.Load.Scenarios;

/// <summary>The accounts of a run and how they are chosen. They are opened and filled before anything is measured.</summary>
public sealed record DataSet
{
    /// <summary>How many accounts are opened beforehand, 1 to 5,000,000.</summary>
    public int Accounts { get; init; } = 1000;

    /// <summary>Number of the first one; the others follow. Those that exist already are used as they are.</summary>
    public long FirstAccount { get; init; } = 4_000_000_000_000;

    /// <summary>Exponent of Zipf's law by which accounts are chosen: 0 all alike, 0.99 a few popular ones, at most 5.</summary>
    public double Zipf { get; init; }

    /// <summary>How many accounts are hot.</summary>
    public int HotAccounts { get; init; }

    /// <summary>Share of the requests that go to the hot accounts, 0 to 1.</summary>
    public double HotShare { get; init; }

    /// <summary>Share of the requests that name a card instead of an account number, 0 to 1.</summary>
    public double ByCard { get; init; } = 0.5;

    /// <summary>Share of the write requests that are debits of an account without money, and so refused for certain, 0 to 1.</summary>
    public double Refusals { get; init; }

    /// <summary>Share of the write requests that repeat the terminal's last answered operation under its key, 0 to 1.</summary>
    public double Duplicates { get; init; }

    /// <summary>Stored value that each account is topped up with beforehand, in minor units; 0: none.</summary>
    public long BalanceMinor { get; init; } = 500_000;

    /// <summary>Points that each account is given beforehand; 0: none.</summary>
    public long Points { get; init; } = 10_000;

    /// <summary>Accounts at the end of the range that stay empty, for certain refusals.</summary>
    public int EmptyAccounts => Refusals > 0 ? Math.Clamp(Accounts / 100, 1, 1000) : 0;
}

using Ledger.Rules.Value;

namespace Ledger.Rules.Codes;

/// <summary>The ledger's own accounts, one copy per partition. None marks a row without a transfer.</summary>
public enum SystemAccount : short
{
    None = 0,
    PointsIssued = 1,
    PointsRedeemed = 2,
    Tender = 3,
    Sales = 4,
    BonusExpense = 5,
    Adjustment = 6,
    /// <summary>What expired or was forfeited.</summary>
    Breakage = 7,
    /// <summary>On its way between two members.</summary>
    InTransit = 8,
    Fees = 9,
    /// <summary>Principal paid out.</summary>
    CashOut = 10,
}

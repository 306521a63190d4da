namespace Ledger.Server.Rules;

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
}

/// <summary>What kind of operation a transaction came from.</summary>
public enum OperationKind : short
{
    None = 0,
    OpenAccount = 1,
    IssueCard = 2,
    TopUp = 3,
    Accrue = 4,
    Debit = 5,
    Redeem = 6,
    Adjust = 7,
}

/// <summary>How an operation ended: 1 to 9 posted, from 10 on refused.</summary>
public enum Outcome : short
{
    None = 0,
    Posted = 1,
    PostedInPart = 2,

    /// <summary>Never in the journal: the key's first operation is.</summary>
    KeyReused = 10,
    AccountExists = 11,
    OtherProgram = 12,
    CardNotActive = 13,
    CardTaken = 14,
    CardLimit = 15,
    NotAMultiple = 16,
    InsufficientFunds = 17,
    InsufficientPoints = 18,
    BalanceLimit = 19,
}

/// <summary>What a card can do now.</summary>
public enum CardStatus : short
{
    None = 0,
    Active = 1,
}

public static class OutcomeExtensions
{
    /// <summary>True when the operation was done, in full or in part.</summary>
    public static bool IsPosted(this Outcome outcome) => outcome is Outcome.Posted or Outcome.PostedInPart;
}

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
    /// <summary>What expired or was forfeited.</summary>
    Breakage = 7,
    /// <summary>On its way between two members.</summary>
    InTransit = 8,
    Fees = 9,
    /// <summary>Principal paid out.</summary>
    CashOut = 10,
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
    Checkout = 8,
    Refund = 9,
    Reverse = 10,
    PlaceHold = 11,
    CaptureHold = 12,
    ReleaseHold = 13,
    ReportLoss = 14,
    ReplaceCard = 15,
    ApproveCard = 16,
    SetPin = 17,
    UnlockPin = 18,
    Freeze = 19,
    Unfreeze = 20,
    Warn = 21,
    CashOut = 22,
    CancelAccount = 23,
    Transfer = 24,
    Merge = 25,
    Describe = 26,
    SetTier = 27,

    // What the ledger does by itself, under keys of its own.
    /// <summary>The other side of a transfer or merge.</summary>
    Arrive = 28,
    /// <summary>A transfer that the other side could not take.</summary>
    ComeBack = 29,
    Expire = 30,
    TimeOutHold = 31,
    ReviewTier = 32,
    GrantBonus = 33,
    /// <summary>Written under the key of an operation that was reversed before it arrived.</summary>
    BlockKey = 34,
}

/// <summary>How an operation ended: 1 to 9 posted, from 10 on refused.</summary>
public enum Outcome : short
{
    None = 0,
    Posted = 1,
    PostedInPart = 2,
    /// <summary>An earlier operation did it already; nothing moved.</summary>
    PostedBefore = 3,

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
    KeyBlocked = 20,
    AccountFrozen = 21,
    AccountCancelled = 22,
    AccountMerged = 23,
    AccountNotFrozen = 24,
    CardLost = 25,
    CardVoid = 26,
    CardExpired = 27,
    CardWaiting = 28,
    CardNotWaiting = 29,
    NotCapable = 30,
    CardAmbiguous = 31,
    IdentifierTaken = 32,
    NotEligible = 33,
    PinRequired = 34,
    WrongPin = 35,
    PinLocked = 36,
    PinNotSet = 37,
    PointsShareLimit = 38,
    Overpaid = 39,
    RestDiffers = 40,
    OriginalUnknown = 41,
    NotRefundable = 42,
    NotReversible = 43,
    ExceedsOriginal = 44,
    HoldLimit = 45,
    HoldUnknown = 46,
    HoldExpired = 47,
    HoldReleased = 48,
    HoldCaptured = 49,
    ExceedsHold = 50,
    HoldsOpen = 51,
    TransferNotAllowed = 52,
    TierUnknown = 53,
    RewardUnknown = 54,
    ActionUnknown = 55,
}

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

/// <summary>What an account can do now.</summary>
public enum AccountStatus : short
{
    None = 0,
    Active = 1,
    Frozen = 2,
    Cancelled = 3,
    Merged = 4,
}

/// <summary>What a member can be found by, beside the account's number.</summary>
public enum IdentifierKind : short
{
    None = 0,
    Card = 1,
    MemberNumber = 2,
    Mobile = 3,
    Document = 4,
}

public static class OutcomeExtensions
{
    /// <summary>True when the operation was done, in full, in part or before.</summary>
    public static bool IsPosted(this Outcome outcome) => outcome is Outcome.Posted or Outcome.PostedInPart or Outcome.PostedBefore;
}

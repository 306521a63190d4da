namespace Ledger.Rules.Codes;

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
    FindCard = 35,

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
    /// <summary>A transfer that was reversed, on its other side: what is left there of it goes back.</summary>
    TakeBack = 36,
}

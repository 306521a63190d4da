namespace Ledger.Rules.Codes;

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
    PointsOwed = 56,
    /// <summary>As many refunds or captures of one operation as there can be.</summary>
    ReturnsLimit = 57,
    CardNotLost = 58,
    /// <summary>The bonus that a top-up brought is spent, and the program does not net it.</summary>
    BonusSpent = 59,
}

public static class OutcomeExtensions
{
    /// <summary>True when the operation was done, in full, in part or before.</summary>
    public static bool IsPosted(this Outcome outcome) => outcome is Outcome.Posted or Outcome.PostedInPart or Outcome.PostedBefore;
}

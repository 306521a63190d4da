using Ledger.Rules.Codes;

namespace Ledger.Rules.Asked;

/// <summary>What an operation of a rarer kind asks for.</summary>
public abstract record OperationTerms;

/// <param name="Minutes">0: as long as the program allows.</param>
public sealed record HoldTerms(int Minutes) : OperationTerms;

/// <summary>CaptureHold.</summary>
public sealed record CaptureTerms(bool Last) : OperationTerms;

/// <summary>
/// ReportLoss, FindCard, ReplaceCard, ApproveCard: which card; an empty last four stands for the only one that can be meant.
/// </summary>
public sealed record CardTerms(string LastFour, bool IsDamaged = false, bool FeeFromStoredValue = false) : OperationTerms;

/// <summary>SetPin: the new PIN, hashed, and whether the old one is not asked for.</summary>
public sealed record PinTerms(byte[] Salt, byte[] Hash, bool IsReset) : OperationTerms;

/// <summary>SetTier: why; the tier's code is the note.</summary>
public sealed record TierTerms(string Reason) : OperationTerms;

/// <summary>Transfer, Merge: the other account.</summary>
public sealed record OtherAccountTerms(long Account) : OperationTerms
{
    /// <summary>
    /// Why the other account would not take it in, seen before the operation reached its writer; null: nothing is known against it, which
    /// then shows when it arrives. Does not count for the payload.
    /// </summary>
    public Obstacle? Obstacle { get; init; }
}

/// <param name="Outcome">As the arrival would be refused.</param>
/// <param name="Figure">The account that stays, of one that is merged.</param>
public readonly record struct Obstacle(Outcome Outcome, long Figure);

using Ledger.V1;

namespace Ledger.Client;

/// <summary>What the outcomes of the contract mean for a caller. The only place that judges them.</summary>
public static class Outcomes
{
    private const int RefusedFrom = 10;

    /// <summary>Done, now or by an earlier operation: 1 to 9, among them POSTED_IN_PART and POSTED_BEFORE.</summary>
    /// <param name="outcome">A receipt's outcome.</param>
    public static bool IsPosted(this Outcome outcome) => (int)outcome is > 0 and < RefusedFrom;

    /// <summary>Decided with no, from 10 on; a number this client has no name for is a refusal all the same.</summary>
    /// <param name="outcome">A receipt's outcome.</param>
    public static bool IsRefused(this Outcome outcome) => (int)outcome >= RefusedFrom;

    /// <summary>Whether sending the same operation under the same key again may fare better: only where there is no decision at all.
    /// Every outcome is for ever; what may pass is a status, which the client judges and repeats by itself.</summary>
    /// <param name="outcome">A receipt's outcome.</param>
    public static bool IsWorthRetry(this Outcome outcome) => !outcome.IsPosted() && !outcome.IsRefused();

    /// <summary>What can be done about it, under a new key.</summary>
    /// <param name="outcome">A refusal.</param>
    /// <returns>The remedy; <see cref="Remedy.None"/> for what is posted and for refusals this client has no name for.</returns>
    public static Remedy RemedyFor(this Outcome outcome) => outcome switch
    {
        Outcome.Unspecified or Outcome.Posted or Outcome.PostedInPart or Outcome.PostedBefore => Remedy.None,

        Outcome.KeyReused => Remedy.AnotherKey,

        Outcome.NotAMultiple or Outcome.InsufficientFunds or Outcome.InsufficientPoints or Outcome.BalanceLimit
            or Outcome.PointsShareLimit or Outcome.Overpaid or Outcome.RestDiffers
            or Outcome.ExceedsOriginal or Outcome.ExceedsHold
            or Outcome.ReturnsLimit or Outcome.BonusSpent => Remedy.AnotherAmount,

        Outcome.PinRequired or Outcome.WrongPin => Remedy.Pin,

        // The card in the hand is not the one, the number is taken, the code is not there.
        Outcome.AccountExists or Outcome.CardTaken or Outcome.CardNotActive or Outcome.CardLost or Outcome.CardVoid
            or Outcome.CardExpired or Outcome.CardAmbiguous or Outcome.NotCapable or Outcome.IdentifierTaken
            or Outcome.AccountMerged or Outcome.OriginalUnknown or Outcome.HoldUnknown
            or Outcome.TierUnknown or Outcome.RewardUnknown or Outcome.ActionUnknown => Remedy.AnotherChoice,

        Outcome.AccountFrozen or Outcome.CardWaiting or Outcome.NotEligible or Outcome.PinLocked or Outcome.PinNotSet
            or Outcome.HoldLimit or Outcome.HoldsOpen or Outcome.PointsOwed => Remedy.AnotherStep,

        Outcome.OtherProgram or Outcome.CardLimit or Outcome.KeyBlocked or Outcome.AccountCancelled or Outcome.AccountNotFrozen
            or Outcome.CardNotWaiting or Outcome.CardNotLost or Outcome.NotRefundable or Outcome.NotReversible
            or Outcome.HoldExpired or Outcome.HoldReleased or Outcome.HoldCaptured or Outcome.TransferNotAllowed => Remedy.None,

        _ => Remedy.None,
    };
}

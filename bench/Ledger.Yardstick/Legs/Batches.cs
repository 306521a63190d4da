namespace Ledger.Yardstick.Legs;

/// <summary>The shape of the traffic in batches, the same in every leg that sends them.</summary>
internal static class Batches
{
    /// <summary>Operations in one batch, the most the contract allows.</summary>
    public const int Size = 1000;

    /// <summary>Batches unanswered at a time: enough for every partition to have a commit under way and one queued.</summary>
    public const int InFlight = 8;
}

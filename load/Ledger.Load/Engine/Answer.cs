using Ledger.Load.Recording;
using Ledger.V1;

namespace Ledger.Load.Engine;

/// <summary>What one attempt brought for one operation or question.</summary>
/// <param name="Outcome">The word it is counted under, e.g. posted, insufficient_funds, unknown: unavailable.</param>
/// <param name="Ending">How the figures count it when it is the last attempt.</param>
internal sealed record Answer(string Outcome, Ending Ending)
{
    /// <summary>The ledger's durable decision; null when there is none.</summary>
    public Receipt? Receipt { get; init; }

    /// <summary>The same operation may fare better later.</summary>
    public bool WorthRetry { get; init; }

    /// <summary>There was no decision, and yet the operation may be posted.</summary>
    public bool MayHaveBeenPosted { get; init; }

    /// <summary>How long the target asks to wait; null when it does not say.</summary>
    public TimeSpan? RetryDelay { get; init; }
}

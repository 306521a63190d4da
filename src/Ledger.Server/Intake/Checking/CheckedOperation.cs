using Google.Rpc;

namespace Ledger.Server.Intake.Checking;

/// <summary>An operation whose fields are within the bounds of the contract. Nothing it names has been looked up yet.</summary>
public sealed record CheckedOperation(V1.Operation Wire, Guid Key, DateTime BusinessTime, KindFields Kind)
{
    /// <summary>
    /// What is wrong now and may not have been before: by the clock, by bounds that were lowered, by rules that came after 0.2.0. It is
    /// told where the key has not been answered before: clocks and rules change, answers do not.
    /// </summary>
    public IReadOnlyList<BadRequest.Types.FieldViolation> WrongNow { get; init; } = [];

    /// <summary>
    /// Reverse: why the key to be undone would not be executed any more, or not yet; empty: it would. It is told where the journal does not
    /// hold that key.
    /// </summary>
    public IReadOnlyList<BadRequest.Types.FieldViolation> OriginalIsOff { get; init; } = [];
}

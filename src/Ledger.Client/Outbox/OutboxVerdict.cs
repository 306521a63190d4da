using Grpc.Core;

namespace Ledger.Client.Outbox;

/// <summary>What a request problem means for an operation that is kept until it is answered.</summary>
internal static class OutboxVerdict
{
    /// <summary>
    /// The problem lies in the operation itself, or it waits for its operator to sign in, or its approval is over: those behind it may
    /// still fare well.
    /// </summary>
    public static bool IsAboutTheOperation(RequestProblem problem) =>
        IsWrong(problem) || problem.NeedsSession || problem.Reason == "STEP_UP_NOT_ACCEPTED";

    /// <summary>
    /// Nothing was recorded under the key and nothing ever will be: sending again is pointless. Not so when the clock was wrong, which
    /// time heals, or when the key is too old: a ledger of 0.2.0 did not look then whether an earlier send was posted.
    /// </summary>
    public static bool IsAnswer(RequestProblem problem) =>
        IsWrong(problem)
        && !problem.MayHaveBeenPosted
        && !problem.Has(ViolationReason.KeyInFuture)
        && !problem.Has(ViolationReason.KeyTooOld);

    private static bool IsWrong(RequestProblem problem) => problem.StatusCode == StatusCode.InvalidArgument;
}

using Grpc.Core;
using Ledger.Client.Wire;
using Ledger.V1;

namespace Ledger.Client.Calls;

/// <summary>
/// One operation until it is answered:
/// 1 send → 2 an answer ends it → 3 a final status ends it → 4 pause, and again with the same bytes.
/// </summary>
internal static class UnaryPost
{
    public static async Task<PostingResult> RunAsync(
        LedgerChannel channel, Operation operation, TimeSpan? deadline, CancellationToken cancellation)
    {
        // What is sent again is what was sent first, whatever the caller does to its own object meanwhile.
        var sent = operation.Clone();
        _ = OperationKey.FromByteString(sent.Key);
        cancellation.ThrowIfCancellationRequested();

        var attempts = channel.NewAttempts(deadline);
        var mayHaveBeenPosted = false;
        RequestProblem? last = null;
        while (true)
        {
            Failure failure;
            var session = channel.Session.Session;
            try
            {
                var receipt = await channel.Posting.PostAsync(sent, attempts.Begin(cancellation));
                if (Answer.Of(sent, receipt) is { } answer)
                    return answer;
                failure = Failure.NoAnswer("The receipt is none to this operation.");
            }
            catch (RpcException exception)
            {
                failure = Failure.Of(exception, channel.Address);
            }
            catch (ObjectDisposedException) when (attempts.Made > 1)
            {
                return Unresolved(UnresolvedReason.ClientClosed);
            }

            // It was refused at the door; without a session the terminal's word may do.
            if (channel.Session.IsEndedBy(failure.Problem, session))
                continue;
            if (failure.IsNotFound)
                return Answer.NotFound(sent, failure.Problem);
            mayHaveBeenPosted |= !failure.Verdict.SurelyNotDecided;
            last = failure.Problem with { MayHaveBeenPosted = mayHaveBeenPosted };
            if (!failure.Verdict.WorthRetry)
                throw new LedgerRequestException(last);
            if ((failure.HopelessBecause ?? await attempts.PauseAsync(failure.Problem.RetryDelay, cancellation)) is { } reason)
                return Unresolved(reason);
        }

        PostingResult.Unresolved Unresolved(UnresolvedReason reason) => new(sent, reason, mayHaveBeenPosted, attempts.Made, last);
    }
}

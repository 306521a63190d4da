using Grpc.Core;
using Ledger.Client.Wire;

namespace Ledger.Client.Calls;

/// <summary>One question until it is answered. Questions move nothing, so everything worth a retry is simply asked again.</summary>
internal static class Question
{
    /// <summary>The answer, or null when the ledger does not know what was asked for.</summary>
    public static async Task<TAnswer?> AskAsync<TAnswer>(
        LedgerChannel channel, Func<CallOptions, AsyncUnaryCall<TAnswer>> ask, TimeSpan? deadline, CancellationToken cancellation)
        where TAnswer : class
    {
        try
        {
            return await AskForExistingAsync(channel, ask, deadline, cancellation);
        }
        catch (LedgerRequestException exception) when (exception.StatusCode == StatusCode.NotFound)
        {
            return null;
        }
    }

    /// <summary>The answer; NOT_FOUND is a <see cref="LedgerRequestException"/> like every other final status.</summary>
    public static async Task<TAnswer> AskForExistingAsync<TAnswer>(
        LedgerChannel channel, Func<CallOptions, AsyncUnaryCall<TAnswer>> ask, TimeSpan? deadline, CancellationToken cancellation)
        where TAnswer : class
    {
        cancellation.ThrowIfCancellationRequested();
        var attempts = channel.NewAttempts(deadline);
        while (true)
        {
            Failure failure;
            try
            {
                using var call = ask(attempts.Begin(cancellation));
                return await call.ResponseAsync;
            }
            catch (RpcException exception)
            {
                cancellation.ThrowIfCancellationRequested();
                failure = Failure.Of(exception, channel.Options.Address);
            }
            if (!failure.Verdict.WorthRetry)
                throw new LedgerRequestException(failure.Problem);
            if ((failure.HopelessBecause ?? await attempts.PauseAsync(failure.Problem.RetryDelay, cancellation)) is { } reason)
            {
                cancellation.ThrowIfCancellationRequested();
                throw new LedgerUnavailableException(failure.Problem, reason, attempts.Made);
            }
        }
    }
}

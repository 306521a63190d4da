using Grpc.Core;
using Ledger.Client.Retry;
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
    public static Task<TAnswer> AskForExistingAsync<TAnswer>(
        LedgerChannel channel, Func<CallOptions, AsyncUnaryCall<TAnswer>> ask, TimeSpan? deadline, CancellationToken cancellation)
        where TAnswer : class =>
        AskAsync(channel.NewAttempts(deadline), attempts => attempts.Begin(cancellation), channel, ask, cancellation);

    /// <summary>
    /// The answer to a question over many accounts, which may take long: an attempt has all the time there is, so that what is under way is
    /// not given up to begin it anew.
    /// </summary>
    public static Task<TAnswer> AskForReportAsync<TAnswer>(
        LedgerChannel channel, Func<CallOptions, AsyncUnaryCall<TAnswer>> ask, TimeSpan? deadline, CancellationToken cancellation)
        where TAnswer : class => AskAsync(
            channel.NewAttempts(deadline ?? channel.Options.ReportTimeout), attempts => attempts.BeginLong(cancellation), channel, ask,
            cancellation);

    private static async Task<TAnswer> AskAsync<TAnswer>(
        Attempts attempts, Func<Attempts, CallOptions> begin, LedgerChannel channel, Func<CallOptions, AsyncUnaryCall<TAnswer>> ask,
        CancellationToken cancellation)
        where TAnswer : class
    {
        cancellation.ThrowIfCancellationRequested();
        while (true)
        {
            Failure failure;
            var session = channel.Session.Session;
            try
            {
                using var call = ask(begin(attempts));
                return await call.ResponseAsync;
            }
            catch (RpcException exception)
            {
                cancellation.ThrowIfCancellationRequested();
                failure = Failure.Of(exception, channel.Address);
            }
            channel.Session.IsEndedBy(failure.Problem, session);
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

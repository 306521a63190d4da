using Grpc.Core;
using Ledger.Client.Wire;
using Ledger.V1;

namespace Ledger.Client.Calls;

/// <summary>
/// One file in pieces: 1 ask → 2 write the pieces as they come → 3 done. Asked again only while nothing is written: what a destination
/// took cannot be taken back, and a second file behind half a first one would look whole.
/// </summary>
internal static class ExportCall
{
    /// <summary>Returns how many bytes were written.</summary>
    public static async Task<long> RunAsync(
        LedgerChannel channel, ExportRequest request, Stream destination, TimeSpan deadline, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var attempts = channel.NewAttempts(deadline);
        var writtenBytes = 0L;
        while (true)
        {
            Failure failure;
            try
            {
                using var call = channel.Reporting.Export(request, attempts.BeginLong(cancellation));
                while (await call.ResponseStream.MoveNext(cancellation))
                {
                    var content = call.ResponseStream.Current.Content;
                    await destination.WriteAsync(content.Memory, cancellation);
                    writtenBytes += content.Length;
                }
                return writtenBytes;
            }
            catch (RpcException exception)
            {
                cancellation.ThrowIfCancellationRequested();
                failure = Failure.Of(exception, channel.Address);
            }
            if (!failure.Verdict.WorthRetry)
                throw new LedgerRequestException(failure.Problem);
            if (writtenBytes > 0)
                throw new LedgerUnavailableException(failure.Problem, writtenBytes, attempts.Made);
            if ((failure.HopelessBecause ?? await attempts.PauseAsync(failure.Problem.RetryDelay, cancellation)) is { } reason)
            {
                cancellation.ThrowIfCancellationRequested();
                throw new LedgerUnavailableException(failure.Problem, reason, attempts.Made);
            }
        }
    }
}

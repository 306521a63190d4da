using Grpc.Core;

namespace Ledger.Client.Retry;

/// <summary>The budget of one call: its deadline and its number of attempts.</summary>
// By hand: the retries of the gRPC library know no key, no budget over reconnects, and not what a status says of an operation.
internal sealed class Attempts(LedgerClientOptions options, Backoff backoff, TimeSpan? deadline)
{
    private readonly TimeProvider _time = options.TimeProvider;
    private readonly long _startedAt = options.TimeProvider.GetTimestamp();
    private readonly TimeSpan _deadline = deadline ?? options.Deadline;

    /// <summary>How many attempts were begun since the start or the last <see cref="Renew"/>.</summary>
    public int Made { get; private set; }

    private TimeSpan Remaining => _deadline - _time.GetElapsedTime(_startedAt);

    /// <summary>Counts an attempt and gives it its own deadline.</summary>
    public CallOptions Begin(CancellationToken cancellation) =>
        Begin(Remaining < options.AttemptTimeout ? Remaining : options.AttemptTimeout, cancellation);

    /// <summary>Counts an attempt that may take all that is left: for answers that come in pieces.</summary>
    public CallOptions BeginLong(CancellationToken cancellation) => Begin(Remaining, cancellation);

    /// <summary>Why there can be no attempt now, or null when there can.</summary>
    public UnresolvedReason? Ended(CancellationToken cancellation)
    {
        if (cancellation.IsCancellationRequested)
            return UnresolvedReason.Cancelled;
        if (Remaining <= TimeSpan.Zero)
            return UnresolvedReason.DeadlineEnded;
        return Made >= options.AttemptsMax ? UnresolvedReason.AttemptsExhausted : null;
    }

    /// <summary>Waits before the next attempt. Returns why there is none, or null when it may begin.</summary>
    public async ValueTask<UnresolvedReason?> PauseAsync(TimeSpan? asked, CancellationToken cancellation)
    {
        if (Ended(cancellation) is { } ended)
            return ended;
        var pause = backoff.After(Made, asked);
        // An attempt that would begin after the deadline is not worth waiting for: the caller learns it now.
        if (pause >= Remaining)
            return UnresolvedReason.DeadlineEnded;
        try
        {
            await Task.Delay(pause, _time, cancellation);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            return UnresolvedReason.Cancelled;
        }
        return Ended(cancellation);
    }

    /// <summary>A new number of attempts under the same deadline: for the next part of a long list.</summary>
    public void Renew() => Made = 0;

    private CallOptions Begin(TimeSpan timeout, CancellationToken cancellation)
    {
        Made++;
        // gRPC measures deadlines on the machine's clock, whatever clock the client was given.
        return new CallOptions(deadline: TimeProvider.System.GetUtcNow().UtcDateTime + timeout, cancellationToken: cancellation);
    }
}

using Grpc.Core;

namespace Ledger.Client.Retry;

/// <summary>What a status that came instead of a receipt means for the operation. The only place that judges status codes.</summary>
/// <param name="WorthRetry">The same operation under the same key may fare better.</param>
/// <param name="SurelyNotDecided">The attempt left no trace: nothing is recorded under the key because of it.</param>
internal readonly record struct Verdict(bool WorthRetry, bool SurelyNotDecided)
{
    private static readonly Verdict ComeBackUndecided = new(WorthRetry: true, SurelyNotDecided: true);
    private static readonly Verdict ComeBackUnknown = new(WorthRetry: true, SurelyNotDecided: false);
    private static readonly Verdict FinalUndecided = new(WorthRetry: false, SurelyNotDecided: true);
    private static readonly Verdict FinalUnknown = new(WorthRetry: false, SurelyNotDecided: false);

    /// <summary>Judges one attempt.</summary>
    /// <param name="code">The status code, from the ledger, something on the way, or the gRPC library.</param>
    /// <param name="neverConnected">The connection was never made, so nothing was sent.</param>
    /// <param name="saysWhenToComeBack">The status carries google.rpc.RetryInfo.</param>
    public static Verdict Of(StatusCode code, bool neverConnected, bool saysWhenToComeBack) => code switch
    {
        // The contract's own answers for "not decided".
        StatusCode.InvalidArgument => FinalUndecided,
        StatusCode.NotFound => FinalUndecided,
        // A full ledger says when to come back. Without that it is not the ledger speaking: the gRPC library reports a message
        // over the size limit with the same code, and that may be the receipt of a posted operation.
        StatusCode.ResourceExhausted => saysWhenToComeBack ? ComeBackUndecided : ComeBackUnknown,

        // The ledger promises "not decided" here, but the caller's own clock ends an attempt with the same code.
        StatusCode.DeadlineExceeded => ComeBackUnknown,

        // Lost on the way there or on the way back, which only a connection that was never made can tell apart.
        StatusCode.Unavailable => neverConnected ? ComeBackUndecided : ComeBackUnknown,
        StatusCode.Cancelled => ComeBackUnknown,
        StatusCode.Unknown => ComeBackUnknown,
        StatusCode.Aborted => ComeBackUnknown,
        StatusCode.DataLoss => ComeBackUnknown,
        // Also what the gRPC library makes of an HTTP/2 stream that broke, and of a TLS handshake that failed.
        StatusCode.Internal => neverConnected ? ComeBackUndecided : ComeBackUnknown,

        // Refused at the door: the ledger did not look at the operation.
        StatusCode.Unauthenticated => FinalUndecided,
        StatusCode.PermissionDenied => FinalUndecided,
        StatusCode.Unimplemented => FinalUndecided,

        // Not in the contract. Repeating them is pointless, and nothing is promised about them.
        StatusCode.AlreadyExists => FinalUnknown,
        StatusCode.FailedPrecondition => FinalUnknown,
        StatusCode.OutOfRange => FinalUnknown,

        // OK without a receipt, and codes that gRPC may yet invent, which its specification wants treated as UNKNOWN.
        StatusCode.OK => ComeBackUnknown,
        _ => ComeBackUnknown,
    };

    /// <summary>
    /// The same for a stream that ended with the code while operations were unanswered. They were sent, so only a connection that was
    /// never made, or being refused at the door before any result, leaves surely no trace.
    /// </summary>
    /// <param name="code">The status code of the stream.</param>
    /// <param name="neverConnected">The connection was never made.</param>
    /// <param name="anyResult">The stream had given at least one result.</param>
    public static Verdict OfStream(StatusCode code, bool neverConnected, bool anyResult)
    {
        var verdict = Of(code, neverConnected, saysWhenToComeBack: false);
        var atTheDoor = !anyResult
            && (code is StatusCode.Unauthenticated or StatusCode.PermissionDenied or StatusCode.Unimplemented);
        // NOT_FOUND and INVALID_ARGUMENT belong to an operation; about a stream they say nothing that sending again would cure.
        return verdict with { SurelyNotDecided = neverConnected || atTheDoor };
    }
}

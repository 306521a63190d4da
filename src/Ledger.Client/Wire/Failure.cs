using Grpc.Core;
using Ledger.Client.Retry;
using RpcStatus = Google.Rpc.Status;

namespace Ledger.Client.Wire;

/// <summary>One attempt that brought no decision: the status, decoded, and what it means.</summary>
internal sealed record Failure(RequestProblem Problem, Verdict Verdict, bool NeverConnected)
{
    public bool IsNotFound => Problem.StatusCode == StatusCode.NotFound;

    /// <summary>Why no further attempt is worth it although nothing was decided; null when one may be.</summary>
    public UnresolvedReason? HopelessBecause { get; private init; }

    /// <summary>The failure of a call.</summary>
    /// <param name="exception">As the gRPC library threw it.</param>
    /// <param name="address">Where the call was sent, if that is known.</param>
    public static Failure Of(RpcException exception, Uri? address)
    {
        var problem = StatusDetails.Decode(exception.StatusCode, exception.Status.Detail, StatusDetails.Find(exception));
        var error = ConnectError.In(exception.Status.DebugException);
        problem = problem with { Address = address, Message = error?.Message ?? problem.Message };
        return Of(problem, neverConnected: error is not null) with
        {
            HopelessBecause = ConnectError.IsDistrust(error) ? UnresolvedReason.NotTrusted : null,
        };
    }

    /// <summary>The failure of one item of a batch or stream.</summary>
    public static Failure Of(RpcStatus status) =>
        Of(StatusDetails.Decode((StatusCode)status.Code, status.Message, status), neverConnected: false);

    /// <summary>An answer came that is none to this operation.</summary>
    public static Failure NoAnswer(string what) =>
        Of(new RequestProblem { StatusCode = StatusCode.Unknown, Message = what }, neverConnected: false);

    // A report that took too long takes too long again, although a deadline that is over is otherwise worth another attempt.
    private static Failure Of(RequestProblem problem, bool neverConnected) => new(
        problem,
        problem.Reason == "REPORT_TOO_LONG" ? Verdict.Of(StatusCode.InvalidArgument, neverConnected, saysWhenToComeBack: false)
            : Verdict.Of(problem.StatusCode, neverConnected, problem.RetryDelay is not null),
        neverConnected);
}

using System.Net.Sockets;
using Grpc.Core;
using Ledger.Client.Retry;
using RpcStatus = Google.Rpc.Status;

namespace Ledger.Client.Wire;

/// <summary>One attempt that brought no decision: the status, decoded, and what it means.</summary>
internal sealed record Failure(RequestProblem Problem, Verdict Verdict, bool NeverConnected)
{
    public bool IsNotFound => Problem.StatusCode == StatusCode.NotFound;

    /// <summary>The failure of a call.</summary>
    public static Failure Of(RpcException exception)
    {
        var problem = StatusDetails.Decode(exception.StatusCode, exception.Status.Detail, StatusDetails.Find(exception.Trailers));
        return Of(problem, NeverConnectedBecause(exception.Status.DebugException));
    }

    /// <summary>The failure of one item of a batch or stream.</summary>
    public static Failure Of(RpcStatus status) =>
        Of(StatusDetails.Decode((StatusCode)status.Code, status.Message, status), neverConnected: false);

    /// <summary>An answer came that is none to this operation.</summary>
    public static Failure NoAnswer(string what) =>
        Of(new RequestProblem { StatusCode = StatusCode.Unknown, Message = what }, neverConnected: false);

    private static Failure Of(RequestProblem problem, bool neverConnected) =>
        new(problem, Verdict.Of(problem.StatusCode, neverConnected, problem.RetryDelay is not null), neverConnected);

    private static bool NeverConnectedBecause(Exception? cause)
    {
        // The channel connects before it gives a call to the connection and reports the bare socket error of that. An error of a
        // connection in use comes wrapped by the HTTP layer.
        if (cause is SocketException)
            return true;
        for (; cause is not null; cause = cause.InnerException)
        {
            if (cause is HttpRequestException
                {
                    HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError
                        or HttpRequestError.SecureConnectionError or HttpRequestError.ProxyTunnelError,
                })
                return true;
        }
        return false;
    }
}

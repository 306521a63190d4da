using Google.Protobuf;
using Grpc.Core;
using Google.Rpc;
using RpcStatus = Google.Rpc.Status;

namespace Ledger.Client.Wire;

/// <summary>Reads google.rpc.Status: the trailer <c>grpc-status-details-bin</c>, and the problems of batch and stream items.</summary>
internal static class StatusDetails
{
    private const string Trailer = "grpc-status-details-bin";

    /// <summary>The rich status among the trailers, or null when there is none that can be read.</summary>
    public static RpcStatus? Find(Metadata trailers)
    {
        var bytes = trailers.GetValueBytes(Trailer);
        if (bytes is null)
            return null;
        try
        {
            return RpcStatus.Parser.ParseFrom(bytes);
        }
        catch (InvalidProtocolBufferException)
        {
            // The plain status still stands; something on the way may write details of its own.
            return null;
        }
    }

    /// <summary>The problem that the code and the details describe. Details of other types are passed over.</summary>
    public static RequestProblem Decode(StatusCode code, string message, RpcStatus? status)
    {
        var violations = new List<FieldViolation>();
        var reason = "";
        TimeSpan? retryDelay = null;
        foreach (var detail in status?.Details ?? [])
        {
            try
            {
                if (detail.TryUnpack(out BadRequest badRequest))
                    violations.AddRange(badRequest.FieldViolations.Select(v => new FieldViolation(v.Field, v.Reason, v.Description)));
                else if (detail.TryUnpack(out ErrorInfo info))
                    reason = info.Reason;
                else if (detail.TryUnpack(out RetryInfo retry))
                    retryDelay = retry.RetryDelay?.ToTimeSpan() ?? TimeSpan.Zero;
            }
            catch (Exception exception) when (exception is InvalidProtocolBufferException or InvalidOperationException)
            {
                // A detail that cannot be read, or a duration outside its range, leaves the plain status standing.
            }
        }
        return new RequestProblem
        {
            StatusCode = code, Message = message, Violations = violations, Reason = reason, RetryDelay = retryDelay,
        };
    }
}

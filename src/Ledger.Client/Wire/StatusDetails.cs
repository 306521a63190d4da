using Google.Protobuf;
using Google.Rpc;
using Grpc.Core;
using RpcStatus = Google.Rpc.Status;

namespace Ledger.Client.Wire;

/// <summary>Reads google.rpc.Status: of a failed call, and the problems of batch and stream items.</summary>
internal static class StatusDetails
{
    /// <summary>The rich status of a failed call, or null when there is none that can be read: something on the way may write details of
    /// its own, and the plain status still stands.</summary>
    public static RpcStatus? Find(RpcException exception) => exception.Trailers.GetRpcStatus(ignoreParseError: true);

    /// <summary>The problem that the code and the details describe. Details of other types are passed over.</summary>
    public static RequestProblem Decode(StatusCode code, string message, RpcStatus? status)
    {
        var (violations, info) = (Read<BadRequest>(status)?.FieldViolations ?? [], Read<ErrorInfo>(status));
        return new RequestProblem
        {
            StatusCode = code, Message = message,
            Violations = [.. violations.Select(violation => new FieldViolation(violation.Field, violation.Reason, violation.Description))],
            Reason = info?.Reason ?? "",
            MissingRight = info is not null && info.Metadata.TryGetValue("right", out var right) ? right : "",
            RetryDelay = Read<RetryInfo>(status) is { } retry ? DelayOf(retry) : null,
        };
    }

    /// <summary>The first detail of a type; null when there is none that can be read.</summary>
    private static TDetail? Read<TDetail>(RpcStatus? status)
        where TDetail : class, IMessage<TDetail>, new()
    {
        try
        {
            return status?.GetDetail<TDetail>();
        }
        catch (InvalidProtocolBufferException)
        {
            return null;
        }
    }

    private static TimeSpan? DelayOf(RetryInfo retry)
    {
        try
        {
            return retry.RetryDelay?.ToTimeSpan() ?? TimeSpan.Zero;
        }
        catch (InvalidOperationException)
        {
            // A duration outside its range.
            return null;
        }
    }
}

using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;
using RpcStatus = Google.Rpc.Status;

namespace Ledger.Client.Tests;

/// <summary>Statuses with details, as the ledger sends them.</summary>
internal static class Problems
{
    public static RpcException NotFound(string field) =>
        Of(StatusCode.NotFound, Violation(field, "NOT_FOUND", $"no such {field}"));

    public static RpcException Invalid(string field, string reason) =>
        Of(StatusCode.InvalidArgument, Violation(field, reason, "is wrong"));

    public static RpcException Full(TimeSpan comeBackAfter) => Of(StatusCode.ResourceExhausted,
        new RetryInfo { RetryDelay = Duration.FromTimeSpan(comeBackAfter) }, new ErrorInfo { Reason = "QUEUE_FULL", Domain = "ledger" });

    public static RpcException Of(StatusCode code, params IMessage[] details)
    {
        var status = new RpcStatus { Code = (int)code, Message = $"scripted {code}" };
        status.Details.AddRange(details.Select(Any.Pack));
        var trailers = new Metadata();
        if (details.Length > 0)
            trailers.Add("grpc-status-details-bin", status.ToByteArray());
        return new RpcException(new Grpc.Core.Status(code, status.Message), trailers);
    }

    /// <summary>The same as an item of a batch or stream carries it.</summary>
    public static RpcStatus StatusOf(RpcException exception)
    {
        var details = exception.Trailers.GetValueBytes("grpc-status-details-bin");
        return details is null
            ? new RpcStatus { Code = (int)exception.StatusCode, Message = exception.Status.Detail }
            : RpcStatus.Parser.ParseFrom(details);
    }

    private static BadRequest Violation(string field, string reason, string description) => new()
    {
        FieldViolations = { new BadRequest.Types.FieldViolation { Field = field, Reason = reason, Description = description } },
    };
}

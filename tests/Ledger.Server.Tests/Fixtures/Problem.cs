using Google.Rpc;
using RpcStatus = Google.Rpc.Status;

namespace Ledger.Server.Tests.Fixtures;

/// <summary>Reads the status details of an answer that is no receipt.</summary>
internal static class Problem
{
    /// <summary>The google.rpc.Status of grpc-status-details-bin; it must say the same code and message as the status itself.</summary>
    public static RpcStatus Of(RpcException exception)
    {
        var details = exception.Trailers.GetValueBytes("grpc-status-details-bin");
        Assert.NotNull(details);
        var status = RpcStatus.Parser.ParseFrom(details);
        Assert.Equal(exception.StatusCode, (StatusCode)status.Code);
        Assert.Equal(exception.Status.Detail, status.Message);
        return status;
    }

    /// <summary>The field violations as "field REASON", in their order; empty when there are none.</summary>
    public static IReadOnlyList<string> Violations(this RpcStatus status) =>
        [.. status.Details.Where(any => any.Is(BadRequest.Descriptor)).SelectMany(any => any.Unpack<BadRequest>().FieldViolations)
            .Select(violation => $"{violation.Field} {violation.Reason}")];

    /// <summary>The reason constant of the status; empty when it has none.</summary>
    public static string Reason(this RpcStatus status) =>
        status.Details.Where(any => any.Is(ErrorInfo.Descriptor)).Select(any => any.Unpack<ErrorInfo>().Reason).FirstOrDefault() ?? "";

    public static TimeSpan? RetryDelay(this RpcStatus status) =>
        status.Details.Where(any => any.Is(RetryInfo.Descriptor)).Select(any => (TimeSpan?)any.Unpack<RetryInfo>().RetryDelay.ToTimeSpan())
            .FirstOrDefault();

    /// <summary>Asserts that the call was refused with this code and exactly these violations.</summary>
    public static void AssertViolations(RpcException exception, StatusCode code, params string[] violations)
    {
        Assert.Equal(code, exception.StatusCode);
        Assert.Equal(violations, Of(exception).Violations());
    }
}

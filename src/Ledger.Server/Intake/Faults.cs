using Grpc.Core;
using Grpc.Core.Interceptors;
using Grpc.Health.V1;
using Ledger.Server.Authority.Callers;
using Ledger.Server.Basics;
using Ledger.Server.Contract;
using Ledger.Server.Journal.Commit;
using Ledger.Server.Telemetry;

namespace Ledger.Server.Intake;

/// <summary>
/// Turns whatever a call throws into a status, in one place: problems pass, a caller who left is no fault, a database that is away is
/// UNAVAILABLE, and anything else is ours: logged with an error id that the caller is told. Measures the call on the way.
/// </summary>
internal sealed partial class Faults(
    Limits limits, ProblemFigures problems, CallFigures calls, IHostApplicationLifetime lifetime, TimeProvider time,
    ILogger<Faults> logger) : Interceptor
{
    public override Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
        TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation) =>
        GuardAsync(() => continuation(request, context), context, request);

    public override Task ServerStreamingServerHandler<TRequest, TResponse>(
        TRequest request, IServerStreamWriter<TResponse> responseStream, ServerCallContext context,
        ServerStreamingServerMethod<TRequest, TResponse> continuation) =>
        GuardAsync(async () =>
        {
            await continuation(request, responseStream, context);
            return true;
        }, context);

    public override Task DuplexStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requestStream, IServerStreamWriter<TResponse> responseStream, ServerCallContext context,
        DuplexStreamingServerMethod<TRequest, TResponse> continuation) =>
        GuardAsync(async () =>
        {
            await continuation(requestStream, responseStream, context);
            return true;
        }, context);

    private async Task<T> GuardAsync<T>(Func<Task<T>> call, ServerCallContext context, object? request = null)
    {
        var started = calls.Begin();
        var code = StatusCode.OK;
        try
        {
            return await call();
        }
        catch (Exception reason)
        {
            var problem = ProblemOf(reason, context, request);
            code = problem.StatusCode;
            if (ReferenceEquals(problem, reason)) throw;
            throw problem;
        }
        finally
        {
            calls.End(started, context.Method, code);
        }
    }

    private RpcException ProblemOf(Exception reason, ServerCallContext context, object? request)
    {
        if (reason is RpcException told)
        {
            problems.Count((int)told.StatusCode);
            // The library's health service does not say what it has not found.
            return told.StatusCode == StatusCode.NotFound && request is HealthCheckRequest { Service: var service }
                ? new RpcException(new Status(StatusCode.NotFound, $"There is no service {service} here.")) : told;
        }
        if (ConnectionRights.EndedBy(Caller.Of(context.GetHttpContext())) is { } ended)
        {
            problems.Count(ended.Code);
            return Problems.ToException(ended);
        }
        if (context.CancellationToken.IsCancellationRequested)
            return new RpcException(new Status(StatusCode.Cancelled, "The caller has left.", reason));
        if (reason is OperationCanceledException && lifetime.ApplicationStopping.IsCancellationRequested)
            return Problems.ToException(Problems.GoingDown(limits.RetryDelayMilliseconds));
        if (SqlStates.IsPassing(reason))
        {
            problems.Count((int)StatusCode.Unavailable);
            return Problems.ToException(Problems.Unresolved(
                "DATABASE_AWAY", "The database does not answer. Send the request again, an operation with the same key.",
                limits.RetryDelayMilliseconds));
        }
        var errorId = Guid.CreateVersion7(time.GetUtcNow()).ToString("N");
        problems.Count((int)StatusCode.Internal);
        LogFault(logger, reason, context.Method, errorId);
        return Problems.ToException(Problems.Fault(errorId));
    }

    [LoggerMessage(300, LogLevel.Error, "A call of {Method} failed, error id {ErrorId}.")]
    private static partial void LogFault(ILogger logger, Exception reason, string method, string errorId);
}

using Grpc.Core;
using Grpc.Core.Interceptors;
using Grpc.Health.V1;
using Ledger.Server.Basics;
using Ledger.Server.Contract;
using Ledger.Server.Journal.Columns;
using Ledger.Server.Journal.Commit;
using Ledger.Server.Journal.Sql;
using Ledger.Server.Telemetry;

namespace Ledger.Server.Intake;

/// <summary>
/// Turns whatever a call throws into a status, in one place: problems pass, a caller who left is no fault, a database that is away is
/// UNAVAILABLE, and anything else is ours: logged with an error id that the caller is told.
/// </summary>
public sealed partial class Faults(
    Limits limits, ProblemFigures problems, IHostApplicationLifetime lifetime, TimeProvider time, ILogger<Faults> logger) : Interceptor
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
        try
        {
            return await call();
        }
        catch (RpcException problem)
        {
            problems.Count((int)problem.StatusCode);
            // The library's health service does not say what it has not found.
            if (problem.StatusCode == StatusCode.NotFound && request is HealthCheckRequest { Service: var service })
                throw new RpcException(new Status(StatusCode.NotFound, $"There is no service {service} here."));
            throw;
        }
        catch (Exception reason) when (context.CancellationToken.IsCancellationRequested)
        {
            throw new RpcException(new Status(StatusCode.Cancelled, "The caller has left.", reason));
        }
        catch (OperationCanceledException) when (lifetime.ApplicationStopping.IsCancellationRequested)
        {
            throw Problems.ToException(Problems.GoingDown(limits.RetryDelayMilliseconds));
        }
        catch (Exception reason) when (SqlStates.IsPassing(reason))
        {
            problems.Count((int)StatusCode.Unavailable);
            throw Problems.ToException(Problems.Unresolved(
                "DATABASE_AWAY", "The database does not answer. Send the request again, an operation with the same key.",
                limits.RetryDelayMilliseconds));
        }
        catch (Exception reason)
        {
            var errorId = Guid.CreateVersion7(time.GetUtcNow()).ToString("N");
            problems.Count((int)StatusCode.Internal);
            LogFault(logger, reason, context.Method, errorId);
            throw Problems.ToException(Problems.Fault(errorId));
        }
    }

    [LoggerMessage(300, LogLevel.Error, "A call of {Method} failed, error id {ErrorId}.")]
    private static partial void LogFault(ILogger logger, Exception reason, string method, string errorId);
}

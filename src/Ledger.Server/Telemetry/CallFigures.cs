using System.Diagnostics.Metrics;
using Grpc.Core;
using Grpc.Core.Interceptors;

namespace Ledger.Server.Telemetry;

/// <summary>Rate, errors and durations of calls, reads included. It stands in their way only where figures are served.</summary>
internal sealed class CallFigures(IMeterFactory meters, TimeProvider time) : Interceptor
{
    private readonly Histogram<double> _seconds = meters.Create("Ledger.Calls").CreateHistogram(
        "ledger_call_seconds", "s", "How long calls took, by method and status code; that of a stream is its life.",
        advice: new InstrumentAdvice<double>
        {
            HistogramBucketBoundaries = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 5, 30],
        });

    public override Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
        TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation) =>
        MeasureAsync(continuation(request, context), context);

    public override Task ServerStreamingServerHandler<TRequest, TResponse>(
        TRequest request, IServerStreamWriter<TResponse> responseStream, ServerCallContext context,
        ServerStreamingServerMethod<TRequest, TResponse> continuation) =>
        MeasureAsync(continuation(request, responseStream, context), context);

    public override Task DuplexStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requestStream, IServerStreamWriter<TResponse> responseStream, ServerCallContext context,
        DuplexStreamingServerMethod<TRequest, TResponse> continuation) =>
        MeasureAsync(continuation(requestStream, responseStream, context), context);

    private async Task<T> MeasureAsync<T>(Task<T> call, ServerCallContext context)
    {
        await MeasureAsync((Task)call, context);
        return await call;
    }

    private async Task MeasureAsync(Task call, ServerCallContext context)
    {
        var started = time.GetTimestamp();
        // A call that fails without a status is told to its caller as UNKNOWN.
        var code = StatusCode.Unknown;
        try
        {
            await call;
            code = context.Status.StatusCode;
        }
        catch (RpcException problem)
        {
            code = problem.StatusCode;
            throw;
        }
        finally
        {
            _seconds.Record(time.GetElapsedTime(started).TotalSeconds, new("method", context.Method), new("code", code.ToString()));
        }
    }
}

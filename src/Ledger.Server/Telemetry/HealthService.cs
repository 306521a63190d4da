using Grpc.Core;
using Grpc.Health.V1;
using Ledger.Server.Partitions;
using ServingStatus = Grpc.Health.V1.HealthCheckResponse.Types.ServingStatus;

namespace Ledger.Server.Telemetry;

/// <summary>
/// The public health protocol. Serving means: every partition is written to by this server or known to be another's, and none has stopped.
/// </summary>
public sealed class HealthService(Router router, TimeProvider time, IHostApplicationLifetime lifetime) : Health.HealthBase
{
    private static readonly HashSet<string> Services = ["", "ledger.v1.Posting", "ledger.v1.Reading"];
    private static readonly TimeSpan WatchInterval = TimeSpan.FromSeconds(1);

    public override Task<HealthCheckResponse> Check(HealthCheckRequest request, ServerCallContext context) =>
        Services.Contains(request.Service)
            ? Task.FromResult(new HealthCheckResponse { Status = Current() })
            : throw new RpcException(new Status(StatusCode.NotFound, $"There is no service {request.Service} here."));

    public override async Task Watch(
        HealthCheckRequest request, IServerStreamWriter<HealthCheckResponse> responseStream, ServerCallContext context)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken, lifetime.ApplicationStopping);
        using var timer = new PeriodicTimer(WatchInterval, time);
        var told = ServingStatus.Unknown;
        try
        {
            do
            {
                var current = Services.Contains(request.Service) ? Current() : ServingStatus.ServiceUnknown;
                if (current != told) await responseStream.WriteAsync(new HealthCheckResponse { Status = told = current }, ended.Token);
            }
            while (await timer.WaitForNextTickAsync(ended.Token));
        }
        catch (OperationCanceledException)
        {
            // The watcher has left, or the server is stopping.
        }
    }

    private ServingStatus Current() =>
        router.Workers.All(worker => worker.Status is PartitionStatus.Serving or PartitionStatus.HeldElsewhere)
            ? ServingStatus.Serving
            : ServingStatus.NotServing;
}

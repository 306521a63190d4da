using Ledger.Server.Contract;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Ledger.Server.Telemetry;

/// <summary>
/// The public health protocol. The whole server ("") and each service of the contract follow <see cref="Readiness"/>; the name "liveness"
/// is SERVING as long as the process answers, so that nobody restarts a server because its database is away. So is "insecure" on a server
/// without TLS, and not there on any other.
/// </summary>
internal static class HealthServices
{
    private const string Ready = "readiness";
    private const string Liveness = "liveness";
    private const string Insecure = "insecure";

    private static string Enrolment => V1.EnrolmentReflection.Descriptor.Services[0].FullName;

    /// <param name="isInsecure">The server takes anybody's word, which the name "insecure" tells by being there.</param>
    public static IServiceCollection AddHealth(this IServiceCollection services, bool isInsecure)
    {
        services.AddSingleton<Readiness>();
        services
            .AddGrpcHealthChecks(health =>
            {
                foreach (var service in ServedContract.Own.Select(service => service.FullName).Prepend(""))
                    health.Services.Map(service, check => check.Name == Ready);
                if (isInsecure) health.Services.Map(Insecure, check => check.Name == Liveness);
                else health.Services.Map(Enrolment, check => check.Name == Ready);
                health.Services.Map(Liveness, check => check.Name == Liveness);
            })
            .AddCheck<Readiness>(Ready)
            .AddCheck(Liveness, () => HealthCheckResult.Healthy());
        // A watcher is told within a second; by itself it would be half a minute.
        services.Configure<HealthCheckPublisherOptions>(publisher =>
            (publisher.Delay, publisher.Period) = (TimeSpan.Zero, TimeSpan.FromSeconds(1)));
        return services;
    }
}

namespace Ledger.Server.Telemetry;

internal static class TelemetryServices
{
    /// <summary>How the server tells that it is well, what it does and how long that takes.</summary>
    public static IServiceCollection AddTelemetry(this IServiceCollection services, string node, bool isInsecure, bool hasMetrics,
        bool hasTraces)
    {
        services.AddHealth(isInsecure).AddSingleton<ProblemFigures>().AddSingleton<CallFigures>().AddMetrics();
        if (hasMetrics) services.AddMetricsPage();
        if (hasTraces) services.AddTraces(node);
        return services;
    }

    public static void MapTelemetry(this WebApplication app, bool hasMetrics)
    {
        app.MapGrpcHealthChecksService();
        if (hasMetrics) app.MapMetricsPage();
    }
}

namespace Ledger.Server.Telemetry;

internal static class TelemetryServices
{
    public static IServiceCollection AddTelemetry(this IServiceCollection services) =>
        services.AddSingleton<ProblemFigures>().AddSingleton<MetricsPage>().AddSingleton<HealthService>();

    public static void MapTelemetry(this WebApplication app, bool hasMetrics)
    {
        app.MapGrpcService<HealthService>();
        if (hasMetrics) app.MapGet("/metrics", (MetricsPage page) => page.Render());
    }
}

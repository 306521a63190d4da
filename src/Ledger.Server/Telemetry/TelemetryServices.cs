namespace Ledger.Server.Telemetry;

internal static class TelemetryServices
{
    public static IServiceCollection AddTelemetry(this IServiceCollection services) =>
        services.AddHealth().AddSingleton<ProblemFigures>().AddSingleton<MetricsPage>();

    public static void MapTelemetry(this WebApplication app, bool hasMetrics)
    {
        app.MapGrpcHealthChecksService();
        if (hasMetrics) app.MapGet("/metrics", (MetricsPage page) => page.Render());
    }
}

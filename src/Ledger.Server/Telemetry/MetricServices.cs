using Npgsql;
using OpenTelemetry.Metrics;

namespace Ledger.Server.Telemetry;

/// <summary>The figures of the server, of Kestrel, of Npgsql and of the runtime, at <c>/metrics</c> for Prometheus.</summary>
internal static class MetricServices
{
    public static IServiceCollection AddMetricsPage(this IServiceCollection services)
    {
        services.AddSingleton<LedgerMeter>().AddSingleton<ProcessMeter>();
        services.AddOpenTelemetry().WithMetrics(metrics => metrics
            .AddMeter(LedgerMeter.AllNames, "Microsoft.AspNetCore.Server.Kestrel")
            .AddNpgsqlInstrumentation()
            .AddRuntimeInstrumentation()
            .AddPrometheusExporter(page =>
            {
                // The names say where a figure comes from.
                (page.ScopeInfoEnabled, page.TargetInfoEnabled) = (false, false);
                // Whoever reads the figures after the last answer finds that answer counted.
                page.ScrapeResponseCacheDurationMilliseconds = 0;
            }));
        return services;
    }

    public static void MapMetricsPage(this WebApplication app)
    {
        // Instruments are there from when somebody makes them.
        app.Services.GetRequiredService<LedgerMeter>();
        app.Services.GetRequiredService<ProcessMeter>();
        app.MapPrometheusScrapingEndpoint("/metrics").WithMetadata(new FiguresPage());
    }
}

/// <summary>Marks where figures are shown, however its path is spelt.</summary>
internal sealed class FiguresPage;

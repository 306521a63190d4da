using Ledger.Server.Basics;
using Npgsql;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Ledger.Server.Telemetry;

/// <summary>
/// The spans of calls, of the write path and of the database's queries, sent by OTLP. The standard variables of OpenTelemetry say whether
/// and where to; without them no span is made.
/// </summary>
internal static class TraceServices
{
    /// <summary>True when an exporter of traces is asked for.</summary>
    public static bool AreTracesWanted(IConfiguration environment) => environment["OTEL_TRACES_EXPORTER"] switch
    {
        { Length: > 0 } named => named == "otlp",
        _ => environment["OTEL_EXPORTER_OTLP_ENDPOINT"] is { Length: > 0 }
            || environment["OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"] is { Length: > 0 },
    };

    public static IServiceCollection AddTraces(this IServiceCollection services, string node)
    {
        services.AddOpenTelemetry()
            .ConfigureResource(server => server.AddService("ledger", serviceInstanceId: node))
            .WithTracing(traces => traces
                .AddSource(Tracing.SourceName)
                .AddAspNetCoreInstrumentation()
                .AddNpgsql()
                .AddOtlpExporter());
        return services;
    }
}

using Ledger.Tooling.Measures;

namespace Ledger.Yardstick.Serving;

/// <summary>What a server's metrics say of its runtime so far. What its version does not show is null.</summary>
internal sealed record ServerFigures(double? AllocatedBytes, double? PausedSeconds, double? CompilingSeconds)
{
    public static ServerFigures Of(MetricsPage page) => new(
        Of(page, "dotnet_gc_allocated_bytes_total"), Of(page, "dotnet_gc_pause_time_seconds_total"),
        Of(page, "dotnet_jit_compilation_time_seconds_total"));

    public static ServerFigures operator -(ServerFigures later, ServerFigures earlier) => new(
        later.AllocatedBytes - earlier.AllocatedBytes, later.PausedSeconds - earlier.PausedSeconds,
        later.CompilingSeconds - earlier.CompilingSeconds);

    private static double? Of(MetricsPage page, string name) => page.Has(name) ? page.Sum(name) : null;
}

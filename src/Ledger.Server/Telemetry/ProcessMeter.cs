using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Ledger.Server.Telemetry;

/// <summary>What the process takes of the machine, under the names Prometheus knows it by.</summary>
internal sealed class ProcessMeter
{
    public ProcessMeter(IMeterFactory meters)
    {
        var meter = meters.Create("Ledger.Process");
        meter.CreateObservableCounter(
            "process_cpu_seconds", () => Of(process => process.TotalProcessorTime.TotalSeconds), "s", "User and system CPU time.");
        meter.CreateObservableGauge("process_resident_memory_bytes", () => Of(process => process.WorkingSet64), "By", "Resident memory.");
        meter.CreateObservableCounter(
            "dotnet_gc_allocated_bytes", () => GC.GetTotalAllocatedBytes(), "By", "Bytes allocated in managed memory since the start.");
    }

    private static T Of<T>(Func<Process, T> value)
    {
        using var process = Process.GetCurrentProcess();
        return value(process);
    }
}

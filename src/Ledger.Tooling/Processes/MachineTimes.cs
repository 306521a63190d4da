using System.Globalization;

namespace Ledger.Tooling.Processes;

/// <summary>What the whole machine has done so far, from the first line of <c>/proc/stat</c>.</summary>
/// <param name="Busy">All processes and the kernel, without interrupts.</param>
/// <param name="Steal">What the hypervisor gave to others while something wanted to run here.</param>
public sealed record MachineTimes(TimeSpan Busy, TimeSpan Steal)
{
    /// <summary>As of now.</summary>
    public static MachineTimes Read()
    {
        using var file = new StreamReader("/proc/stat");
        var fields = file.ReadLine()!.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        TimeSpan At(int column) =>
            TimeSpan.FromSeconds(long.Parse(fields[column], CultureInfo.InvariantCulture) / (double)ProcStat.TicksPerSecond);
        // Columns: user, nice, system, idle, iowait, irq, softirq, steal; guests are counted in user.
        return new MachineTimes(At(1) + At(2) + At(3), At(8));
    }

    /// <summary>What was done in between.</summary>
    public static MachineTimes operator -(MachineTimes later, MachineTimes earlier) =>
        new(later.Busy - earlier.Busy, later.Steal - earlier.Steal);
}

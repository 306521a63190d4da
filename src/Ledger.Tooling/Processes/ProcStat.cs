using System.Globalization;

namespace Ledger.Tooling.Processes;

/// <summary>What <c>/proc/&lt;pid&gt;/stat</c> says of one process (proc(5)).</summary>
/// <param name="Pid">Its process id.</param>
/// <param name="Parent">Process id of its parent.</param>
/// <param name="Own">CPU time of its own threads, user and system.</param>
/// <param name="Ended">CPU time of its children that have ended and were waited for.</param>
public sealed record ProcStat(int Pid, int Parent, TimeSpan Own, TimeSpan Ended)
{
    /// <summary>The kernel counts in hundredths of a second (USER_HZ).</summary>
    public const int TicksPerSecond = 100;

    /// <summary>Reads one process; null when it is gone.</summary>
    /// <param name="pid">Its id.</param>
    public static ProcStat? TryRead(int pid)
    {
        try
        {
            var text = File.ReadAllText($"/proc/{pid}/stat");
            // The name, in parentheses, may hold anything; the state and the numbers follow it.
            var fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
            return new ProcStat(
                pid, int.Parse(fields[1], CultureInfo.InvariantCulture), Time(fields[11]) + Time(fields[12]), Time(fields[13])
                + Time(fields[14]));
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>The processes that <paramref name="parent"/> has started and that live.</summary>
    /// <param name="parent">Process id of the parent.</param>
    public static IEnumerable<ProcStat> ChildrenOf(int parent) => Directory.EnumerateDirectories("/proc")
        .Select(entry => int.TryParse(Path.GetFileName(entry), CultureInfo.InvariantCulture, out var pid) ? TryRead(pid) : null)
        .OfType<ProcStat>()
        .Where(process => process.Parent == parent);

    private static TimeSpan Time(string ticks) =>
        TimeSpan.FromSeconds(long.Parse(ticks, CultureInfo.InvariantCulture) / (double)TicksPerSecond);
}

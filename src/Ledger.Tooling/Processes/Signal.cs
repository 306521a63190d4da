using System.Runtime.InteropServices;

namespace Ledger.Tooling.Processes;

/// <summary>Signals to one process, by its id alone. A process that is gone already is left at that.</summary>
public static class Signal
{
    private const int SigKill = 9;
    private const int SigTerm = 15;
    private const int SigCont = 18;
    private const int SigStop = 19;

    /// <summary>Ends it without a word, as a power cut would.</summary>
    /// <param name="pid">Its id.</param>
    public static void Kill(int pid) => Send(pid, SigKill);

    /// <summary>Asks it to stop in order.</summary>
    /// <param name="pid">Its id.</param>
    public static void Terminate(int pid) => Send(pid, SigTerm);

    /// <summary>It stands still until it is thawed.</summary>
    /// <param name="pid">Its id.</param>
    public static void Freeze(int pid) => Send(pid, SigStop);

    /// <summary>It goes on.</summary>
    /// <param name="pid">Its id.</param>
    public static void Thaw(int pid) => Send(pid, SigCont);

    private static void Send(int pid, int signal)
    {
        // Never 0, -1 or a group: that would be more than one process.
        ArgumentOutOfRangeException.ThrowIfLessThan(pid, 2);
        _ = kill(pid, signal);
    }

    [DllImport("libc", EntryPoint = "kill", ExactSpelling = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int kill(int pid, int signal);
}

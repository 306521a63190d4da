using System.Runtime.InteropServices;

namespace Ledger.Crash.Tests.Processes;

/// <summary>Signals to one process, by its id alone.</summary>
internal static partial class Signal
{
    private const int SigKill = 9;
    private const int SigTerm = 15;
    private const int SigCont = 18;
    private const int SigStop = 19;

    public static void Kill(int pid) => Send(pid, SigKill);

    public static void Terminate(int pid) => Send(pid, SigTerm);

    public static void Freeze(int pid) => Send(pid, SigStop);

    public static void Thaw(int pid) => Send(pid, SigCont);

    private static void Send(int pid, int signal)
    {
        // Never 0, -1 or a group: that would be more than one process.
        ArgumentOutOfRangeException.ThrowIfLessThan(pid, 2);
        // A process that is gone already is what a kill wants.
        _ = SendSignal(pid, signal);
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int SendSignal(int pid, int signal);
}

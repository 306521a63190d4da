using System.Runtime.InteropServices;

namespace Ledger.Load.Targets;

/// <summary>Signals to processes that this program started.</summary>
internal static class Signals
{
    public const int Kill = 9;
    public const int Terminate = 15;
    public const int Continue = 18;
    public const int Stop = 19;

    /// <summary>Sends a signal; false when the process is gone.</summary>
    public static bool Send(int pid, int signal) => pid > 1 && kill(pid, signal) == 0;

    [DllImport("libc", EntryPoint = "kill", ExactSpelling = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int kill(int pid, int signal);
}

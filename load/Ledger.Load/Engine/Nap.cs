using System.Runtime.InteropServices;

namespace Ledger.Load.Engine;

/// <summary>
/// Sleeps for fractions of a millisecond. Thread.Sleep rounds to whole ones, and spinning would take a core from the target on the
/// same machine; nanosleep(2) is late by about 60 microseconds and costs next to nothing.
/// </summary>
internal static class Nap
{
    public static void Take(long microseconds)
    {
        if (microseconds <= 0)
            return;
        if (OperatingSystem.IsWindows())
        {
            Thread.Sleep(TimeSpan.FromMicroseconds(Math.Max(1000, microseconds)));
            return;
        }
        var request = new Timespec { Seconds = (nint)(microseconds / 1_000_000), Nanoseconds = (nint)(microseconds % 1_000_000 * 1000) };
        // Woken early by a signal: the loop that naps looks at the clock and naps again.
        _ = nanosleep(in request, IntPtr.Zero);
    }

    [DllImport("libc", EntryPoint = "nanosleep", ExactSpelling = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int nanosleep(in Timespec request, IntPtr remaining);

    [StructLayout(LayoutKind.Sequential)]
    private struct Timespec
    {
        public nint Seconds;
        public nint Nanoseconds;
    }
}

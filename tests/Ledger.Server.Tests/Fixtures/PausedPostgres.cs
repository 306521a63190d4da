using System.Diagnostics;
using System.Globalization;

namespace Ledger.Server.Tests.Fixtures;

/// <summary>A PostgreSQL that is there and does nothing: all of its processes are stopped. Disposing lets them go on.</summary>
internal sealed class PausedPostgres : IAsyncDisposable
{
    private readonly int[] _pids;

    private PausedPostgres(int[] pids) => _pids = pids;

    /// <param name="postmaster">Process id of the main process, which is stopped first, so that no other one is born.</param>
    public static async Task<PausedPostgres> OfAsync(int postmaster)
    {
        await SignalAsync("STOP", [postmaster]);
        var paused = new PausedPostgres([postmaster, .. ChildrenOf(postmaster)]);
        await SignalAsync("STOP", paused._pids);
        return paused;
    }

    public async ValueTask DisposeAsync() => await SignalAsync("CONT", _pids);

    private static IEnumerable<int> ChildrenOf(int parent) =>
        from folder in Directory.EnumerateDirectories("/proc")
        let pid = int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0
        where pid > 0 && ParentOf(pid) == parent
        select pid;

    // The name before it may hold blanks and brackets; the state and the parent follow the last bracket.
    private static int ParentOf(int pid)
    {
        try
        {
            var line = File.ReadAllText($"/proc/{pid}/stat");
            return int.Parse(line[(line.LastIndexOf(')') + 2)..].Split(' ')[1], CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            // It has ended meanwhile.
            return 0;
        }
    }

    // Some may have ended by themselves, which kill tells as a failure.
    private static async Task SignalAsync(string signal, IEnumerable<int> pids)
    {
        using var kill = Process.Start("kill", [$"-{signal}", .. pids.Select(pid => $"{pid}")]);
        await kill.WaitForExitAsync();
    }
}

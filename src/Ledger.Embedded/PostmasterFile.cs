using System.Globalization;

namespace Ledger.Embedded;

/// <summary>What the running database says about itself in <c>postmaster.pid</c>.</summary>
/// <param name="Pid">Its process id.</param>
/// <param name="SocketFolder">Where its socket is; it may have been started with another temp folder than ours.</param>
internal sealed record PostmasterFile(int Pid, string SocketFolder)
{
    /// <summary>Reads the file, or answers null when there is none or it is not written to its end yet.</summary>
    public static PostmasterFile? TryRead(ClusterFolder folder)
    {
        try
        {
            // Lines: process, data folder, start time, port, socket folder, address, shared memory, status (PostgreSQL's miscadmin.h).
            var lines = File.ReadAllLines(FileIn(folder));
            return lines.Length >= 5 && int.TryParse(lines[0], CultureInfo.InvariantCulture, out var pid)
                ? new PostmasterFile(pid, lines[4].Trim())
                : null;
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }

    /// <summary>
    /// Whether that process is this cluster's database. A process id alone proves nothing: after a restart of the machine it belongs
    /// to somebody else. The database stands in its folder as long as it lives.
    /// </summary>
    public bool IsAlive(ClusterFolder folder) => StandsIn(Pid, folder);

    /// <summary>All processes of this cluster: the database, and the sessions that outlive it for a moment after a kill -9.</summary>
    public static IReadOnlyList<int> ProcessesOf(ClusterFolder folder) =>
        [.. Directory.GetDirectories("/proc")
            .Select(entry => int.TryParse(Path.GetFileName(entry), CultureInfo.InvariantCulture, out var pid) ? pid : 0)
            .Where(pid => pid > 0 && StandsIn(pid, folder))];

    /// <summary>
    /// Removes the file a dead database left, complete or cut short by a crash: PostgreSQL itself trusts the process id alone,
    /// and would refuse to start when somebody else carries it by now.
    /// </summary>
    /// <returns>True when there was one.</returns>
    public static bool RemoveStale(ClusterFolder folder)
    {
        if (!File.Exists(FileIn(folder)))
            return false;
        File.Delete(FileIn(folder));
        return true;
    }

    private static bool StandsIn(int pid, ClusterFolder folder)
    {
        try
        {
            return new DirectoryInfo($"/proc/{pid}/cwd").LinkTarget == folder.Path
                && File.ReadAllText($"/proc/{pid}/comm").Trim() == "postgres";
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static string FileIn(ClusterFolder folder) => Path.Combine(folder.Path, "postmaster.pid");
}

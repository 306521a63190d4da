using System.Text;

namespace Ledger.Embedded;

/// <summary>
/// Chooses the folder of the Unix socket: <c>&lt;data folder&gt;/run</c>, or a short one in the temp folder where that does not do.
/// </summary>
internal static class ClusterSocket
{
    /// <summary>sun_path has 108 bytes and the last is a zero (unix(7)).</summary>
    private const int SocketPathBytesMax = 107;

    private static readonly string SocketName = $".s.PGSQL.{EmbeddedPostgres.Port}";

    public static async Task<string> PrepareFolderAsync(string dataFolder, ClusterUser user, CancellationToken cancellation)
    {
        var inside = Path.Combine(dataFolder, "run");
        if (IsUsable(inside) && await user.CanEnterAsync(dataFolder, cancellation))
        {
            await user.OwnFolderAsync(inside, cancellation);
            return inside;
        }

        // /tmp comes second for a TMPDIR that is itself long, or closed to the user.
        foreach (var temp in new[] { Path.GetTempPath().TrimEnd('/'), "/tmp" })
        {
            var outside = $"{temp}/ledger-{ClusterFolder.HashOf(dataFolder)}";
            if (!IsUsable(outside) || !await user.CanEnterAsync(temp, cancellation))
                continue;
            await MakeInSharedFolderAsync(outside, user, cancellation);
            return outside;
        }

        throw new EmbeddedPostgresException(
            $"No folder for PostgreSQL's socket: neither {inside} nor the temp folder is short enough and open to the user {user.Name}.");
    }

    /// <summary>Removes the socket and its lock file that a killed database left behind.</summary>
    public static void RemoveRemains(string folder)
    {
        File.Delete(Path.Combine(folder, SocketName));
        File.Delete(Path.Combine(folder, $"{SocketName}.lock"));
    }

    /// <summary>Removes the folder after the database has removed its socket; one that holds anything else stays.</summary>
    public static void RemoveFolder(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: false);
        }
        catch (IOException)
        {
            // A leftover folder is used again by the next start.
        }
    }

    /// <summary>
    /// Fits the kernel's limit, and means the same as a path to PostgreSQL's list of folders and to Npgsql's list of hosts.
    /// </summary>
    private static bool IsUsable(string folder) =>
        Encoding.UTF8.GetByteCount(Path.Combine(folder, SocketName)) <= SocketPathBytesMax
            && folder.IndexOfAny([',', '"', '\'', ';', '=']) < 0;

    /// <summary>Anyone can put a folder of that name into a shared temp folder first, so only one that is provably ours is used.</summary>
    private static async Task MakeInSharedFolderAsync(string folder, ClusterUser user, CancellationToken cancellation)
    {
        var made = await user.RunAsync(["mkdir", "-m", "0700", "--", folder], BoundedCommand.ShortLimit, cancellation);
        if (!made.Succeeded && !await user.IsPrivateFolderAsync(folder, cancellation))
        {
            throw new EmbeddedPostgresException(
                $"{folder} is needed for PostgreSQL's socket, but it is not a folder of the user {user.Name} with mode 0700. "
                + $"Remove it if it is not in use. {made.Error.Trim()}");
        }
    }
}

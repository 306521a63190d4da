using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Ledger.Embedded;

/// <summary>
/// Where the cluster's files are. Normally <c>&lt;data folder&gt;/postgres</c>; when the user postgres cannot enter the data folder,
/// <c>/var/lib/ledger-&lt;hash&gt;</c> with a link to it in the data folder. A link that is there decides: it is where the data is.
/// </summary>
/// <param name="Path">The folder itself, never a link.</param>
/// <param name="Link">How the data folder names it: the folder itself in the normal case.</param>
internal sealed record ClusterFolder(string Path, string Link)
{
    /// <summary>True for a complete cluster: a new one appears here by a rename, as its last step.</summary>
    public bool Exists => File.Exists(VersionFile) && File.Exists(System.IO.Path.Combine(Path, "global", "pg_control"));

    /// <summary>The major version of PostgreSQL that wrote the cluster, or null when there is none yet.</summary>
    public int? MajorVersion => Exists ? int.Parse(File.ReadAllText(VersionFile), CultureInfo.InvariantCulture) : null;

    public string LogFile => System.IO.Path.Combine(Path, "postgres.log");

    private string VersionFile => System.IO.Path.Combine(Path, "PG_VERSION");

    /// <summary>A short name for a data folder, for folders outside of it: 12 hexadecimal digits of its path's SHA-256.</summary>
    public static string HashOf(string dataFolder) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(dataFolder)))[..12];

    public static async Task<ClusterFolder> LocateAsync(string dataFolder, ClusterUser user, ILogger logger, CancellationToken cancellation)
    {
        var link = System.IO.Path.Combine(dataFolder, "postgres");
        var folder = new ClusterFolder(await CanonicalAsync(link, cancellation), link);
        if (new DirectoryInfo(link).LinkTarget is not null && !Directory.Exists(folder.Path))
        {
            throw new EmbeddedPostgresException(
                $"{link} points to {folder.Path}, which does not exist: the ledger's data is gone or on another machine. "
                + "Bring it back, or remove the link to begin an empty ledger.");
        }

        if (!Directory.Exists(link) && !await user.CanEnterAsync(dataFolder, cancellation))
        {
            folder = new ClusterFolder(await CanonicalAsync($"/var/lib/ledger-{HashOf(dataFolder)}", cancellation), link);
            if (folder.Exists)
                EmbeddedLog.ReusesClusterElsewhere(logger, dataFolder, folder.Path);
            else
                EmbeddedLog.PutsClusterElsewhere(logger, user.Name, dataFolder, folder.Path);
        }

        if (Directory.Exists(folder.Path) && !await user.CanEnterAsync(folder.Path, cancellation))
        {
            throw new EmbeddedPostgresException(
                $"The cluster in {folder.Path} cannot be entered by the user {user.Name}, who has to run it. "
                + "Start the server as the user who started it first, or open the folders above it (chmod o+x).");
        }

        return folder;
    }

    /// <summary>Leaves the link in the data folder when the cluster lives elsewhere.</summary>
    public void LinkFromDataFolder()
    {
        if (!System.IO.Path.Exists(Link))
            File.CreateSymbolicLink(Link, Path);
    }

    /// <summary>The path the kernel reports for a process that stands in the folder, so that the two can be compared.</summary>
    private static async Task<string> CanonicalAsync(string path, CancellationToken cancellation) =>
        (await BoundedCommand.RunAsync(["readlink", "-m", "--", path], BoundedCommand.ShortLimit, cancellation))
        .Require("Resolving the data folder's path").Output.TrimEnd('\n');
}

using System.Globalization;
using System.Text.RegularExpressions;

namespace Ledger.Embedded;

/// <summary>One installation of PostgreSQL's server programs: <c>initdb</c>, <c>pg_ctl</c> and <c>postgres</c> in one folder.</summary>
/// <param name="MajorVersion">15 for PostgreSQL 15.18; a cluster can be opened by its own major version only.</param>
internal sealed partial record PostgresBinaries(string Folder, int MajorVersion)
{
    private const string DebianParent = "/usr/lib/postgresql";

    private static readonly string[] Programs = ["initdb", "pg_ctl", "postgres"];

    public string InitDb => Path.Combine(Folder, "initdb");

    public string PgCtl => Path.Combine(Folder, "pg_ctl");

    public string Postgres => Path.Combine(Folder, "postgres");

    /// <summary>
    /// Finds the installation to use: the first one found, or for an existing cluster the first one of its major version.
    /// </summary>
    /// <param name="folders">Folders to look in, or null for PATH and then /usr/lib/postgresql/*/bin, highest version first.</param>
    /// <param name="clusterVersion">The major version that wrote the cluster, or null for a new one.</param>
    /// <param name="cancellation">Ends the search.</param>
    public static async Task<PostgresBinaries> FindAsync(
        IReadOnlyList<string>? folders, int? clusterVersion, CancellationToken cancellation)
    {
        var found = new List<PostgresBinaries>();
        foreach (var folder in (folders ?? DefaultFolders()).Select(CompleteFolder).OfType<string>().Distinct())
        {
            var binaries = new PostgresBinaries(folder, await AskVersionAsync(folder, cancellation));
            if (clusterVersion is null || binaries.MajorVersion == clusterVersion)
                return binaries;
            found.Add(binaries);
        }

        throw new EmbeddedPostgresException(found.Count == 0
            ? "No PostgreSQL server was found (initdb, pg_ctl and postgres, on PATH or under /usr/lib/postgresql). "
              + "Run as root: apt-get install postgresql\nOr give the server a connection string to a database of your own."
            : $"The data folder was written by PostgreSQL {clusterVersion}, but only version "
              + $"{string.Join(", ", found.Select(each => each.MajorVersion))} is installed. "
              + $"Run as root: apt-get install postgresql-{clusterVersion}\nOr move the cluster to the new version with pg_upgrade.");
    }

    private static IEnumerable<string> DefaultFolders()
    {
        var path = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries);
        var debian = Directory.Exists(DebianParent) ? Directory.GetDirectories(DebianParent) : [];
        return path.Concat(debian
            .OrderByDescending(folder =>
                int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var version) ? version : 0)
            .Select(folder => Path.Combine(folder, "bin")));
    }

    /// <summary>A folder on PATH may hold links only: follow pg_ctl to where PostgreSQL lives, since it starts its neighbours.</summary>
    private static string? CompleteFolder(string folder)
    {
        var pgCtl = new FileInfo(Path.Combine(folder, "pg_ctl"));
        if (!pgCtl.Exists)
            return null;
        var target = pgCtl.ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? pgCtl.FullName;
        var real = Path.GetDirectoryName(target)!;
        return Programs.All(program => File.Exists(Path.Combine(real, program))) ? real : null;
    }

    private static async Task<int> AskVersionAsync(string folder, CancellationToken cancellation)
    {
        var answer = (await BoundedCommand.RunAsync(
            [Path.Combine(folder, "postgres"), "--version"], BoundedCommand.ShortLimit, cancellation))
            .Require("Asking PostgreSQL for its version");
        var match = VersionPattern().Match(answer.Output);
        return match.Success
            ? int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture)
            : throw new EmbeddedPostgresException($"{folder}/postgres does not name its version: {answer.Output.Trim()}");
    }

    [GeneratedRegex(@"\(PostgreSQL\) (\d+)")]
    private static partial Regex VersionPattern();
}

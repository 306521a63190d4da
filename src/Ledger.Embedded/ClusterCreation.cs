namespace Ledger.Embedded;

/// <summary>
/// Makes a new cluster. initdb works in a folder beside the final one, and a rename ends it: a cluster under its own name
/// is complete, and what a crash left half-finished carries another name and is removed by the next start.
/// </summary>
internal static class ClusterCreation
{
    private static readonly TimeSpan InitDbLimit = TimeSpan.FromMinutes(3);

    private const int RemoveAttemptsMax = 100;

    private static readonly TimeSpan RemoveInterval = TimeSpan.FromMilliseconds(100);

    /// <returns>True when the cluster was made now, false when it was there.</returns>
    public static async Task<bool> EnsureAsync(
        ClusterFolder folder, PostgresBinaries binaries, ClusterUser user, CancellationToken cancellation)
    {
        var parent = Path.GetDirectoryName(folder.Path)!;
        var stagingPrefix = Path.GetFileName(folder.Path) + ".initdb-";
        foreach (var halfFinished in Directory.GetDirectories(parent, stagingPrefix + "*"))
            await RemoveAsync(halfFinished, cancellation);
        if (folder.Exists)
            return false;
        RequireNothingInTheWay(folder.Path);

        // An initdb whose server was killed may still be writing: a name of our own keeps it out of this one.
        var staging = Path.Combine(parent, $"{stagingPrefix}{Environment.ProcessId}");
        await user.OwnFolderAsync(staging, cancellation);
        await InitDbAsync(staging, binaries, user, cancellation);
        await ClusterSettings.IncludeFromAsync(staging, cancellation);
        Directory.Move(staging, folder.Path);

        // Without this a power cut could bring the old name back, and the next start would take it for half-finished.
        (await BoundedCommand.RunAsync(["sync", "--", parent], InitDbLimit, cancellation)).Require("Securing the new cluster on disk");
        return true;
    }

    /// <summary>Removes a folder, into which the children of a killed initdb may write for a moment longer.</summary>
    private static async Task RemoveAsync(string halfFinished, CancellationToken cancellation)
    {
        for (var attempt = 1; Directory.Exists(halfFinished); attempt++)
        {
            try
            {
                Directory.Delete(halfFinished, recursive: true);
            }
            catch (IOException) when (attempt < RemoveAttemptsMax)
            {
                await Task.Delay(RemoveInterval, cancellation);
            }
        }
    }

    private static void RequireNothingInTheWay(string path)
    {
        if (!Directory.Exists(path))
            return;
        if (Directory.EnumerateFileSystemEntries(path).Any())
        {
            throw new EmbeddedPostgresException(
                $"{path} is neither empty nor a complete PostgreSQL cluster (no PG_VERSION or no global/pg_control). "
                + "Nothing was changed. Restore it from a backup, or move it away to begin an empty ledger.");
        }

        Directory.Delete(path);
    }

    private static async Task InitDbAsync(string staging, PostgresBinaries binaries, ClusterUser user, CancellationToken cancellation)
    {
        // Trust is safe here: the only way in is a socket in a folder that only this user and root can enter.
        List<string> command =
        [
            binaries.InitDb, "-D", staging, "--username=" + EmbeddedPostgres.Login, "--encoding=UTF8", "--data-checksums",
            "--auth-local=trust", "--auth-host=reject",
            // Byte order: the fastest, and no update of the C library can change the order of an index.
            "--locale=C",
        ];

        // Upper and lower case beyond ASCII where the system knows C.UTF-8, as nearly all do.
        var first = await user.RunAsync([.. command, "--lc-ctype=C.UTF-8"], InitDbLimit, cancellation);
        if (first.Succeeded)
            return;
        if (!first.Error.Contains("locale", StringComparison.Ordinal))
            first.Require("Creating the PostgreSQL cluster");
        await RemoveAsync(staging, cancellation);
        await user.OwnFolderAsync(staging, cancellation);
        (await user.RunAsync(command, InitDbLimit, cancellation)).Require("Creating the PostgreSQL cluster");
    }
}

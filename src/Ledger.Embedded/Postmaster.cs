using System.Diagnostics;

namespace Ledger.Embedded;

/// <summary>Starts and stops the database of one cluster.</summary>
internal sealed class Postmaster(ClusterFolder folder, string socketFolder, PostgresBinaries binaries, ClusterUser user, ILogger logger)
{
    /// <summary>Recovery replays at most max_wal_size (4 GB) of WAL; ten minutes do that on a slow disk.</summary>
    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(10);

    /// <summary>The checkpoint of an orderly stop writes at most shared_buffers (256 MB).</summary>
    private static readonly TimeSpan StopLimit = TimeSpan.FromMinutes(2);

    /// <summary>What pg_ctl may need beyond the limit it was given.</summary>
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(15);

    /// <summary>Sessions notice a dead database when their statement ends.</summary>
    private static readonly TimeSpan OrphanLimit = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(50);

    private const int LogBytesMax = 16 * 1024 * 1024;

    private const int TailLines = 30;

    /// <summary>The running database of this cluster, or null.</summary>
    public PostmasterFile? Running => PostmasterFile.TryRead(folder) is { } file && file.IsAlive(folder) ? file : null;

    /// <summary>
    /// True while a database exists that has not written its pid file to the end, or has removed it and is about to exit.
    /// </summary>
    public bool IsUnsettled => PostmasterFile.TryRead(folder) is null && PostmasterFile.ProcessesOf(folder).Count > 0;

    /// <summary>
    /// Starts the database and returns once it answers. pg_ctl puts it into a session of its own, so Ctrl-C does not reach it.
    /// </summary>
    public async Task<PostmasterFile> StartAsync(CancellationToken cancellation)
    {
        await ClearRemainsAsync(cancellation);
        RotateLog();
        var logLengthBefore = new FileInfo(folder.LogFile) is { Exists: true } log ? log.Length : 0;
        string[] command =
        [
            binaries.PgCtl, "start", "-D", folder.Path, "-l", folder.LogFile, "--wait", "--silent",
            $"--timeout={StartLimit.TotalSeconds:0}",
        ];
        var started = await user.RunAsync(command, StartLimit + Margin, cancellation);
        return started.Succeeded && Running is { } running
            ? running
            : throw new EmbeddedPostgresException(
                $"PostgreSQL did not start in {folder.Path} (exit code {started.ExitCode}). {started.Error.Trim()}\n"
                + $"The end of its log, {folder.LogFile}:\n{LogTail(logLengthBefore)}");
    }

    /// <summary>Lets a running database read its settings; those that need a restart wait for the next one.</summary>
    public async Task ReloadAsync(CancellationToken cancellation) =>
        (await user.RunAsync([binaries.PgCtl, "reload", "-D", folder.Path, "--silent"], BoundedCommand.ShortLimit, cancellation))
        .Require("Reloading PostgreSQL's settings");

    /// <summary>Stops the database in order, and without order when that takes too long; both lose nothing that was committed.</summary>
    /// <returns>False when it still runs.</returns>
    public async Task<bool> StopAsync(CancellationToken cancellation)
    {
        foreach (var (mode, limit) in new[] { ("fast", StopLimit), ("immediate", Margin) })
        {
            if (Running is null)
                return true;
            string[] command =
                [binaries.PgCtl, "stop", "-D", folder.Path, "-m", mode, "--wait", "--silent", $"--timeout={limit.TotalSeconds:0}"];
            try
            {
                var stopped = await user.RunAsync(command, limit + Margin, cancellation);
                if (!stopped.Succeeded && Running is not null)
                    EmbeddedLog.StopFailed(logger, mode, stopped.Error.Trim());
            }
            catch (EmbeddedPostgresException failed)
            {
                EmbeddedLog.StopFailed(logger, mode, failed.Message);
            }
        }

        return Running is null;
    }

    /// <summary>After a kill -9 of the database: waits for its sessions to end, then removes its pid file.</summary>
    private async Task ClearRemainsAsync(CancellationToken cancellation)
    {
        var since = Stopwatch.GetTimestamp();
        while (PostmasterFile.ProcessesOf(folder) is { Count: > 0 } orphans)
        {
            if (Stopwatch.GetElapsedTime(since) > OrphanLimit)
            {
                throw new EmbeddedPostgresException(
                    $"The database in {folder.Path} died, but its processes {string.Join(", ", orphans)} still run. "
                    + "End them (kill <pid>) and start the server again.");
            }

            await Task.Delay(PollInterval, cancellation);
        }

        // The socket's own lock names a process too, by a number that may be another's by now. Nothing of this cluster runs any more.
        ClusterSocket.RemoveRemains(socketFolder);
        if (PostmasterFile.RemoveStale(folder))
            EmbeddedLog.RemovedStalePidFile(logger);
    }

    /// <summary>Bounds the log: one old file is kept.</summary>
    private void RotateLog()
    {
        if (new FileInfo(folder.LogFile) is { Exists: true, Length: > LogBytesMax })
            File.Move(folder.LogFile, folder.LogFile + ".old", overwrite: true);
    }

    private string LogTail(long from)
    {
        if (!File.Exists(folder.LogFile))
            return "(it wrote none)";
        using var reader = new StreamReader(new FileStream(folder.LogFile, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        reader.BaseStream.Seek(Math.Max(from, reader.BaseStream.Length - 64 * 1024), SeekOrigin.Begin);
        return string.Join('\n', reader.ReadToEnd().TrimEnd().Split('\n').TakeLast(TailLines));
    }
}

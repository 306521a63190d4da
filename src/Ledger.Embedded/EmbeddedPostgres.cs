namespace Ledger.Embedded;

/// <summary>
/// A private PostgreSQL for a ledger that was given no database: made on first use, started with the server and stopped with it.
/// <code>
/// lock the data folder ─▶ find user, cluster, binaries ─▶ initdb if new ─▶ settings ─▶ adopt or start ─▶ database if missing
/// </code>
/// In the data folder: <c>lock</c>, <c>run/</c> (the socket) and <c>postgres/</c> (the cluster with its log, or a link to it).
/// </summary>
public sealed class EmbeddedPostgres : IAsyncDisposable
{
    /// <summary>The superuser of the cluster, who needs no password on the private socket.</summary>
    internal const string Login = "ledger";

    /// <summary>Only a part of the socket's name: nothing listens on TCP.</summary>
    internal const int Port = 5432;

    private static readonly TimeSpan AdoptLimit = TimeSpan.FromMinutes(10);

    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(100);

    private readonly Postmaster _postmaster;
    private readonly ILogger _logger;
    private int _toldDead;
    private int _disposed;

    private EmbeddedPostgres(DataFolderLock folderLock, Postmaster postmaster, PostmasterFile running, string database, ILogger logger)
    {
        FolderLock = folderLock;
        _postmaster = postmaster;
        _logger = logger;
        PostmasterPid = running.Pid;
        SocketFolder = running.SocketFolder;
        ConnectionString = ClusterConnection.StringFor(running.SocketFolder, database);
    }

    /// <summary>Npgsql connection string: Unix socket, superuser <c>ledger</c>, the ledger's database.</summary>
    public string ConnectionString { get; }

    /// <summary>Process id of the database's main process; another one after <see cref="RestartIfDeadAsync"/> has restarted it.</summary>
    public int PostmasterPid { get; private set; }

    /// <summary>The folder of the socket, as <c>psql -h</c> wants it.</summary>
    public string SocketFolder { get; }

    /// <summary>Exclusive use of the data folder; a test releases it to play a server that was killed.</summary>
    internal DataFolderLock FolderLock { get; }

    /// <summary>Brings the cluster up, making or adopting it as needed, and returns once it answers.</summary>
    /// <param name="options">Where, and with which settings.</param>
    /// <param name="logger">Told what an operator should know.</param>
    /// <param name="cancellation">Gives up; a database started on the way is stopped again.</param>
    /// <exception cref="EmbeddedPostgresException">It cannot be done; the message says what to do about it.</exception>
    public static async Task<EmbeddedPostgres> StartAsync(EmbeddedPostgresOptions options, ILogger logger, CancellationToken cancellation)
    {
        var dataFolder = RequireUsablePath(Path.GetFullPath(options.DataFolder).TrimEnd('/'));
        ClusterSettings.Validate(options.Settings);
        MakeDataFolder(dataFolder);

        // 1. Nobody else works on this folder from here on.
        var folderLock = DataFolderLock.Take(dataFolder);
        try
        {
            // 2. Who runs it, where it is, with which programs.
            var user = await ClusterUser.FindAsync(cancellation);
            var folder = await ClusterFolder.LocateAsync(dataFolder, user, logger, cancellation);
            var binaries = await PostgresBinaries.FindAsync(options.BinaryFolders, folder.MajorVersion, cancellation);

            // 3. The cluster and its settings.
            if (await ClusterCreation.EnsureAsync(folder, binaries, user, cancellation))
                EmbeddedLog.Created(logger, binaries.MajorVersion, folder.Path);
            folder.LinkFromDataFolder();
            var socketFolder = await ClusterSocket.PrepareFolderAsync(dataFolder, user, cancellation);
            await ClusterSettings.WriteAsync(folder, socketFolder, options.Settings, binaries, user, cancellation);

            // 4. The process and the database in it.
            var postmaster = new Postmaster(folder, socketFolder, binaries, user, logger);
            try
            {
                var running = await AdoptAsync(postmaster, logger, cancellation) ?? await postmaster.StartAsync(cancellation);
                await ClusterConnection.EnsureDatabaseAsync(running.SocketFolder, options.Database, cancellation);
                EmbeddedLog.Started(logger, binaries.MajorVersion, running.Pid, running.SocketFolder);
                return new EmbeddedPostgres(folderLock, postmaster, running, options.Database, logger);
            }
            catch
            {
                await postmaster.StopAsync(CancellationToken.None);
                throw;
            }
        }
        catch
        {
            folderLock.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Starts the database again when its main process is gone: killed, or out of memory. Recovery brings back all that was committed.
    /// </summary>
    /// <returns>True when it had died and runs again.</returns>
    /// <exception cref="EmbeddedPostgresException">It could not be started; the next call tries again.</exception>
    public async Task<bool> RestartIfDeadAsync(CancellationToken cancellation)
    {
        if (_postmaster.Running is not null || _postmaster.IsUnsettled)
            return false;
        // Told once, however often it takes to start another one.
        if (_toldDead != PostmasterPid) EmbeddedLog.Died(_logger, PostmasterPid);
        _toldDead = PostmasterPid;
        PostmasterPid = (await _postmaster.StartAsync(cancellation)).Pid;
        return true;
    }

    /// <summary>
    /// Stops the database and frees the data folder, within about two and a half minutes at worst. Further calls do nothing.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
            return;
        try
        {
            if (await _postmaster.StopAsync(CancellationToken.None))
            {
                ClusterSocket.RemoveFolder(SocketFolder);
                EmbeddedLog.Stopped(_logger);
            }
            else
            {
                EmbeddedLog.StillRuns(_logger, PostmasterPid);
            }
        }
        finally
        {
            FolderLock.Dispose();
        }
    }

    /// <summary>Takes over the database of a server that was killed, or clears it away when it does not answer.</summary>
    private static async Task<PostmasterFile?> AdoptAsync(Postmaster postmaster, ILogger logger, CancellationToken cancellation)
    {
        using var bounded = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        bounded.CancelAfter(AdoptLimit);
        while (true)
        {
            if (postmaster.Running is { } running)
            {
                var (answers, isChanging) = await ClusterConnection.AskAsync(running.SocketFolder, cancellation);
                if (answers)
                {
                    await postmaster.ReloadAsync(cancellation);
                    EmbeddedLog.Adopted(logger, running.Pid);
                    return running;
                }

                if (!isChanging || bounded.IsCancellationRequested)
                {
                    EmbeddedLog.ReplacesSilent(logger, running.Pid);
                    return await postmaster.StopAsync(cancellation)
                        ? null
                        : throw new EmbeddedPostgresException(
                            $"The last server's database, process {running.Pid}, neither answers nor stops.");
                }
            }
            else if (!postmaster.IsUnsettled || bounded.IsCancellationRequested)
            {
                return null;
            }

            await Task.Delay(PollInterval, cancellation);
        }
    }

    private static void MakeDataFolder(string dataFolder)
    {
        if (Directory.Exists(dataFolder))
            return;
        Directory.CreateDirectory(dataFolder);

        // Root's database runs as another user, who has to pass through, whatever root's umask is; nobody needs to list it.
        if (!OperatingSystem.IsWindows())
        {
            const UnixFileMode owner = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
            const UnixFileMode passers = UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
            File.SetUnixFileMode(dataFolder, Environment.IsPrivilegedProcess ? owner | passers : owner);
        }
    }

    /// <summary>pg_ctl hands paths to a shell inside double quotes.</summary>
    private static string RequireUsablePath(string path) => path.IndexOfAny(['"', '$', '`', '\\', '\n', '\r']) < 0
        ? path
        : throw new EmbeddedPostgresException($"PostgreSQL cannot work in a folder whose path contains a quote, $, ` or \\: {path}");
}

using Ledger.Crash.Tests.Load;
using Ledger.Embedded;
using Microsoft.Extensions.Logging.Abstractions;

namespace Ledger.Crash.Tests.Processes;

/// <summary>
/// A folder with a ledger in it, its server process, and callers who keep a book. The database is the server's own, or one that the
/// site starts beside it and hands over as a connection string, or another one that the settings name.
/// </summary>
internal sealed class CrashSite : IAsyncDisposable
{
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(40);
    private readonly Dictionary<string, string> _settings = [];
    private readonly string _folder;
    private readonly string _data;
    private EmbeddedPostgres? _beside;
    private ServerProcess? _server;

    private CrashSite(int seed)
    {
        _folder = Directory.CreateTempSubdirectory("ledger-crash-").FullName;
        // The database runs as another user when the tests run as root; that user must be able to enter.
        File.SetUnixFileMode(_folder, (UnixFileMode)0b111_101_101);
        _data = Path.Combine(_folder, "data");
        _settings["LEDGER_DATA"] = _data;
        Random = new Random(seed);
        Mix = new Mix(seed, Book);
    }

    public Random Random { get; }

    public Book Book { get; } = new();

    public Mix Mix { get; }

    public ServerProcess Server => _server ?? throw new InvalidOperationException("The server has not been started.");

    /// <summary>Process id of the database's main process, whoever started it.</summary>
    public int PostmasterPid => Running()?.Pid ?? throw new InvalidOperationException("The database does not run.");

    /// <summary>The folder of the database's socket.</summary>
    public string SocketFolder => Running()?.SocketFolder ?? throw new InvalidOperationException("The database does not run.");

    /// <summary>Superuser connection string of the ledger's database.</summary>
    public string Connection =>
        _settings.GetValueOrDefault("LEDGER_CONNECTION") ?? ClusterConnection.StringFor(SocketFolder, "ledger");

    /// <summary>A site with a running server and its members opened.</summary>
    public static async Task<CrashSite> OpenAsync(int seed, bool databaseBeside = false, params (string Name, string Value)[] settings)
    {
        var site = new CrashSite(seed);
        foreach (var (name, value) in settings) site._settings[name] = value;
        if (databaseBeside) await site.StartDatabaseAsync();
        await site.StartServerAsync();
        site.Mix.Openings();
        await LoadRun.ResendAsync(site.Book, site.Mix, site.Server.Address);
        return site;
    }

    public async Task StartServerAsync()
    {
        await EndServerAsync();
        var settings = new Dictionary<string, string>(_settings)
        {
            ["LEDGER_ADDRESS"] = "http://127.0.0.1:0", ["LEDGER_INSECURE"] = "true",
        };
        _server = await ServerProcess.ServeAsync(ServerProcess.Ledger, settings, _folder);
    }

    /// <summary>Starts, or after a kill restarts, the database beside the server.</summary>
    public async Task StartDatabaseAsync()
    {
        if (_beside is not null) await _beside.DisposeAsync();
        _beside = await EmbeddedPostgres.StartAsync(new EmbeddedPostgresOptions(Path.Combine(_folder, "beside")), NullLogger.Instance,
            default);
        _settings["LEDGER_CONNECTION"] = _beside.ConnectionString;
    }

    /// <summary>
    /// Load until so many more operations are acknowledged, then <paramref name="fault"/>, and the load goes on until it ends.
    /// </summary>
    public async Task UnderLoadAsync(Func<LoadRun, Task> fault)
    {
        var (until, spin) = (Random.Next(100, 1500), Random.Next(200_000));
        await using var load = new LoadRun(Book, Mix, Server.Address);
        await AcknowledgesAsync(until);
        // Not always just after an answer: somewhere within the next commit.
        Thread.SpinWait(spin);
        await fault(load);
    }

    /// <summary>The load goes through: so many more operations are acknowledged.</summary>
    public async Task AcknowledgesAsync(int count)
    {
        var before = Book.Acknowledged;
        try
        {
            await Eventually.HoldsAsync(() => Book.Acknowledged >= before + count);
        }
        catch (TimeoutException)
        {
            Assert.Fail($"Only {Book.Acknowledged - before} of {count} more operations were acknowledged. The server has printed:\n{Server.Output}");
        }
    }

    /// <summary>Sends again what has no answer, compares book and journal, stops the server in order and verifies the ledger.</summary>
    public async Task SettleAsync()
    {
        try
        {
            await LoadRun.ResendAsync(Book, Mix, Server.Address);
        }
        catch (TimeoutException)
        {
            Assert.Fail($"Never answered: {string.Join("\n", Book.Unanswered)}\n{Server.Output}");
        }
        await Comparison.RunAsync(Book, Mix, Connection, Server.Address);
        Assert.True(await Server.TerminateAsync(StopPatience) == 0, $"The server did not stop in order.\n{Server.Output}");
        var report = await VerifyAsync();
        Assert.True(report.ExitCode == 0, report.Output);
        Assert.Contains("The ledger is sound.", report.Output, StringComparison.Ordinal);
    }

    public Task<(int ExitCode, string Output)> VerifyAsync() => ServerProcess.RunAsync(["verify"], _settings);

    public async ValueTask DisposeAsync()
    {
        await EndServerAsync();
        if (_beside is not null) await _beside.DisposeAsync();
        // The database of a killed server still runs.
        if (Running() is { } left)
        {
            Signal.Kill(left.Pid);
            await Eventually.HoldsAsync(() => Processes().Count == 0);
        }
        Directory.Delete(_folder, recursive: true);
    }

    private async Task EndServerAsync()
    {
        if (_server is not { } server) return;
        _server = null;
        await server.KillAsync();
        await server.DisposeAsync();
    }

    private ClusterFolder Cluster()
    {
        var link = Path.Combine(_folder, _settings.ContainsKey("LEDGER_CONNECTION") ? "beside" : "data", "postgres");
        return new ClusterFolder(new DirectoryInfo(link).LinkTarget ?? link, link);
    }

    private PostmasterFile? Running() =>
        Directory.Exists(Cluster().Path) && PostmasterFile.TryRead(Cluster()) is { } file && file.IsAlive(Cluster()) ? file : null;

    /// <summary>All processes of the database.</summary>
    public IReadOnlyList<int> Processes() => PostmasterFile.ProcessesOf(Cluster());
}

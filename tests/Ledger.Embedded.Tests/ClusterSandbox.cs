using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Ledger.Embedded.Tests;

/// <summary>
/// A folder for real clusters, and what it takes to leave nothing behind: every database that was started in it
/// is stopped, by its process id when nothing else helps, before the files go.
/// </summary>
public sealed class ClusterSandbox : IAsyncDisposable
{
    private readonly List<EmbeddedPostgres> _started = [];
    private readonly RecordingLogger _log = new();

    public ClusterSandbox()
    {
        // Open to the user postgres, unlike a folder of mktemp -d; the test of that case closes its own.
        Root = Directory.CreateTempSubdirectory("ledger-embedded-").FullName;
        File.SetUnixFileMode(Root, (UnixFileMode)Convert.ToInt32("755", 8));
        DataFolder = Path.Combine(Root, "data");
    }

    public string Root { get; }

    public string DataFolder { get; set; }

    public IReadOnlyCollection<string> LogLines => _log.Lines;

    public string Cluster => Path.Combine(DataFolder, "postgres");

    /// <summary>The living processes of the cluster; a dead one that nobody has collected yet does not count.</summary>
    public IReadOnlyList<int> Processes => Path.Exists(Cluster)
        ? PostmasterFile.ProcessesOf(new ClusterFolder(new DirectoryInfo(Cluster).LinkTarget ?? Cluster, Cluster))
        : [];

    public EmbeddedPostgresOptions Options => new(DataFolder) { Settings = new Dictionary<string, string> { ["shared_buffers"] = "16MB" } };

    public Task<EmbeddedPostgres> StartAsync() => StartAsync(Options);

    public async Task<EmbeddedPostgres> StartAsync(EmbeddedPostgresOptions options)
    {
        using var bounded = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        var postgres = await EmbeddedPostgres.StartAsync(options, _log, bounded.Token);
        _started.Add(postgres);
        return postgres;
    }

    public static async Task<object?> QueryAsync(EmbeddedPostgres postgres, string sql)
    {
        await using var source = NpgsqlDataSource.Create(postgres.ConnectionString);
        await using var command = source.CreateCommand(sql);
        return await command.ExecuteScalarAsync();
    }

    public static async Task KillAsync(int pid)
    {
        try
        {
            using var process = Process.GetProcessById(pid);
            process.Kill();
            await process.WaitForExitAsync(new CancellationTokenSource(TimeSpan.FromSeconds(20)).Token);
        }
        catch (ArgumentException)
        {
            // Gone already.
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var postgres in _started)
            await postgres.DisposeAsync();
        foreach (var pid in Processes)
            await KillAsync(pid);
        if (new DirectoryInfo(Cluster) is { LinkTarget: { } elsewhere } && Directory.Exists(elsewhere))
            Directory.Delete(elsewhere, recursive: true);
        Directory.Delete(Root, recursive: true);
    }

    private sealed class RecordingLogger : ILogger
    {
        private readonly ConcurrentQueue<string> _lines = new();

        public IReadOnlyCollection<string> Lines => _lines;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            _lines.Enqueue(string.Create(CultureInfo.InvariantCulture, $"{eventId.Id} {formatter(state, exception)}"));
    }
}

using System.Net;
using System.Net.Sockets;
using Ledger.Embedded;
using Ledger.Load.Scenarios;
using Ledger.Server.Hosting;
using Microsoft.Extensions.Logging.Abstractions;

namespace Ledger.Load.Targets;

/// <summary>
/// A target of one's own in a temporary folder: a private PostgreSQL, a server process on it, and, when the network is to be broken, a
/// proxy before it. Everything is stopped and removed at the end.
/// </summary>
internal sealed class OwnTarget : IAsyncDisposable
{
    private static readonly TimeSpan _readyAtMost = TimeSpan.FromSeconds(120);
    private static readonly TimeSpan _stopAtMost = TimeSpan.FromSeconds(60);

    private readonly string _folder;
    private readonly string _log;
    private readonly EmbeddedPostgres _postgres;
    private readonly IReadOnlyDictionary<string, string> _extraSettings;
    private readonly PostgresWatch _watch;
    private readonly SemaphoreSlim _serverTurn = new(1);
    private ServerProcess _server = null!;
    private NetworkProxy? _proxy;

    private OwnTarget(string folder, string log, EmbeddedPostgres postgres, IReadOnlyDictionary<string, string> extraSettings)
    {
        (_folder, _log, _postgres, _extraSettings) = (folder, log, postgres, extraSettings);
        _watch = new PostgresWatch(postgres);
    }

    /// <summary>Where the server listens.</summary>
    public Uri ServerAddress { get; private set; } = null!;

    /// <summary>Where terminals connect: the proxy, or the server itself.</summary>
    public Uri Address => _proxy?.Address ?? ServerAddress;

    /// <summary>The server's metrics; null when this server has none.</summary>
    public Uri? Metrics { get; private set; }

    /// <summary>Connection string of the database.</summary>
    public string Connection => _postgres.ConnectionString;

    public int ServerPid => _server.Pid;

    /// <summary>Starts everything; it serves when this returns.</summary>
    /// <param name="log">File for the server's output.</param>
    /// <param name="withProxy">Put a proxy between terminals and server.</param>
    /// <param name="settings">Further settings of the server, by their environment names.</param>
    /// <param name="cancellation">Gives up.</param>
    public static async Task<OwnTarget> StartAsync(
        string log, bool withProxy, IReadOnlyDictionary<string, string> settings, CancellationToken cancellation)
    {
        var folder = Directory.CreateTempSubdirectory("ledger-load-").FullName;
        // PostgreSQL runs as another user when this program is root; that user must be able to pass.
        File.SetUnixFileMode(folder, (UnixFileMode)0b111_101_101);
        EmbeddedPostgres? postgres = null;
        OwnTarget? target = null;
        try
        {
            postgres = await EmbeddedPostgres.StartAsync(
                new EmbeddedPostgresOptions(Path.Combine(folder, "data")), NullLogger.Instance, cancellation);
            target = new OwnTarget(folder, log, postgres, settings);
            await target.StartServerAsync(cancellation);
            if (withProxy)
                target._proxy = NetworkProxy.Start(target.ServerAddress);
            target._watch.Start();
            return target;
        }
        catch
        {
            if (target is not null)
                await target.DisposeAsync();
            else if (postgres is not null)
                await postgres.DisposeAsync();
            throw;
        }
    }

    /// <summary>Breaks what the fault says, waits as long as it says, and mends it.</summary>
    public async Task InflictAsync(Fault fault, CancellationToken cancellation)
    {
        switch (fault.Kind)
        {
            case FaultKind.KillServer:
                await _serverTurn.WaitAsync(CancellationToken.None);
                try
                {
                    _server.Signal(Signals.Kill);
                    await _server.WaitAsync(CancellationToken.None);
                    await LastAsync(fault, cancellation);
                    await StartServerAsync(CancellationToken.None);
                }
                finally
                {
                    _serverTurn.Release();
                }
                break;
            case FaultKind.StopServer:
                _server.Signal(Signals.Stop);
                await LastAsync(fault, cancellation);
                _server.Signal(Signals.Continue);
                break;
            case FaultKind.KillPostgres:
                _watch.IsHeldDown = true;
                var killed = _postgres.PostmasterPid;
                Signals.Send(killed, Signals.Kill);
                await LastAsync(fault, cancellation);
                _watch.IsHeldDown = false;
                await _watch.BackAsync(killed, _readyAtMost);
                break;
            case FaultKind.StopPostgres:
                var family = ProcessFamily.Of(_postgres.PostmasterPid);
                family.ForEach(pid => Signals.Send(pid, Signals.Stop));
                await LastAsync(fault, cancellation);
                // Those that were born in between are caught by asking again.
                family.Union(ProcessFamily.Of(_postgres.PostmasterPid)).ToList().ForEach(pid => Signals.Send(pid, Signals.Continue));
                break;
            case FaultKind.CutNetwork:
                _proxy!.Cut();
                await LastAsync(fault, cancellation);
                _proxy.Mend();
                break;
            case FaultKind.ResetNetwork:
                _proxy!.Reset();
                break;
        }
    }

    public async ValueTask DisposeAsync()
    {
        // Nothing may stay behind, whatever one of the parts does at its end.
        try
        {
            await _watch.DisposeAsync();
            if (_proxy is not null)
                await _proxy.DisposeAsync();
        }
        finally
        {
            await StopProcessesAsync();
        }
        _serverTurn.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task StopProcessesAsync()
    {
        try
        {
            if (_server is not null)
            {
                await _server.StopAsync(_stopAtMost);
                _server.Dispose();
            }
        }
        finally
        {
            await _postgres.DisposeAsync();
        }
    }

    private async Task StartServerAsync(CancellationToken cancellation)
    {
        var readyFile = Path.Combine(_folder, $"ready-{Guid.NewGuid():N}");
        var settings = new Dictionary<string, string>(_extraSettings)
        {
            // After a kill it comes back where it was: terminals know one address.
            ["LEDGER_ADDRESS"] = ServerAddress is null ? "http://127.0.0.1:0" : $"http://127.0.0.1:{ServerAddress.Port}",
            ["LEDGER_CONNECTION"] = Connection,
            ["LEDGER_DATA"] = Path.Combine(_folder, "server"),
            ["LEDGER_READY_FILE"] = readyFile,
        };
        // A server that does not know the setting would refuse to start.
        if (typeof(Settings).GetProperty("MetricsAddress") is not null)
        {
            Metrics ??= new Uri($"http://127.0.0.1:{FreePort()}");
            settings["LEDGER_METRICS_ADDRESS"] = Metrics.ToString().TrimEnd('/');
        }
        Directory.CreateDirectory(settings["LEDGER_DATA"]);
        var server = ServerProcess.Start([], settings, _log);
        _server = server;
        ServerAddress = await server.ReadyAsync(readyFile, _readyAtMost, cancellation);
    }

    /// <summary>Waits as long as the fault lasts; mending must happen even when the run is being stopped.</summary>
    private static async Task LastAsync(Fault fault, CancellationToken cancellation)
    {
        try
        {
            await Task.Delay(fault.Lasts, cancellation);
        }
        catch (OperationCanceledException)
        {
            // Mended early.
        }
    }

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}

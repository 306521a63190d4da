using Ledger.Load.Scenarios;
using Ledger.Tooling.Clusters;
using Ledger.Tooling.Processes;

namespace Ledger.Load.Targets;

/// <summary>
/// A target of one's own in a temporary folder: a private PostgreSQL, a server process on it, and, when the network is to be broken, a
/// proxy before it. Everything is stopped and removed at the end.
/// </summary>
internal sealed class OwnTarget : IAsyncDisposable
{
    private static readonly TimeSpan _readyAtMost = TimeSpan.FromSeconds(120);

    private readonly string _log;
    private readonly PostgresCluster _postgres;
    private readonly IReadOnlyDictionary<string, string> _extraSettings;
    private readonly PostgresWatch _watch;
    private readonly SemaphoreSlim _serverTurn = new(1);
    private ServerProcess? _server;
    private NetworkProxy? _proxy;

    private OwnTarget(string log, PostgresCluster postgres, IReadOnlyDictionary<string, string> extraSettings)
    {
        (_log, _postgres, _extraSettings) = (log, postgres, extraSettings);
        _watch = new PostgresWatch(postgres);
    }

    /// <summary>Where the server listens.</summary>
    public Uri ServerAddress { get; private set; } = null!;

    /// <summary>Where terminals connect: the proxy, or the server itself.</summary>
    public Uri Address => _proxy?.Address ?? ServerAddress;

    /// <summary>The server's metrics.</summary>
    public Uri Metrics { get; } = LoopbackPort.FreeAddress();

    /// <summary>Connection string of the database.</summary>
    public string Connection => _postgres.ConnectionString;

    /// <summary>Process id of the server, the last one while a new one starts.</summary>
    public int ServerPid { get; private set; }

    /// <summary>What other processes than the target's and the generator's use of the machine.</summary>
    public ForeignCpu Others => new(() => ServerPid, () => _postgres.PostmasterPid);

    /// <summary>Starts everything; it serves when this returns.</summary>
    /// <param name="log">File for the server's output.</param>
    /// <param name="withProxy">Put a proxy between terminals and server.</param>
    /// <param name="settings">Further settings of the server, by their environment names.</param>
    /// <param name="cancellation">Gives up.</param>
    public static async Task<OwnTarget> StartAsync(
        string log, bool withProxy, IReadOnlyDictionary<string, string> settings, CancellationToken cancellation)
    {
        var target = new OwnTarget(log, await PostgresCluster.StartAsync(cancellation: cancellation), settings);
        try
        {
            await target.StartServerAsync(cancellation);
            if (withProxy)
                target._proxy = NetworkProxy.Start(target.ServerAddress);
            target._watch.Start();
            return target;
        }
        catch
        {
            await target.DisposeAsync();
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
                    await _server!.KillAsync();
                    await LastAsync(fault, cancellation);
                    await StartServerAsync(CancellationToken.None);
                }
                finally
                {
                    _serverTurn.Release();
                }
                break;
            case FaultKind.StopServer:
                Signal.Freeze(ServerPid);
                await LastAsync(fault, cancellation);
                Signal.Thaw(ServerPid);
                break;
            case FaultKind.KillPostgres:
                _watch.IsHeldDown = true;
                var killed = _postgres.PostmasterPid;
                Signal.Kill(killed);
                await LastAsync(fault, cancellation);
                _watch.IsHeldDown = false;
                await _watch.BackAsync(killed, _readyAtMost);
                break;
            case FaultKind.StopPostgres:
                var frozen = ProcessesOfPostgres();
                frozen.ForEach(Signal.Freeze);
                await LastAsync(fault, cancellation);
                // Those that were born in between are caught by asking again.
                frozen.Union(ProcessesOfPostgres()).ToList().ForEach(Signal.Thaw);
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
    }

    private async Task StopProcessesAsync()
    {
        try
        {
            if (_server is not null)
                await _server.DisposeAsync();
        }
        finally
        {
            await _postgres.DisposeAsync();
        }
    }

    private async Task StartServerAsync(CancellationToken cancellation)
    {
        var data = Path.Combine(_postgres.Folder, "server");
        Directory.CreateDirectory(data);
        if (_server is not null)
            await _server.DisposeAsync();
        _server = null;
        _server = await ServerProcess.ServeAsync(
            ServerProcess.Ledger,
            new Dictionary<string, string>(_extraSettings)
            {
                // After a kill it comes back where it was: terminals know one address.
                ["LEDGER_ADDRESS"] = $"http://127.0.0.1:{ServerAddress?.Port ?? 0}",
                ["LEDGER_INSECURE"] = "true",
                ["LEDGER_METRICS_ADDRESS"] = Metrics.GetLeftPart(UriPartial.Authority),
                ["LEDGER_CONNECTION"] = Connection,
                ["LEDGER_DATA"] = data,
            },
            _postgres.Folder, _log, cancellation);
        (ServerAddress, ServerPid) = (_server.Address, _server.Pid);
    }

    /// <summary>PostgreSQL has a process for each session.</summary>
    private List<int> ProcessesOfPostgres() =>
        [_postgres.PostmasterPid, .. ProcStat.ChildrenOf(_postgres.PostmasterPid).Select(session => session.Pid)];

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
}

using Grpc.Net.Client;
using Ledger.Client;
using Ledger.Server.Audit;
using Ledger.Server.Hosting;
using Ledger.Tooling.Clusters;
using Ledger.V1;

namespace Ledger.Testing;

/// <summary>
/// A ledger in a database of its own with a real server on a free loopback port. Disposing stops the server and verifies the ledger:
/// whatever a test did, the invariants hold afterwards (unless the test damaged it on purpose).
/// </summary>
public sealed class TestLedger : IAsyncDisposable
{
    private readonly string _cardKeyFile;
    private readonly List<IDisposable> _channels = [];
    private bool _stopped;

    private TestLedger(string connection, string cardKeyFile, LedgerHost host) =>
        (Connection, _cardKeyFile, Host) = (connection, cardKeyFile, host);

    /// <summary>Superuser connection string of the ledger's database.</summary>
    public string Connection { get; }

    public LedgerHost Host { get; private set; }

    /// <summary>Set to false by tests that damage the ledger on purpose.</summary>
    public bool VerifyAtEnd { get; set; } = true;

    public static async Task<TestLedger> StartAsync(PostgresCluster cluster, Action<Settings>? configure = null, TimeProvider? time = null)
    {
        var connection = await cluster.NewDatabaseAsync();
        var cardKeyFile = Path.Combine(cluster.Folder, $"card-{Guid.NewGuid():N}.key");
        return new TestLedger(connection, cardKeyFile, await StartHostAsync(connection, cardKeyFile, configure, time));
    }

    /// <summary>A server on a database that is there already, made with the card key of that file.</summary>
    public static async Task<TestLedger> StartOnAsync(string connection, string cardKeyFile, Action<Settings>? configure = null,
        TimeProvider? time = null) =>
        new(connection, cardKeyFile, await StartHostAsync(connection, cardKeyFile, configure, time));

    /// <summary>A further server on the same ledger. The caller disposes it.</summary>
    public Task<LedgerHost> StartAnotherAsync(Action<Settings>? configure = null, TimeProvider? time = null) =>
        StartHostAsync(Connection, _cardKeyFile, configure, time);

    /// <summary>Stops the server in order, once; <see cref="RestartAsync"/> starts a new one.</summary>
    public async Task StopAsync()
    {
        if (_stopped) return;
        _stopped = true;
        await Host.DisposeAsync();
    }

    /// <summary>Stops the server in order and starts a new one on the same ledger.</summary>
    public async Task RestartAsync(Action<Settings>? configure = null, TimeProvider? time = null)
    {
        await StopAsync();
        Host = await StartHostAsync(Connection, _cardKeyFile, configure, time);
        _stopped = false;
    }

    /// <summary>A bare channel to the server, for generated clients.</summary>
    public GrpcChannel Channel()
    {
        var channel = GrpcChannel.ForAddress(Host.Address);
        _channels.Add(channel);
        return channel;
    }

    public Posting.PostingClient Posting() => new(Channel());

    public Reading.ReadingClient Reading() => new(Channel());

    /// <summary>The typed client of a terminal in store 1.</summary>
    public LedgerClient Client(Action<LedgerClientOptions>? configure = null)
    {
        var options = new LedgerClientOptions { Address = Host.Address, Store = 1, Terminal = 7, Operator = 3 };
        configure?.Invoke(options);
        var client = new LedgerClient(options);
        _channels.Add(client);
        return client;
    }

    public Task<VerificationReport> VerifyAsync() => Verification.RunAsync(Connection, default);

    public async ValueTask DisposeAsync()
    {
        foreach (var channel in _channels) channel.Dispose();
        await StopAsync();
        if (!VerifyAtEnd) return;
        var report = await VerifyAsync();
        if (!report.IsSound) throw new InvalidOperationException($"The ledger is not sound: {string.Join("; ", report.Findings)}");
    }

    private static Task<LedgerHost> StartHostAsync(string connection, string cardKeyFile, Action<Settings>? configure, TimeProvider? time)
    {
        var settings = new Settings { Address = "http://127.0.0.1:0", Insecure = true, Connection = connection, CardKeyFile = cardKeyFile,
            PinPepperFile = $"{cardKeyFile}.pepper" };
        // Few, so that tests meet in them, and on every machine the same; by itself it is the number of cores.
        (settings.Partitions, settings.Lanes) = (4, 2);
        // The hash is slow on purpose; here it is not what is measured.
        settings.Limits.PinIterations = 100;
        // Small ones, so that reports begin from totals and have rows behind them too.
        (settings.Limits.TotalsStepMaxRows, settings.Limits.TotalsRestMaxRows) = (7, 5);
        // Tests move the server's clock and leave the database's where it is.
        settings.Limits.ClockMaxDistanceMinutes = 100 * 366 * 24 * 60;
        configure?.Invoke(settings);
        return LedgerHost.StartAsync(settings, time ?? TimeProvider.System, default);
    }
}

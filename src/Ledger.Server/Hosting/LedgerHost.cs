using Ledger.Embedded;
using Ledger.Server.Authority;
using Ledger.Server.Authority.Certificates;
using Ledger.Server.Authority.Enrolment;
using Ledger.Server.Basics;
using Ledger.Server.Cards;
using Ledger.Server.Intake;
using Ledger.Server.Journal;
using Ledger.Server.Journal.Schema;
using Ledger.Server.Partitions;
using Ledger.Server.Peers;
using Ledger.Server.Programs;
using Ledger.Server.Queries;
using Ledger.Server.Telemetry;
using Ledger.Server.Upkeep;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace Ledger.Server.Hosting;

/// <summary>
/// A running server: its database, its writers and its listener, brought up in this order and taken down in the reverse one.
/// </summary>
public sealed partial class LedgerHost : IAsyncDisposable
{
    private readonly Foundation _foundation;
    private readonly WebApplication _app;

    private LedgerHost(Foundation foundation, WebApplication app) => (_foundation, _app) = (foundation, app);

    /// <summary>Where the server listens, with the port it got.</summary>
    public Uri Address => new(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());

    /// <summary>Documents of the program folder that were not taken in.</summary>
    public IReadOnlyList<RefusedDocument> RefusedDocuments => _foundation.Programs.Refused;

    /// <summary>Connection string of the ledger's database, as it was given or as the server's own PostgreSQL has it.</summary>
    public string Connection => _foundation.Connection;

    /// <summary>Brings a server up; it serves when this returns.</summary>
    /// <exception cref="DatabaseRefusedException">The database cannot carry this ledger.</exception>
    /// <exception cref="DatabaseAwayException">The database is away, and longer than the server waits for it.</exception>
    /// <exception cref="ProgramDocumentException">There is no program to serve by.</exception>
    /// <exception cref="EmbeddedPostgresException">The server's own PostgreSQL cannot be brought up.</exception>
    /// <exception cref="SettingsException">The system allows too few open files to work with.</exception>
    /// <exception cref="SecretRefusedException">The file of a secret cannot be what it should be.</exception>
    /// <exception cref="CertificateRefusedException">The server's certificate, its key or its trust cannot be used.</exception>
    /// <exception cref="IOException">An address cannot be listened on.</exception>
    public static async Task<LedgerHost> StartAsync(Settings settings, TimeProvider time, CancellationToken cancellation)
    {
        Listening.RefuseTakenPorts(settings);
        var foundation = await Foundation.LayAsync(settings, time, cancellation);
        WebApplication? app = null;
        try
        {
            app = Build(settings, foundation, time);
            // The listener opens after the writers have their partitions.
            await app.StartAsync(cancellation);
            var host = new LedgerHost(foundation, app);
            // From here on others can be told where to find this server.
            app.Services.GetRequiredService<Sharing>().Tell(Advertised.Of(settings, host.Address));
            foundation.First?.Tell(Listening.ReachableFromHere(host.Address));
            if (settings.Insecure) LogInsecure(app.Services.GetRequiredService<ILogger<LedgerHost>>());
            return host;
        }
        catch
        {
            await StopAsync(app, foundation);
            throw;
        }
    }

    /// <summary>Logs what is told to whoever starts the server.</summary>
    internal void Log(string told) => LogTold(_app.Services.GetRequiredService<ILogger<LedgerHost>>(), told);

    /// <summary>Ends when the process is told to stop.</summary>
    public Task WaitForShutdownAsync() => _app.WaitForShutdownAsync();

    /// <summary>True when a part of the server has ended with an exception, which stops the whole.</summary>
    internal bool HasFailed => _app.Services.GetServices<IHostedService>().OfType<BackgroundService>()
        .Any(part => part.ExecuteTask is { IsFaulted: true });

    /// <summary>The ledger's database.</summary>
    internal LedgerDatabase Database => _foundation.Database;

    /// <summary>What the server is made of, for tests that take a part of it alone.</summary>
    internal IServiceProvider Parts => _app.Services;

    /// <summary>
    /// Stops in order: no new calls, what has queued is finished, checkpoints are written, partitions given back, the database stopped.
    /// </summary>
    public async ValueTask DisposeAsync() => await StopAsync(_app, _foundation);

    private static WebApplication Build(Settings settings, Foundation foundation, TimeProvider time)
    {
        var (limits, hasMetrics) = (settings.Limits, settings.MetricsAddress.Length > 0);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.AddLedgerConsole(settings.LogFormat);
        builder.Services
            .AddSingleton(new ServerIdentity(settings.Node, Guid.CreateVersion7(time.GetUtcNow())))
            .AddSingleton(limits)
            .AddSingleton(time)
            .AddSingleton(foundation.Programs)
            .AddSingleton(foundation.Programs.Book)
            .AddJournal(foundation.Database, limits)
            .AddCards(foundation.CardKey, foundation.Database, limits)
            .AddSingleton(new SecretHash(foundation.PinPepper, limits.PinIterations))
            .AddAuthority(isOpen: settings.Insecure && !settings.RequiresCredentials)
            .AddPartitions()
            .AddPeers()
            .AddIntake()
            .AddQueries()
            .AddUpkeep()
            .AddTelemetry(settings.Node, settings.Insecure, hasMetrics, TraceServices.AreTracesWanted(builder.Configuration))
            .AddCalls(settings);
        if (foundation.Certificates is { } certificates) builder.Services.AddCertificates(certificates).AddEnrolment();
        if (foundation.Embedded is { } embedded) builder.Services.AddSingleton(embedded).AddHostedService<EmbeddedWatch>();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(limits.CommitTimeoutSeconds));
        builder.WebHost.ConfigureKestrel(kestrel => Listening.Configure(kestrel, settings, foundation.ConnectionsMax));

        var app = builder.Build();
        settings.BeforeCalls?.Invoke(app);
        app.UseAuthority();
        app.MapCalls(settings);
        app.MapTelemetry(hasMetrics);
        // Instruments are there from when somebody makes them.
        app.Services.GetService<CertificateFigures>();
        return app;
    }

    private static async Task StopAsync(WebApplication? app, Foundation foundation)
    {
        try
        {
            if (app is not null)
            {
                await app.StopAsync();
                await app.DisposeAsync();
            }
        }
        finally
        {
            await foundation.DisposeAsync();
        }
    }

    [LoggerMessage(602, LogLevel.Warning,
        "INSECURE: without TLS, and whoever reaches this machine's own address may post as any store, terminal and operator.")]
    private static partial void LogInsecure(ILogger logger);

    [LoggerMessage(600, LogLevel.Information, "{Told}")]
    private static partial void LogTold(ILogger logger, string told);
}

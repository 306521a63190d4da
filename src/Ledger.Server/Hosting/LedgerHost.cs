using System.Net;
using System.Net.Sockets;
using Grpc.AspNetCore.Server.Model;
using Ledger.Embedded;
using Ledger.Server.Basics;
using Ledger.Server.Cards;
using Ledger.Server.Intake;
using Ledger.Server.Intake.Checking;
using Ledger.Server.Intake.Proving;
using Ledger.Server.Intake.Resolving;
using Ledger.Server.Journal;
using Ledger.Server.Journal.Catalog;
using Ledger.Server.Journal.Reading;
using Ledger.Server.Journal.Schema;
using Ledger.Server.Partitions;
using Ledger.Server.Programs;
using Ledger.Server.Queries;
using Ledger.Server.Telemetry;
using Ledger.Server.Upkeep;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Ledger.Server.Hosting;

/// <summary>A running server: its database, its writers and its listener, brought up in this order and taken down in the reverse one.</summary>
public sealed class LedgerHost : IAsyncDisposable
{
    private readonly EmbeddedPostgres? _embedded;
    private readonly LedgerDatabase _database;
    private readonly WebApplication _app;

    private LedgerHost(EmbeddedPostgres? embedded, LedgerDatabase database, WebApplication app) => (_embedded, _database, _app) = (embedded, database, app);

    /// <summary>Where the server listens, with the port it got.</summary>
    public Uri Address => new(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());

    /// <summary>Connection string of the ledger's database, as it was given or as the server's own PostgreSQL has it.</summary>
    public required string Connection { get; init; }

    /// <summary>Brings a server up; it serves when this returns.</summary>
    /// <exception cref="DatabaseRefusedException">The database cannot carry this ledger.</exception>
    /// <exception cref="ProgramDocumentException">A program document is wrong.</exception>
    /// <exception cref="EmbeddedPostgresException">The server's own PostgreSQL cannot be brought up.</exception>
    public static async Task<LedgerHost> StartAsync(Settings settings, TimeProvider time, CancellationToken cancellation)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders().AddSimpleConsole(console => console.SingleLine = true);
        builder.Logging.SetMinimumLevel(LogLevel.Warning).AddFilter("Ledger", LogLevel.Information);
        // While this logger listens to anything at all, the host makes an activity and a log scope for each request that nobody reads.
        builder.Logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None);
        using var starting = LoggerFactory.Create(logging => logging
            .AddSimpleConsole(console => console.SingleLine = true).AddFilter("Ledger", LogLevel.Information));
        var logger = starting.CreateLogger("Ledger.Server");

        RefuseTakenPort(settings.Address);
        if (settings.MetricsAddress.Length > 0) RefuseTakenPort(settings.MetricsAddress);

        // 1. The database, checked and migrated, and what it holds of programs and stores.
        var embedded = settings.Connection.Length > 0 ? null
            : await EmbeddedPostgres.StartAsync(new EmbeddedPostgresOptions(settings.Data), logger, cancellation);
        LedgerDatabase? database = null;
        WebApplication? app = null;
        try
        {
            var connection = embedded?.ConnectionString ?? settings.Connection;
            var cardKey = CardKey.ReadOrMake(settings.CardKeyFile.Length > 0 ? settings.CardKeyFile : Path.Combine(settings.Data, "card.key"));
            var pinPepper = SecretFile.ReadOrMake(
                settings.PinPepperFile.Length > 0 ? settings.PinPepperFile : Path.Combine(settings.Data, "pin.pepper"), "PIN pepper");
            var options = new LedgerDatabaseOptions(connection, IsOwn: embedded is not null, settings.Partitions)
            {
                MigrateConnection = settings.MigrateConnection.Length > 0 ? settings.MigrateConnection : null,
            };
            database = await LedgerDatabase.OpenAsync(options, settings.Limits, cardKey.Check, time, logger, cancellation);
            var programs = await ProgramCatalog.LoadAsync(
                database.Queries, settings.Programs.Length > 0 ? settings.Programs : Path.Combine(AppContext.BaseDirectory, "programs"), time, cancellation);

            // 2. The parts, in the order a request meets them.
            builder.Services.AddSingleton(new ServerIdentity(settings.Node, Guid.CreateVersion7(time.GetUtcNow())));
            builder.Services.AddSingleton(settings.Limits).AddSingleton(time);
            builder.Services.AddSingleton(database).AddSingleton(programs);
            builder.Services.AddSingleton(new CardDirectory(database.Queries, cardKey, settings.Limits.CachedAccountsMaxCount));
            builder.Services.AddSingleton(cardKey).AddSingleton(new CardStock(database.Queries, settings.Limits));
            builder.Services.AddSingleton(new JournalQueries(database.Queries, database.Reports, settings.Limits));
            builder.Services.AddSingleton(services => new AccountStates(services.GetRequiredService<Router>().Hand));
            builder.Services.AddSingleton(new PinHash(pinPepper, settings.Limits.PinIterations)).AddSingleton<PinCheck>();
            builder.Services.AddSingleton<ILookups, LedgerLookups>();
            builder.Services.AddSingleton<OperationCheck>().AddSingleton<OperationResolver>().AddSingleton<OperationProof>();
            builder.Services.AddSingleton(new JournalReports(database.Reports, settings.Limits));
            builder.Services.AddSingleton<OperationReader>().AddSingleton<PlainReader>().AddSingleton<AccountLookup>().AddSingleton<Quotes>();
            builder.Services.AddSingleton<SentTransfers>();
            builder.Services.AddSingleton<Router>().AddHostedService(services => services.GetRequiredService<Router>());
            builder.Services.AddSingleton<OpenStreams>().AddHostedService(services => services.GetRequiredService<OpenStreams>());
            builder.Services.AddHostedService<MonthUpkeep>();
            builder.Services.AddSingleton(new UpkeepQueries(database.Queries));
            builder.Services.AddHostedService<AccountUpkeep>().AddHostedService<TransferCourier>();
            if (embedded is not null) builder.Services.AddSingleton(embedded).AddHostedService<EmbeddedWatch>();
            AddCalls(builder.Services, settings.Limits);
            builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(settings.Limits.CommitTimeoutSeconds));
            builder.WebHost.ConfigureKestrel(kestrel => Listen(kestrel, settings));

            // 3. The calls. The listener opens after the writers have their partitions.
            app = builder.Build();
            var streams = app.Services.GetRequiredService<OpenStreams>();
            app.Use(next => call => call.Request.Path.Value == PostingMethods.StreamPath ? streams.RunAsync(call, next) : next(call));
            app.MapGrpcService<PostingService>();
            app.MapGrpcService<ReadingService>();
            app.MapGrpcService<ReportingService>();
            app.MapGrpcService<CardService>();
            app.MapGrpcService<HealthService>();
            if (settings.MetricsAddress.Length > 0) app.MapGet("/metrics", (MetricsPage page) => page.Render());
            await app.StartAsync(cancellation);
            return new LedgerHost(embedded, database, app) { Connection = connection };
        }
        catch
        {
            await StopAsync(app, database, embedded);
            throw;
        }
    }

    /// <summary>Ends when the process is told to stop.</summary>
    public Task WaitForShutdownAsync() => _app.WaitForShutdownAsync();

    /// <summary>Stops in order: no new calls, what has queued is finished, checkpoints are written, partitions given back, the database stopped.</summary>
    public async ValueTask DisposeAsync() => await StopAsync(_app, _database, _embedded);

    // Whatever fails to stop, what it stands on is stopped all the same.
    private static async Task StopAsync(WebApplication? app, LedgerDatabase? database, EmbeddedPostgres? embedded)
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
            try
            {
                if (database is not null) await database.DisposeAsync();
            }
            finally
            {
                if (embedded is not null) await embedded.DisposeAsync();
            }
        }
    }

    private static void AddCalls(IServiceCollection services, Limits limits)
    {
        services.AddGrpc(grpc =>
        {
            grpc.MaxReceiveMessageSize = limits.MessageMaxBytes;
            grpc.EnableDetailedErrors = false;
            grpc.Interceptors.Add<Faults>();
        });
        services.AddSingleton<Faults>().AddSingleton<ProblemFigures>().AddSingleton<MetricsPage>();
        services.AddSingleton<PostingService>().AddSingleton<ReadingService>().AddSingleton<HealthService>();
        services.AddSingleton<CardService>();
        services.AddSingleton<CloseReport>().AddSingleton<SettlementReport>().AddSingleton<LiabilityReport>().AddSingleton<ReportingService>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IServiceMethodProvider<PostingService>, PostingMethods>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IServiceMethodProvider<ReadingService>, ReadingMethods>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IServiceMethodProvider<ReportingService>, ReportMethods>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IServiceMethodProvider<CardService>, CardMethods>());
    }

    private static void Listen(KestrelServerOptions kestrel, Settings settings)
    {
        var limits = settings.Limits;
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxConcurrentConnections = limits.ConnectionsMax;
        kestrel.Limits.Http2.MaxStreamsPerConnection = limits.StreamsPerConnectionMax;
        kestrel.Limits.Http2.InitialConnectionWindowSize = limits.MessageMaxBytes;
        kestrel.Limits.Http2.InitialStreamWindowSize = Math.Min(limits.MessageMaxBytes, 768 * 1024);
        kestrel.Limits.Http2.KeepAlivePingDelay = TimeSpan.FromSeconds(limits.KeepAliveSeconds);
        kestrel.Limits.Http2.KeepAlivePingTimeout = TimeSpan.FromSeconds(limits.KeepAliveSeconds);

        Listen(kestrel, settings.Address, HttpProtocols.Http2);
        if (settings.MetricsAddress.Length > 0) Listen(kestrel, settings.MetricsAddress, HttpProtocols.Http1);
    }

    private static void Listen(KestrelServerOptions kestrel, string address, HttpProtocols protocols) =>
        kestrel.Listen(EndPointOf(address), endpoint => endpoint.Protocols = protocols);

    private static IPEndPoint EndPointOf(string address)
    {
        var uri = new Uri(address);
        return new IPEndPoint(uri.Host == "localhost" ? IPAddress.Loopback : IPAddress.Parse(uri.Host.Trim('[', ']')), uri.Port);
    }

    // Found out before the database is started for nothing.
    private static void RefuseTakenPort(string address)
    {
        using var probe = new Socket(EndPointOf(address).AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            probe.Bind(EndPointOf(address));
        }
        catch (SocketException reason)
        {
            throw new IOException($"The server cannot listen on {address}: {reason.Message}.");
        }
    }
}

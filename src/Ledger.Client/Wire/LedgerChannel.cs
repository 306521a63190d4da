using Grpc.Core;
using Grpc.Core.Interceptors;
using Grpc.Net.Client;
using Ledger.Client.Credentials;
using Ledger.Client.Retry;
using Ledger.V1;

namespace Ledger.Client.Wire;

/// <summary>The gRPC channel of a client, or one for each server it is given, with HTTP/2 settings for a till on a bad network.</summary>
internal sealed class LedgerChannel : IDisposable
{
    private readonly IDisposable? _own;

    public LedgerChannel(LedgerClientOptions options)
    {
        options.Validate();
        Options = options;
        if (options.Credentials is { } folder)
        {
            Folder = new CredentialFolder(folder);
            Credential = new CredentialInUse(Folder);
        }
        Address = options.Address ?? (Credential is null ? null : new Uri(Credential.Current.Facts.Address));
        Backoff = new Backoff(options.BackoffFirst, options.BackoffMax, options.JitterSeed);
        var invoker = options.CallInvoker;
        if (invoker is null)
            (invoker, _own) = OpenAll(options, Address, Credential);
        if (options.ConfigureMetadata is { } configure)
            invoker = invoker.Intercept(metadata =>
            {
                configure(metadata);
                return metadata;
            });
        invoker = invoker.Intercept(Session);
        Invoker = invoker;
        Posting = new Posting.PostingClient(invoker);
        Reading = new Reading.ReadingClient(invoker);
        Reporting = new Reporting.ReportingClient(invoker);
        Cards = new Cards.CardsClient(invoker);
        Catalogue = new Catalogue.CatalogueClient(invoker);
        Sessions = new Sessions.SessionsClient(invoker);
    }

    public LedgerClientOptions Options { get; }

    /// <summary>Where calls are sent; null: the caller's own invoker knows.</summary>
    public Uri? Address { get; }

    /// <summary>The credential's folder; null: there is none.</summary>
    public CredentialFolder? Folder { get; }

    /// <summary>What new connections are made with; null: no credential.</summary>
    public CredentialInUse? Credential { get; }

    public CallInvoker Invoker { get; }

    public Backoff Backoff { get; }

    public Posting.PostingClient Posting { get; }

    public Reading.ReadingClient Reading { get; }

    public Reporting.ReportingClient Reporting { get; }

    public Cards.CardsClient Cards { get; }

    public Catalogue.CatalogueClient Catalogue { get; }

    public Sessions.SessionsClient Sessions { get; }

    /// <summary>Who has signed in.</summary>
    public SessionHeader Session { get; } = new();

    public Attempts NewAttempts(TimeSpan? deadline) => new(Options, Backoff, deadline);

    public void Dispose() => _own?.Dispose();

    private static (CallInvoker Invoker, IDisposable Own) OpenAll(LedgerClientOptions options, Uri? first, CredentialInUse? credential)
    {
        Uri[] addresses = [.. first is null ? options.Addresses : options.Addresses.Prepend(first)];
        if (addresses.Length == 1 && !options.FollowOwners)
        {
            var only = Open(options, addresses[0], credential);
            return (only.CreateCallInvoker(), only);
        }
        var several = new ServersInvoker(
            addresses, options.FollowOwners, address => Open(options, address, credential), options.TimeProvider);
        return (several, several);
    }

    private static GrpcChannel Open(LedgerClientOptions options, Uri address, CredentialInUse? credential) => GrpcChannel.ForAddress(
        address, new GrpcChannelOptions
        {
            HttpHandler = Handler(options, credential),
            Credentials = options.Token is { } token ? ChannelCredentials.Create(ChannelCredentials.SecureSsl, Bearing(token)) : null,
            DisposeHttpClient = true,
            MaxReceiveMessageSize = options.MessageMaxBytes,
            MaxSendMessageSize = options.MessageMaxBytes,
            // Left alone the channel would fail calls without trying to connect for up to two minutes after an outage.
            InitialReconnectBackoff = options.BackoffFirst,
            MaxReconnectBackoff = options.BackoffMax,
            LoggerFactory = options.LoggerFactory,
        });

    // Asked for before each call; keeping it while it holds is up to whoever makes it.
    private static CallCredentials Bearing(Func<CancellationToken, Task<string>> token) => CallCredentials.FromInterceptor(
        async (context, metadata) => metadata.Add("authorization", $"Bearer {await token(context.CancellationToken)}"));

    private static SocketsHttpHandler Handler(LedgerClientOptions options, CredentialInUse? credential)
    {
        var handler = new SocketsHttpHandler
        {
            ConnectTimeout = options.ConnectTimeout,
            // A mobile network drops idle connections without a word; pings find out before an operation has to.
            KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests,
            KeepAlivePingDelay = options.KeepAlivePingDelay,
            KeepAlivePingTimeout = options.KeepAlivePingTimeout,
            PooledConnectionLifetime = options.PooledConnectionLifetime,
            // Beyond the server's limit of concurrent streams a call opens a second connection instead of waiting.
            EnableMultipleHttp2Connections = true,
            UseCookies = false,
            AllowAutoRedirect = false,
        };
        credential?.AddTo(handler);
        options.ConfigureHandler?.Invoke(handler);
        return handler;
    }
}

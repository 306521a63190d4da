using Grpc.Core;
using Grpc.Net.Client;
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
        Backoff = new Backoff(options.BackoffFirst, options.BackoffMax, options.JitterSeed);
        var invoker = options.CallInvoker;
        if (invoker is null)
            (invoker, _own) = Open(options);
        Posting = new Posting.PostingClient(invoker);
        Reading = new Reading.ReadingClient(invoker);
        Reporting = new Reporting.ReportingClient(invoker);
        Cards = new Cards.CardsClient(invoker);
        Catalogue = new Catalogue.CatalogueClient(invoker);
    }

    public LedgerClientOptions Options { get; }

    public Backoff Backoff { get; }

    public Posting.PostingClient Posting { get; }

    public Reading.ReadingClient Reading { get; }

    public Reporting.ReportingClient Reporting { get; }

    public Cards.CardsClient Cards { get; }

    public Catalogue.CatalogueClient Catalogue { get; }

    public Attempts NewAttempts(TimeSpan? deadline) => new(Options, Backoff, deadline);

    public void Dispose() => _own?.Dispose();

    private static (CallInvoker Invoker, IDisposable Own) Open(LedgerClientOptions options)
    {
        Uri[] addresses = [.. options.Address is { } first ? options.Addresses.Prepend(first) : options.Addresses];
        if (addresses.Length == 1 && !options.FollowOwners)
        {
            var only = Open(options, addresses[0]);
            return (only.CreateCallInvoker(), only);
        }
        var several = new ServersInvoker(addresses, options.FollowOwners, address => Open(options, address), options.TimeProvider);
        return (several, several);
    }

    private static GrpcChannel Open(LedgerClientOptions options, Uri address) => GrpcChannel.ForAddress(address, new GrpcChannelOptions
    {
        HttpHandler = Handler(options),
        DisposeHttpClient = true,
        MaxReceiveMessageSize = options.MessageMaxBytes,
        MaxSendMessageSize = options.MessageMaxBytes,
        // Left alone the channel would fail calls without trying to connect for up to two minutes after an outage.
        InitialReconnectBackoff = options.BackoffFirst,
        MaxReconnectBackoff = options.BackoffMax,
        LoggerFactory = options.LoggerFactory,
    });

    private static SocketsHttpHandler Handler(LedgerClientOptions options)
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
        options.ConfigureHandler?.Invoke(handler);
        return handler;
    }
}

using System.Collections.Concurrent;
using System.Net.Security;
using Grpc.Core;
using Grpc.Net.Client;
using Ledger.Server.Authority.Certificates;
using Ledger.Server.Basics;

namespace Ledger.Server.Peers;

/// <summary>The channels to other servers of the ledger, one for each: made here and nowhere else.</summary>
/// <param name="handshakes">How connections begin; null: without TLS.</param>
internal sealed class PeerChannels(Limits limits, PeerHandshakes? handshakes = null) : IDisposable
{
    private readonly ConcurrentDictionary<string, GrpcChannel> _channels = new(StringComparer.Ordinal);

    /// <summary>The server at an address; it is connected to by the first call.</summary>
    public ChannelBase To(string address) => handshakes is null || address.StartsWith(Uri.UriSchemeHttps, StringComparison.Ordinal)
        ? _channels.GetOrAdd(address, Open) : throw new InvalidOperationException($"{address} is without TLS.");

    /// <summary>What a call to another server goes by: it says that it was sent on, and ends by itself.</summary>
    /// <param name="deadline">When the caller stops waiting, UTC.</param>
    public CallOptions Options(DateTime deadline, CancellationToken cancellation)
    {
        // gRPC measures deadlines on the machine's clock, whatever clock the server was given.
        var longest = TimeProvider.System.GetUtcNow().UtcDateTime.AddSeconds(limits.LeaseSeconds);
        var end = deadline < longest ? DateTime.SpecifyKind(deadline, DateTimeKind.Utc) : longest;
        return new CallOptions(new Metadata { { Forwarding.ForwardedHeader, "1" } }, end, cancellation);
    }

    public void Dispose()
    {
        foreach (var channel in _channels.Values) channel.Dispose();
    }

    // Channels to servers that are gone hold no connection; there are as many as there were addresses.
    private GrpcChannel Open(string address) => GrpcChannel.ForAddress(address, new GrpcChannelOptions
    {
        HttpHandler = new SocketsHttpHandler
        {
            SslOptions = handshakes?.Options() ?? new SslClientAuthenticationOptions(),
            // So often certificates are shown anew.
            PooledConnectionLifetime = TimeSpan.FromHours(1),
            // One that is gone without a word is noticed when its lease is over.
            ConnectTimeout = TimeSpan.FromSeconds(limits.LeaseSeconds),
            KeepAlivePingDelay = TimeSpan.FromSeconds(limits.LeaseSeconds),
            KeepAlivePingTimeout = TimeSpan.FromSeconds(limits.LeaseSeconds),
            KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests,
            UseProxy = false,
            UseCookies = false,
        },
        DisposeHttpClient = true,
        // Receipts are longer than what they answer.
        MaxReceiveMessageSize = 8 * limits.MessageMaxBytes,
        MaxSendMessageSize = limits.MessageMaxBytes,
        // One that has just started is called as soon as it is told of.
        InitialReconnectBackoff = TimeSpan.FromMilliseconds(limits.RetryDelayMilliseconds),
        MaxReconnectBackoff = TimeSpan.FromMilliseconds(limits.RetryDelayMilliseconds),
    });
}

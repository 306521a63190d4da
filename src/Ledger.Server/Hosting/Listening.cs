using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using Ledger.Server.Authority.Certificates;
using Ledger.Server.Basics;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace Ledger.Server.Hosting;

/// <summary>Where the server can be reached, and how much it takes from whoever reaches it.</summary>
internal static class Listening
{
    /// <summary>Sets up the listeners of <paramref name="settings"/> and no others.</summary>
    /// <param name="connectionsMax">Connections at once; one more is closed.</param>
    public static void Configure(KestrelServerOptions kestrel, Settings settings, int connectionsMax)
    {
        // Kestrel would open what its own section of the configuration names beside these: an empty one takes its place.
        kestrel.Configure();
        kestrel.AddServerHeader = false;
        // Whoever ends TLS in front on layer 4 passes the caller's ":scheme https" on as it came.
        kestrel.AllowAlternateSchemes = true;
        SetLimits(kestrel.Limits, settings.Limits);
        kestrel.Limits.MaxConcurrentConnections = connectionsMax;
        Listen(kestrel, settings.Address, HttpProtocols.Http2, settings.Limits);
        if (settings.MetricsAddress.Length > 0) Listen(kestrel, settings.MetricsAddress, HttpProtocols.Http1, settings.Limits);
    }

    /// <summary>Finds out that an address is taken before the database is started for nothing.</summary>
    /// <exception cref="IOException">One of the addresses cannot be listened on.</exception>
    public static void RefuseTakenPorts(Settings settings)
    {
        RefuseTakenPort(settings.Address);
        if (settings.MetricsAddress.Length > 0) RefuseTakenPort(settings.MetricsAddress);
    }

    /// <summary>The end point of an address that <see cref="Settings"/> has accepted.</summary>
    public static IPEndPoint EndPointOf(string address)
    {
        var uri = new Uri(address);
        return new IPEndPoint(uri.Host == "localhost" ? IPAddress.Loopback : IPAddress.Parse(uri.Host.Trim('[', ']')), uri.Port);
    }

    private static void SetLimits(KestrelServerLimits kestrel, Limits limits)
    {
        kestrel.Http2.MaxStreamsPerConnection = limits.StreamsPerConnectionMax;
        kestrel.Http2.InitialConnectionWindowSize = limits.MessageMaxBytes;
        kestrel.Http2.InitialStreamWindowSize = Math.Min(limits.MessageMaxBytes, 768 * 1024);
        kestrel.MinRequestBodyDataRate = new MinDataRate(limits.MessageBytesPerSecondMin, TimeSpan.FromSeconds(5));
        kestrel.Http2.KeepAlivePingDelay = TimeSpan.FromSeconds(limits.KeepAliveSeconds);
        kestrel.Http2.KeepAlivePingTimeout = TimeSpan.FromSeconds(limits.KeepAliveSeconds);
    }

    /// <summary>An address that listens on all interfaces, as it is reached from this machine.</summary>
    public static Uri ReachableFromHere(Uri address) =>
        IsAny(address) ? new UriBuilder(address) { Host = "localhost" }.Uri : address;

    /// <summary>True when an address listens on all of the machine's.</summary>
    public static bool IsAny(Uri address) =>
        IPAddress.TryParse(address.Host.Trim('[', ']'), out var ip) && (ip.Equals(IPAddress.Any) || ip.Equals(IPAddress.IPv6Any));

    private static void Listen(KestrelServerOptions kestrel, string address, HttpProtocols protocols, Limits limits) =>
        kestrel.Listen(EndPointOf(address), endpoint =>
        {
            endpoint.Protocols = protocols;
            if (new Uri(address).Scheme == Uri.UriSchemeHttps) UseTls(endpoint, protocols, limits);
            // Found by each call of the connection, without a look-up by name.
            endpoint.Use(next => connection =>
            {
                connection.Features.Set(new Caller(connection.ConnectionId, connection.Features.Get<Credential>()));
                return next(connection);
            });
        });

    private static void UseTls(ListenOptions endpoint, HttpProtocols protocols, Limits limits)
    {
        var handshakes = endpoint.ApplicationServices.GetRequiredService<Handshakes>();
        var protocol = protocols == HttpProtocols.Http2 ? SslApplicationProtocol.Http2 : SslApplicationProtocol.Http11;
        endpoint.UseHttps(new TlsHandshakeCallbackOptions
        {
            HandshakeTimeout = TimeSpan.FromSeconds(limits.HandshakeSeconds),
            OnConnection = handshake => ValueTask.FromResult(handshakes.Begin(handshake.Connection, protocol)),
        });
    }

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

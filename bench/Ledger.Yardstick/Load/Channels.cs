using Grpc.Net.Client;
using Ledger.V1;

namespace Ledger.Yardstick.Load;

/// <summary>A few HTTP/2 connections to one server, and the generated client over each.</summary>
internal sealed class Channels : IDisposable
{
    private readonly GrpcChannel[] _channels;
    private readonly Posting.PostingClient[] _clients;

    public Channels(Uri address, int count)
    {
        _channels = [.. Enumerable.Range(0, count).Select(_ => GrpcChannel.ForAddress(address, new GrpcChannelOptions
        {
            // A handler of its own is a connection of its own.
            HttpHandler = new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false, EnableMultipleHttp2Connections = false },
            DisposeHttpClient = true,
        }))];
        _clients = [.. _channels.Select(channel => new Posting.PostingClient(channel))];
    }

    /// <summary>The client for a caller; callers share the connections evenly.</summary>
    public Posting.PostingClient For(int caller) => _clients[caller % _clients.Length];

    public void Dispose()
    {
        foreach (var channel in _channels) channel.Dispose();
    }
}

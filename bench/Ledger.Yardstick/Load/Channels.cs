using Grpc.Net.Client;
using Ledger.V1;

namespace Ledger.Yardstick.Load;

/// <summary>HTTP/2 connections to one server, and the generated clients over each. They stay open until the end, used or not.</summary>
internal sealed class Channels : IDisposable
{
    private const int OpenedAtOnce = 64;

    private readonly GrpcChannel[] _channels;
    private readonly Posting.PostingClient[] _clients;
    private readonly Reading.ReadingClient[] _readers;

    public Channels(Uri address, int count)
    {
        _channels = [.. Enumerable.Range(0, count).Select(_ => GrpcChannel.ForAddress(address, new GrpcChannelOptions
        {
            // A handler of its own is a connection of its own.
            HttpHandler = new SocketsHttpHandler
            {
                UseCookies = false, AllowAutoRedirect = false, EnableMultipleHttp2Connections = false,
                PooledConnectionIdleTimeout = Timeout.InfiniteTimeSpan,
            },
            DisposeHttpClient = true,
        }))];
        _clients = [.. _channels.Select(channel => new Posting.PostingClient(channel))];
        _readers = [.. _channels.Select(channel => new Reading.ReadingClient(channel))];
    }

    /// <summary>The client for a caller; callers share the connections evenly.</summary>
    public Posting.PostingClient For(int caller) => _clients[caller % _clients.Length];

    /// <summary>The client for a caller's questions, over the same connection.</summary>
    public Reading.ReadingClient ReaderFor(int caller) => _readers[caller % _readers.Length];

    /// <summary>Opens every connection, by one question over each, so that none is opened while something is measured.</summary>
    public Task OpenAsync(CancellationToken cancellation) => Parallel.ForEachAsync(
        _readers,
        new ParallelOptions { MaxDegreeOfParallelism = OpenedAtOnce, CancellationToken = cancellation },
        // The first account is in every ledger that a leg starts from.
        async (reader, stop) => await reader.GetBalancesAsync(new GetBalancesRequest { Account = 1 }, cancellationToken: stop));

    public void Dispose()
    {
        foreach (var channel in _channels) channel.Dispose();
    }
}

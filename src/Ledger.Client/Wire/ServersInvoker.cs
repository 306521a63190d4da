using System.Globalization;
using Grpc.Core;
using Grpc.Net.Client;
using Ledger.V1;

namespace Ledger.Client.Wire;

/// <summary>
/// Calls one of several servers of a ledger: the one that has what the call is about, where that is known, otherwise one that answers. Any
/// of them does: what it has not itself it sends on. A call that never reached its server goes to the next one at once, with the same
/// bytes.
/// </summary>
internal sealed class ServersInvoker : CallInvoker, IDisposable
{
    private const string PartitionHeader = "ledger-partition";
    private const string OwnerHeader = "ledger-owner";
    /// <summary>Servers that are followed to, beside those that are given.</summary>
    private const int FollowedMax = 64;
    private const int TargetsMax = 10_000;
    /// <summary>How long one that did not answer is asked last.</summary>
    private static readonly TimeSpan AwayFor = TimeSpan.FromSeconds(2);

    private readonly Lock _lock = new();
    private readonly List<Server> _servers;
    private readonly OwnerMap _owners = new(TargetsMax);
    private readonly bool _follow;
    private readonly Func<Uri, GrpcChannel> _open;
    private readonly TimeProvider _time;

    /// <param name="addresses">In the order in which they are asked where nothing else is known.</param>
    /// <param name="follow">Servers may name others that are called then too.</param>
    /// <param name="open">Makes the channel to a server.</param>
    /// <param name="time">The clock.</param>
    public ServersInvoker(IEnumerable<Uri> addresses, bool follow, Func<Uri, GrpcChannel> open, TimeProvider time)
    {
        (_follow, _open, _time) = (follow, open, time);
        _servers = [.. addresses.Distinct().Select(address => new Server(address, open(address)))];
    }

    public override AsyncUnaryCall<TResponse> AsyncUnaryCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request)
    {
        var call = new Sent<TResponse>();
        var answer = SendAsync(call, method, host, options, request);
        return new AsyncUnaryCall<TResponse>(
            answer, call.HeadersAsync(answer), () => call.Now!.GetStatus(), () => call.Now!.GetTrailers(), () => call.Now?.Dispose());
    }

    public override TResponse BlockingUnaryCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request) =>
        Pick(request).Invoker.BlockingUnaryCall(method, host, options, request);

    public override AsyncServerStreamingCall<TResponse> AsyncServerStreamingCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request)
    {
        var server = Pick(request);
        var call = server.Invoker.AsyncServerStreamingCall(method, host, options, request);
        return new AsyncServerStreamingCall<TResponse>(
            new WatchedReader<TResponse>(call.ResponseStream, reason => Judge(server, reason)), call.ResponseHeadersAsync, call.GetStatus,
            call.GetTrailers, call.Dispose);
    }

    public override AsyncClientStreamingCall<TRequest, TResponse> AsyncClientStreamingCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options) =>
        Pick(null).Invoker.AsyncClientStreamingCall(method, host, options);

    public override AsyncDuplexStreamingCall<TRequest, TResponse> AsyncDuplexStreamingCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options)
    {
        var server = Pick(null);
        var call = server.Invoker.AsyncDuplexStreamingCall(method, host, options);
        return new AsyncDuplexStreamingCall<TRequest, TResponse>(
            call.RequestStream, new WatchedReader<TResponse>(call.ResponseStream, reason => Judge(server, reason)),
            call.ResponseHeadersAsync, call.GetStatus, call.GetTrailers, call.Dispose);
    }

    public void Dispose()
    {
        lock (_lock)
        {
            foreach (var server in _servers)
                server.Channel.Dispose();
        }
    }

    private async Task<TResponse> SendAsync<TRequest, TResponse>(
        Sent<TResponse> sent, Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request)
        where TRequest : class
        where TResponse : class
    {
        for (var tried = 1;; tried++)
        {
            var server = Pick(request);
            var call = server.Invoker.AsyncUnaryCall(method, host, options, request);
            sent.Now = call;
            try
            {
                var response = await call.ResponseAsync.ConfigureAwait(false);
                Learn(request, response, await call.ResponseHeadersAsync.ConfigureAwait(false), server);
                return response;
            }
            catch (RpcException reason)
            {
                Judge(server, reason);
                var neverConnected = ConnectError.In(reason.Status.DebugException) is { } error && !ConnectError.IsDistrust(error);
                if (!neverConnected || tried >= Count())
                    throw;
            }
        }
    }

    private int Count()
    {
        lock (_lock)
            return _servers.Count;
    }

    /// <summary>The owner, when it is known and answers; or the first that does; or the one that has not answered for longest.</summary>
    private Server Pick(object? request)
    {
        var owner = request is null ? null : _owners.OwnerOf(request);
        var now = _time.GetTimestamp();
        lock (_lock)
        {
            var answering = _servers.Where(server => server.AwaySince is not { } since || _time.GetElapsedTime(since, now) > AwayFor)
                .ToList();
            return answering.Find(server => server.Address == owner)
                ?? (answering.Count > 0 ? answering[0] : _servers.MinBy(server => server.AwaySince)!);
        }
    }

    // A status with details was given by a server: unless it is being stopped, it answers.
    private void Judge(Server server, RpcException reason)
    {
        var problem = StatusDetails.Find(reason) is { Details.Count: > 0 } status
            ? StatusDetails.Decode(reason.StatusCode, "", status) : null;
        var isAway = problem is null ? reason.StatusCode is StatusCode.Unavailable or StatusCode.Internal : problem.Reason == "GOING_DOWN";
        if (!isAway)
            return;
        lock (_lock)
            server.AwaySince = _time.GetTimestamp();
        _owners.Forget(server.Address);
    }

    private void Learn(object request, object response, Metadata headers, Server server)
    {
        if (server.AwaySince is not null)
        {
            lock (_lock)
                server.AwaySince = null;
        }
        if (Uri.TryCreate(headers.GetValue(OwnerHeader), UriKind.Absolute, out var owner)
            && int.TryParse(headers.GetValue(PartitionHeader), NumberStyles.None, CultureInfo.InvariantCulture, out var partition))
        {
            if (IsCallable(owner))
                _owners.Learn(request, partition, owner);
        }
        else if (response is Receipt { Sequence: > 0 } receipt)
            _owners.Learn(request, receipt.Partition, server.Address);
    }

    private bool IsCallable(Uri owner)
    {
        lock (_lock)
        {
            if (_servers.Exists(server => server.Address == owner))
                return true;
            if (!_follow || _servers.Count >= FollowedMax || owner.Scheme != _servers[0].Address.Scheme)
                return false;
            _servers.Add(new Server(owner, _open(owner)));
            return true;
        }
    }

    private sealed class Server(Uri address, GrpcChannel channel)
    {
        public Uri Address => address;

        public GrpcChannel Channel => channel;

        public CallInvoker Invoker { get; } = channel.CreateCallInvoker();

        /// <summary>Timestamp of its last silence; null: it answers, as far as is known.</summary>
        public long? AwaySince { get; set; }
    }

    /// <summary>A call that may be made more than once.</summary>
    private sealed class Sent<TResponse>
    {
        public AsyncUnaryCall<TResponse>? Now { get; set; }

        public async Task<Metadata> HeadersAsync(Task answer)
        {
            try
            {
                await answer.ConfigureAwait(false);
            }
            catch (RpcException)
            {
                // The headers of the last attempt say what there is to say.
            }
            return await Now!.ResponseHeadersAsync.ConfigureAwait(false);
        }
    }

    /// <summary>Tells how a stream ends.</summary>
    private sealed class WatchedReader<T>(IAsyncStreamReader<T> reader, Action<RpcException> failed) : IAsyncStreamReader<T>
    {
        public T Current => reader.Current;

        public async Task<bool> MoveNext(CancellationToken cancellationToken)
        {
            try
            {
                return await reader.MoveNext(cancellationToken).ConfigureAwait(false);
            }
            catch (RpcException reason)
            {
                failed(reason);
                throw;
            }
        }
    }
}

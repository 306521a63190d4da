using Grpc.Core;
using Xunit;

namespace Ledger.Compat.Tests.Behaviour;

public sealed class AsyncCallTests
{
    private static readonly Metadata Headers = new() { { "kind", "header" } };
    private static readonly Metadata Trailers = new() { { "kind", "trailer" } };
    private static readonly Status Done = new(StatusCode.NotFound, "done");

    private int _disposed;

    [Fact]
    public async Task A_unary_call_is_awaited_like_its_response()
    {
        var response = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var call = Unary(response.Task);
        Assert.False(call.GetAwaiter().IsCompleted);

        response.SetResult("answer");

        Assert.Equal("answer", await call);
        Assert.Equal("answer", await call.ConfigureAwait(false));
        Assert.Equal("answer", await call.ResponseAsync);
    }

    [Fact]
    public async Task A_failed_call_throws_its_own_exception_when_awaited()
    {
        using var call = Unary(Task.FromException<string>(new RpcException(Done)));

        var failure = await Assert.ThrowsAsync<RpcException>(async () => await call);

        Assert.Equal(StatusCode.NotFound, failure.StatusCode);
    }

    [Fact]
    public async Task The_parts_of_a_call_come_from_its_functions()
    {
        using var unary = Unary(Task.FromResult("answer"));
        using var client = new AsyncClientStreamingCall<string, string>(
            null!, Task.FromResult("answer"), Task.FromResult(Headers), () => Done, () => Trailers, Dispose);
        using var server = new AsyncServerStreamingCall<string>(null!, Task.FromResult(Headers), () => Done, () => Trailers, Dispose);
        using var duplex = new AsyncDuplexStreamingCall<string, string>(
            null!, null!, Task.FromResult(Headers), () => Done, () => Trailers, Dispose);

        Assert.Equal("answer", await client);
        Assert.Equal("answer", await client.ConfigureAwait(false));
        Assert.All(
            await Task.WhenAll(
                unary.ResponseHeadersAsync, client.ResponseHeadersAsync, server.ResponseHeadersAsync, duplex.ResponseHeadersAsync),
            headers => Assert.Same(Headers, headers));
        Assert.All(
            [unary.GetTrailers(), client.GetTrailers(), server.GetTrailers(), duplex.GetTrailers()],
            trailers => Assert.Same(Trailers, trailers));
        Assert.All([unary.GetStatus(), client.GetStatus(), server.GetStatus(), duplex.GetStatus()], status => Assert.Equal(Done, status));
        unary.Dispose();
        client.Dispose();
        server.Dispose();
        duplex.Dispose();
        Assert.Equal(4, _disposed);
    }

    [Fact]
    public async Task The_parts_of_a_call_come_from_its_functions_over_a_state()
    {
        var state = new State();
        using var unary = new AsyncUnaryCall<string>(
            Task.FromResult("answer"), State.HeadersOf, State.StatusOf, State.TrailersOf, State.DisposeOf, state);
        using var client = new AsyncClientStreamingCall<string, string>(
            null!, Task.FromResult("answer"), State.HeadersOf, State.StatusOf, State.TrailersOf, State.DisposeOf, state);
        using var server = new AsyncServerStreamingCall<string>(
            null!, State.HeadersOf, State.StatusOf, State.TrailersOf, State.DisposeOf, state);
        using var duplex = new AsyncDuplexStreamingCall<string, string>(
            null!, null!, State.HeadersOf, State.StatusOf, State.TrailersOf, State.DisposeOf, state);

        Assert.Equal("answer", await unary);
        Assert.All(
            await Task.WhenAll(
                unary.ResponseHeadersAsync, client.ResponseHeadersAsync, server.ResponseHeadersAsync, duplex.ResponseHeadersAsync),
            headers => Assert.Same(Headers, headers));
        Assert.All(
            [unary.GetTrailers(), client.GetTrailers(), server.GetTrailers(), duplex.GetTrailers()],
            trailers => Assert.Same(Trailers, trailers));
        Assert.All([unary.GetStatus(), client.GetStatus(), server.GetStatus(), duplex.GetStatus()], status => Assert.Equal(Done, status));
        unary.Dispose();
        client.Dispose();
        server.Dispose();
        duplex.Dispose();
        Assert.Equal(4, state.Disposed);
    }

    [Fact]
    public async Task A_stream_is_read_to_its_end()
    {
        var reader = new ListReader("a", "b");

        var read = new List<string>();
        await foreach (var item in reader.ReadAllAsync()) read.Add(item);

        Assert.Equal(["a", "b"], read);
        Assert.False(await reader.MoveNext());
    }

    [Fact]
    public async Task Both_ways_to_give_a_token_reach_the_stream()
    {
        using var source = new CancellationTokenSource();
        var direct = new ListReader("a");
        await foreach (var item in direct.ReadAllAsync(source.Token)) Assert.Equal("a", item);
        var late = new ListReader("a");
        await foreach (var item in late.ReadAllAsync().WithCancellation(source.Token)) Assert.Equal("a", item);

        Assert.Equal(source.Token, direct.LastToken);
        Assert.Equal(source.Token, late.LastToken);
        Assert.Throws<ArgumentNullException>(() => ((IAsyncStreamReader<string>)null!).ReadAllAsync());
    }

    [Fact]
    public async Task A_writer_without_cancellation_accepts_only_a_token_that_cannot_be_cancelled()
    {
        IAsyncStreamWriter<string> writer = new Writer();
        using var source = new CancellationTokenSource();

        await writer.WriteAsync("a", CancellationToken.None);

        Assert.Equal(["a"], ((Writer)writer).Written);
        await Assert.ThrowsAsync<NotSupportedException>(() => writer.WriteAsync("b", source.Token));
    }

    private AsyncUnaryCall<string> Unary(Task<string> response) =>
        new(response, Task.FromResult(Headers), () => Done, () => Trailers, Dispose);

    private void Dispose() => _disposed++;

    private sealed class State
    {
        public int Disposed { get; private set; }

        public static Task<Metadata> HeadersOf(object state) => Task.FromResult(state is State ? Headers : Metadata.Empty);

        public static Status StatusOf(object state) => state is State ? Done : default;

        public static Metadata TrailersOf(object state) => state is State ? Trailers : Metadata.Empty;

        public static void DisposeOf(object state) => ((State)state).Disposed++;
    }

    private sealed class ListReader(params string[] items) : IAsyncStreamReader<string>
    {
        private int _next;

        public CancellationToken LastToken { get; private set; }

        public string Current => items[_next - 1];

        public Task<bool> MoveNext(CancellationToken cancellationToken)
        {
            LastToken = cancellationToken;
            return Task.FromResult(_next < items.Length && _next++ >= 0);
        }
    }

    private sealed class Writer : IAsyncStreamWriter<string>
    {
        public List<string> Written { get; } = [];

        public WriteOptions? WriteOptions { get; set; }

        public Task WriteAsync(string message)
        {
            Written.Add(message);
            return Task.CompletedTask;
        }
    }
}

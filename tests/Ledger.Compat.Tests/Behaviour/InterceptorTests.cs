using Grpc.Core;
using Grpc.Core.Interceptors;
using Xunit;

namespace Ledger.Compat.Tests.Behaviour;

public sealed class InterceptorTests
{
    private static readonly string[] Kinds = ["blocking", "unary", "server", "client", "duplex"];

    private readonly RecordingInvoker _invoker = new();

    [Fact]
    public void An_interceptor_that_overrides_nothing_passes_every_kind_of_call_on()
    {
        Methods.CallAll(_invoker.Intercept(new Nothing()));

        Assert.Equal(Kinds, _invoker.Calls.Select(call => call.Kind));
        Assert.All(_invoker.Calls, call => Assert.Equal("/test.Service/Echo", call.Method));
    }

    [Fact]
    public void Interceptors_run_in_the_order_given()
    {
        var log = new List<string>();

        _invoker.Intercept(new Logging("a", log), new Logging("b", log), new Logging("c", log)).AsyncUnaryCall(
            Methods.Echo, null, default, "request");

        Assert.Equal(["a", "b", "c"], log);
    }

    [Fact]
    public void An_interceptor_added_later_runs_first()
    {
        var log = new List<string>();

        _invoker.Intercept(new Logging("inner", log)).Intercept(new Logging("outer", log)).AsyncUnaryCall(
            Methods.Echo, null, default, "request");

        Assert.Equal(["outer", "inner"], log);
    }

    [Fact]
    public void No_interceptor_leaves_the_invoker_as_it_is() => Assert.Same(_invoker, _invoker.Intercept(Array.Empty<Interceptor>()));

    [Fact]
    public void A_function_changes_the_headers_of_every_kind_of_call()
    {
        var intercepted = _invoker.Intercept(headers =>
        {
            headers.Add("added", "yes");
            return headers;
        });

        Methods.CallAll(intercepted);

        Assert.Equal(Kinds, _invoker.Calls.Select(call => call.Kind));
        Assert.All(_invoker.Calls, call => Assert.Equal("yes", Assert.Single(call.Options.Headers!).Value));
    }

    [Fact]
    public void A_function_sees_the_headers_of_the_call()
    {
        var own = new Metadata { { "own", "1" } };

        _invoker.Intercept(headers => [.. headers, new("more", "2")]).AsyncUnaryCall(Methods.Echo, null, new CallOptions(own), "request");

        Assert.Equal(["own", "more"], _invoker.Calls.Single().Options.Headers!.Select(entry => entry.Key));
        Assert.Single(own);
    }

    [Fact]
    public void A_channel_is_intercepted_like_an_invoker()
    {
        var log = new List<string>();
        var channel = new RecordingChannel(_invoker);

        channel.Intercept(new Logging("a", log), new Logging("b", log)).AsyncUnaryCall(Methods.Echo, null, default, "request");
        channel.Intercept(new Logging("c", log)).AsyncUnaryCall(Methods.Echo, null, default, "request");
        channel.Intercept(headers => headers).AsyncUnaryCall(Methods.Echo, null, default, "request");

        Assert.Equal(["a", "b", "c"], log);
        Assert.Equal(3, _invoker.Calls.Count);
        Assert.Equal("target", channel.Target);
        Assert.True(channel.ShutdownAsync().IsCompletedSuccessfully);
    }

    [Fact]
    public async Task On_a_server_every_kind_of_handler_is_passed_through()
    {
        var interceptor = new Nothing();
        var reached = new List<string>();

        Assert.Equal(
            "r1", await interceptor.UnaryServerHandler<string, string>("r", null!, (request, _) => Task.FromResult(request + "1")));
        Assert.Equal("2", await interceptor.ClientStreamingServerHandler<string, string>(null!, null!, (_, _) => Task.FromResult("2")));
        await interceptor.ServerStreamingServerHandler<string, string>("3", null!, null!, (request, _, _) => Note(request));
        await interceptor.DuplexStreamingServerHandler<string, string>(null!, null!, null!, (_, _, _) => Note("4"));

        Assert.Equal(["3", "4"], reached);

        Task Note(string text)
        {
            reached.Add(text);
            return Task.CompletedTask;
        }
    }

    [Fact]
    public void Null_is_refused()
    {
        Assert.Throws<ArgumentNullException>(() => _invoker.Intercept((Interceptor)null!));
        Assert.Throws<ArgumentNullException>(() => _invoker.Intercept((Interceptor[])null!));
        Assert.Throws<ArgumentNullException>(() => _invoker.Intercept((Func<Metadata, Metadata>)null!));
        Assert.Throws<ArgumentNullException>(() => ((CallInvoker)null!).Intercept(new Nothing()));
        Assert.Throws<ArgumentNullException>(() => ((ChannelBase)null!).Intercept(new Nothing()));
    }

    private sealed class Nothing : Interceptor;

    private sealed class Logging(string name, List<string> log) : Interceptor
    {
        public override AsyncUnaryCall<TResponse> AsyncUnaryCall<TRequest, TResponse>(
            TRequest request,
            ClientInterceptorContext<TRequest, TResponse> context,
            AsyncUnaryCallContinuation<TRequest, TResponse> continuation)
        {
            log.Add(name);
            return continuation(request, context);
        }
    }
}

using Grpc.Core;

namespace Ledger.Compat.Tests.Behaviour;

/// <summary>Notes what reaches it and answers with nothing.</summary>
internal sealed class RecordingInvoker : CallInvoker
{
    public List<(string Kind, string Method, string? Host, CallOptions Options)> Calls { get; } = [];

    public override TResponse BlockingUnaryCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request)
    {
        Calls.Add(("blocking", method.FullName, host, options));
        return null!;
    }

    public override AsyncUnaryCall<TResponse> AsyncUnaryCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request)
    {
        Calls.Add(("unary", method.FullName, host, options));
        return null!;
    }

    public override AsyncServerStreamingCall<TResponse> AsyncServerStreamingCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request)
    {
        Calls.Add(("server", method.FullName, host, options));
        return null!;
    }

    public override AsyncClientStreamingCall<TRequest, TResponse> AsyncClientStreamingCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options)
    {
        Calls.Add(("client", method.FullName, host, options));
        return null!;
    }

    public override AsyncDuplexStreamingCall<TRequest, TResponse> AsyncDuplexStreamingCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options)
    {
        Calls.Add(("duplex", method.FullName, host, options));
        return null!;
    }
}

internal sealed class RecordingChannel(CallInvoker invoker) : ChannelBase("target")
{
    public override CallInvoker CreateCallInvoker() => invoker;
}

internal static class Methods
{
    public static readonly Method<string, string> Echo = new(
        MethodType.Unary, "test.Service", "Echo", Marshallers.StringMarshaller, Marshallers.StringMarshaller);

    /// <summary>Makes one call of every kind.</summary>
    public static void CallAll(CallInvoker invoker, CallOptions options = default)
    {
        invoker.BlockingUnaryCall(Echo, null, options, "request");
        invoker.AsyncUnaryCall(Echo, null, options, "request");
        invoker.AsyncServerStreamingCall(Echo, null, options, "request");
        invoker.AsyncClientStreamingCall(Echo, null, options);
        invoker.AsyncDuplexStreamingCall(Echo, null, options);
    }
}

using Grpc.Core;
using Xunit;

namespace Ledger.Compat.Tests.Behaviour;

public sealed class ServiceDefinitionTests
{
    private static readonly UnaryServerMethod<string, string> Unary = (request, _) => Task.FromResult(request);
    private static readonly ClientStreamingServerMethod<string, string> Client = (_, _) => Task.FromResult(string.Empty);
    private static readonly ServerStreamingServerMethod<string, string> Server = (_, _, _) => Task.CompletedTask;
    private static readonly DuplexStreamingServerMethod<string, string> Duplex = (_, _, _) => Task.CompletedTask;

    [Fact]
    public void Every_kind_of_method_reaches_the_binder_in_order()
    {
        var definition = ServerServiceDefinition.CreateBuilder()
            .AddMethod(Method(MethodType.Unary), Unary)
            .AddMethod(Method(MethodType.ClientStreaming), Client)
            .AddMethod(Method(MethodType.ServerStreaming), Server)
            .AddMethod(Method(MethodType.DuplexStreaming), Duplex)
            .Build();
        var binder = new Binder();

        definition.BindService(binder);

        Assert.Equal([(MethodType.Unary, Unary), (MethodType.ClientStreaming, Client), (
            MethodType.ServerStreaming, Server), (MethodType.DuplexStreaming, (Delegate)Duplex)], binder.Bound);
    }

    [Fact]
    public void A_method_is_added_once()
    {
        var builder = ServerServiceDefinition.CreateBuilder().AddMethod(Method(MethodType.Unary), Unary);

        Assert.Throws<ArgumentException>(() => builder.AddMethod(Method(MethodType.Unary), Unary));
    }

    [Fact]
    public void A_binder_that_overrides_nothing_refuses() =>
        Assert.Throws<NotImplementedException>(() => new EmptyBinder().AddMethod(Method(MethodType.Unary), Unary));

    private static Method<string, string> Method(MethodType type) =>
        new(type, "test.Service", type.ToString(), Marshallers.StringMarshaller, Marshallers.StringMarshaller);

    private sealed class EmptyBinder : ServiceBinderBase;

    private sealed class Binder : ServiceBinderBase
    {
        public List<(MethodType Type, Delegate Handler)> Bound { get; } = [];

        public override void AddMethod<TRequest, TResponse>(
            Method<TRequest, TResponse> method, UnaryServerMethod<TRequest, TResponse>? handler) =>
            Bound.Add((method.Type, handler!));

        public override void AddMethod<TRequest, TResponse>(
            Method<TRequest, TResponse> method, ClientStreamingServerMethod<TRequest, TResponse>? handler) =>
            Bound.Add((method.Type, handler!));

        public override void AddMethod<TRequest, TResponse>(
            Method<TRequest, TResponse> method, ServerStreamingServerMethod<TRequest, TResponse>? handler) =>
            Bound.Add((method.Type, handler!));

        public override void AddMethod<TRequest, TResponse>(
            Method<TRequest, TResponse> method, DuplexStreamingServerMethod<TRequest, TResponse>? handler) =>
            Bound.Add((method.Type, handler!));
    }
}

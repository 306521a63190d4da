using Grpc.Core;
using Xunit;

namespace Ledger.Compat.Tests.Behaviour;

public sealed class ClientTests
{
    private readonly RecordingInvoker _invoker = new();

    [Fact]
    public void A_client_calls_through_its_invoker_or_its_channel()
    {
        Methods.CallAll(new Client(_invoker).Invoker);
        Methods.CallAll(new Client(new RecordingChannel(_invoker)).Invoker);

        Assert.Equal(10, _invoker.Calls.Count);
        Assert.All(_invoker.Calls, call => Assert.Null(call.Host));
    }

    [Fact]
    public void A_client_with_another_host_names_it_in_every_kind_of_call_and_leaves_the_first_client_alone()
    {
        var client = new Client(_invoker);

        Methods.CallAll(client.WithHost("first").WithHost("second").Invoker);
        client.Invoker.AsyncUnaryCall(Methods.Echo, null, default, "request");

        Assert.Equal(["second", "second", "second", "second", "second", null], _invoker.Calls.Select(call => call.Host));
    }

    [Fact]
    public void A_client_without_a_channel_exists_but_cannot_call()
    {
        var invoker = new Client().Invoker;

        Assert.Throws<NotImplementedException>(() => invoker.BlockingUnaryCall(Methods.Echo, null, default, "request"));
        Assert.Throws<NotImplementedException>(() => invoker.AsyncUnaryCall(Methods.Echo, null, default, "request"));
        Assert.Throws<NotImplementedException>(() => invoker.AsyncServerStreamingCall(Methods.Echo, null, default, "request"));
        Assert.Throws<NotImplementedException>(() => invoker.AsyncClientStreamingCall(Methods.Echo, null, default));
        Assert.Throws<NotImplementedException>(() => invoker.AsyncDuplexStreamingCall(Methods.Echo, null, default));
    }

    [Fact]
    public void Null_is_refused()
    {
        Assert.Throws<ArgumentNullException>(() => new Client((CallInvoker)null!));
        Assert.Throws<ArgumentNullException>(() => new Client((ChannelBase)null!));
        Assert.Throws<ArgumentNullException>(() => new Client(_invoker).WithHost(null!));
    }

    private sealed class Client : ClientBase<Client>
    {
        public Client()
        {
        }

        public Client(CallInvoker invoker)
            : base(invoker)
        {
        }

        public Client(ChannelBase channel)
            : base(channel)
        {
        }

        private Client(ClientBaseConfiguration configuration)
            : base(configuration)
        {
        }

        public CallInvoker Invoker => CallInvoker;

        protected override Client NewInstance(ClientBaseConfiguration configuration) => new(configuration);
    }
}

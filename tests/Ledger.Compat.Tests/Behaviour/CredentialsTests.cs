using Grpc.Core;
using Xunit;

namespace Ledger.Compat.Tests.Behaviour;

public sealed class CredentialsTests
{
    private static readonly CallCredentials First = CallCredentials.FromInterceptor((_, _) => Task.CompletedTask);
    private static readonly CallCredentials Second = CallCredentials.FromInterceptor((_, _) => Task.CompletedTask);

    [Fact]
    public void An_interceptor_reaches_the_configurator()
    {
        AsyncAuthInterceptor interceptor = (_, _) => Task.CompletedTask;
        var seen = new CallConfigurator();

        CallCredentials.FromInterceptor(interceptor).InternalPopulateConfiguration(seen, "state");

        Assert.Equal(("state", interceptor), (seen.State, seen.Interceptor));
    }

    [Fact]
    public void Composed_credentials_reach_the_configurator_in_order_whatever_happens_to_the_array()
    {
        CallCredentials[] parts = [First, Second];
        var composed = CallCredentials.Compose(parts);
        parts[0] = Second;
        var seen = new CallConfigurator();

        composed.InternalPopulateConfiguration(seen, null);

        Assert.Equal([First, Second], seen.Composite);
    }

    [Fact]
    public void Composing_takes_two_or_more()
    {
        Assert.Throws<ArgumentException>(() => CallCredentials.Compose(First));
        Assert.Throws<ArgumentException>(() => CallCredentials.Compose(First, null!));
        Assert.Throws<ArgumentNullException>(() => CallCredentials.Compose(null!));
        Assert.Throws<ArgumentNullException>(() => CallCredentials.FromInterceptor(null!));
    }

    [Fact]
    public void Channel_credentials_reach_the_configurator()
    {
        var pair = new KeyCertificatePair("chain", "key");
        VerifyPeerCallback verify = _ => true;
        var ssl = new SslCredentials("roots", pair, verify);
        var seen = new ChannelConfigurator();

        ChannelCredentials.Insecure.InternalPopulateConfiguration(seen, null);
        ChannelCredentials.SecureSsl.InternalPopulateConfiguration(seen, null);
        ssl.InternalPopulateConfiguration(seen, null);
        ChannelCredentials.Create(ssl, First).InternalPopulateConfiguration(seen, null);

        Assert.Equal<object>(["insecure", (default(string), default(KeyCertificatePair), default(VerifyPeerCallback)), (
            "roots", pair, verify), ((ChannelCredentials)ssl, First)], seen.Seen);
    }

    [Fact]
    public void Call_credentials_need_a_secure_channel()
    {
        Assert.Throws<ArgumentException>(() => ChannelCredentials.Create(ChannelCredentials.Insecure, First));
        Assert.Throws<ArgumentNullException>(() => ChannelCredentials.Create(null!, First));
        Assert.Throws<ArgumentNullException>(() => ChannelCredentials.Create(ChannelCredentials.SecureSsl, null!));
    }

    [Fact]
    public void A_peer_is_authenticated_by_its_identity_property()
    {
        var name = AuthProperty.Create("x509_common_name", "tïll"u8.ToArray());
        var known = new AuthContext(
            "x509_common_name", new() { ["x509_common_name"] = [name], ["other"] = [AuthProperty.Create("other", [1])] });
        var unknown = new AuthContext(null, []);

        Assert.True(known.IsPeerAuthenticated);
        Assert.Equal([name], known.PeerIdentity);
        Assert.Equal("tïll", name.Value);
        Assert.Equal("tïll"u8.ToArray(), name.ValueBytes);
        Assert.Equal(2, known.Properties.Count());
        Assert.Empty(known.FindPropertiesByName("missing"));
        Assert.False(unknown.IsPeerAuthenticated);
        Assert.Empty(unknown.PeerIdentity);
    }

    private sealed class CallConfigurator : CallCredentialsConfiguratorBase
    {
        public object? State { get; private set; }

        public AsyncAuthInterceptor? Interceptor { get; private set; }

        public IReadOnlyList<CallCredentials>? Composite { get; private set; }

        public override void SetCompositeCredentials(object? state, IReadOnlyList<CallCredentials> credentials) =>
            (State, Composite) = (state, credentials);

        public override void SetAsyncAuthInterceptorCredentials(object? state, AsyncAuthInterceptor interceptor) =>
            (State, Interceptor) = (state, interceptor);
    }

    private sealed class ChannelConfigurator : ChannelCredentialsConfiguratorBase
    {
        public List<object> Seen { get; } = [];

        public override void SetInsecureCredentials(object? state) => Seen.Add("insecure");

        public override void SetSslCredentials(
            object? state, string? rootCertificates, KeyCertificatePair? keyCertificatePair, VerifyPeerCallback? verifyPeerCallback) =>
            Seen.Add((rootCertificates, keyCertificatePair, verifyPeerCallback));

        public override void SetCompositeCredentials(
            object? state, ChannelCredentials channelCredentials, CallCredentials callCredentials) =>
            Seen.Add((channelCredentials, callCredentials));
    }
}

using Grpc.Health.V1;
using ServingStatus = Grpc.Health.V1.HealthCheckResponse.Types.ServingStatus;

namespace Ledger.Server.Tests.Database;

[Collection(OneServer.Name)]
public sealed class HealthTests(LedgerCluster cluster) : LedgerTest(cluster)
{
    private Health.HealthClient? _health;

    private Health.HealthClient Client => _health ??= new Health.HealthClient(Ledger.Channel());

    [Theory]
    [InlineData("")]
    [InlineData("ledger.v1.Posting")]
    [InlineData("ledger.v1.Reading")]
    public async Task A_server_that_serves_says_so(string service)
    {
        Assert.Equal(ServingStatus.Serving, (await Client.CheckAsync(new HealthCheckRequest { Service = service })).Status);
        using var watch = Client.Watch(new HealthCheckRequest { Service = service });
        Assert.True(await watch.ResponseStream.MoveNext().Bounded());
        Assert.Equal(ServingStatus.Serving, watch.ResponseStream.Current.Status);
    }

    [Fact]
    public async Task An_unknown_service_is_told_as_the_protocol_wants()
    {
        var refused = await Assert.ThrowsAsync<RpcException>(async () => await Client.CheckAsync(new HealthCheckRequest { Service = "other" }));
        Assert.Equal(StatusCode.NotFound, refused.StatusCode);

        using var watch = Client.Watch(new HealthCheckRequest { Service = "other" });
        Assert.True(await watch.ResponseStream.MoveNext().Bounded());
        Assert.Equal(ServingStatus.ServiceUnknown, watch.ResponseStream.Current.Status);
    }

    [Fact]
    public async Task A_watch_does_not_hold_back_a_server_that_stops()
    {
        using var watch = Client.Watch(new HealthCheckRequest());
        Assert.True(await watch.ResponseStream.MoveNext().Bounded());

        await Ledger.StopAsync().Bounded();

        Assert.Equal(0, await ScalarAsync<long>("SELECT count(*) FROM partition WHERE lease_until <> '-infinity'"));
    }

    [Fact]
    public async Task A_server_whose_partitions_are_elsewhere_serves_all_the_same()
    {
        await using var second = await StartAnotherAsync(settings => settings.Node = "second");
        using var channel = Grpc.Net.Client.GrpcChannel.ForAddress(second.Address);

        Assert.Equal(ServingStatus.Serving, (await new Health.HealthClient(channel).CheckAsync(new HealthCheckRequest())).Status);
    }
}

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
    [InlineData("ledger.v1.Reporting")]
    [InlineData("ledger.v1.Cards")]
    [InlineData("ledger.v1.Catalogue")]
    [InlineData("ledger.v1.Peers")]
    [InlineData("liveness")]
    public async Task A_server_that_serves_says_so(string service)
    {
        Assert.Equal(ServingStatus.Serving, await CheckAsync(service));
        using var watch = Client.Watch(new HealthCheckRequest { Service = service });
        Assert.True(await watch.ResponseStream.MoveNext().Bounded());
        Assert.Equal(ServingStatus.Serving, watch.ResponseStream.Current.Status);
    }

    [Fact]
    public async Task An_unknown_service_is_told_as_the_protocol_wants()
    {
        var refused = await Assert.ThrowsAsync<RpcException>(() => CheckAsync("other"));
        Assert.Equal(StatusCode.NotFound, refused.StatusCode);

        using var watch = Client.Watch(new HealthCheckRequest { Service = "other" });
        Assert.True(await watch.ResponseStream.MoveNext().Bounded());
        Assert.Equal(ServingStatus.ServiceUnknown, watch.ResponseStream.Current.Status);
    }

    [Fact]
    public async Task A_database_that_does_not_answer_is_told_while_it_lasts_and_the_process_lives()
    {
        using var watch = Client.Watch(new HealthCheckRequest());
        await UntilAsync(watch, ServingStatus.Serving);

        await using (await PausedPostgres.OfAsync(Cluster.PostmasterPid))
        {
            await UntilAsync(watch, ServingStatus.NotServing);
            Assert.Equal(ServingStatus.NotServing, await CheckAsync("ledger.v1.Posting"));
            Assert.Equal(ServingStatus.Serving, await CheckAsync("liveness"));
        }

        await UntilAsync(watch, ServingStatus.Serving);
        await Console.PrintedAsync("Not ready: the database does not answer.");
    }

    [Fact]
    public async Task A_server_that_stops_says_so_before_its_writers_have_finished()
    {
        var operation = Operations.TopUp(Target.Account(await OpenAsync()), 1);
        using var watch = Client.Watch(new HealthCheckRequest());
        await UntilAsync(watch, ServingStatus.Serving);
        Task stopping;
        await using (var block = await CommitBlock.BeginAsync(Ledger))
        {
            var posting = Posting.PostAsync(operation).ResponseAsync;
            await block.UntilCommitsWaitAsync();
            stopping = Ledger.StopAsync();

            await UntilAsync(watch, ServingStatus.NotServing);
            Assert.False(posting.IsCompleted);
        }
        Assert.False(await watch.ResponseStream.MoveNext().Bounded());
        await stopping.Bounded();
        Assert.Equal(0, await ScalarAsync<long>("SELECT count(*) FROM lane WHERE lease_until <> '-infinity'"));
    }

    [Fact]
    public async Task A_server_that_has_no_partition_and_knows_nobody_to_send_anything_on_to_does_not_serve()
    {
        using var watch = Client.Watch(new HealthCheckRequest());
        await UntilAsync(watch, ServingStatus.Serving);

        await ExecuteAsync(
            """
            WITH gone AS (
              UPDATE lane SET instance = gen_random_uuid(), epoch = epoch + 1, lease_until = now() + interval '1 hour' RETURNING lane, epoch
            )
            UPDATE partition SET held_epoch = gone.epoch FROM gone WHERE gone.lane = partition.lane
            """);

        await UntilAsync(watch, ServingStatus.NotServing);
        await Console.PrintedAsync("it holds no partition and knows no server to send anything on to");
    }

    [Fact]
    public async Task A_server_that_joins_serves_at_once_since_it_can_send_on_what_comes()
    {
        await using var second = await StartAnotherAsync(settings => settings.Node = "second");
        using var channel = Grpc.Net.Client.GrpcChannel.ForAddress(second.Address);

        Assert.Equal(
            ServingStatus.Serving, (await new Health.HealthClient(channel).CheckAsync(new HealthCheckRequest())).Status);
    }

    private async Task<ServingStatus> CheckAsync(string service) =>
        (await Client.CheckAsync(new HealthCheckRequest { Service = service })).Status;

    private static async Task UntilAsync(AsyncServerStreamingCall<HealthCheckResponse> watch, ServingStatus wanted)
    {
        do Assert.True(await watch.ResponseStream.MoveNext().Bounded(), $"The stream ended without {wanted}.");
        while (watch.ResponseStream.Current.Status != wanted);
    }
}

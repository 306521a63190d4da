using Ledger.Server.Hosting;

namespace Ledger.Server.Tests.Authority;

/// <summary>Servers of one ledger among themselves, over TLS.</summary>
[Collection(Disturbances.Name)]
public sealed class PeerTests(LedgerCluster cluster) : TlsTest(cluster)
{
    [Fact]
    public async Task Servers_know_each_other_by_their_certificates_and_send_on()
    {
        await using var second = await StartAnotherAsync(settings =>
        {
            Configure(settings);
            settings.Node = "second";
        });
        await Wait.UntilAsync(async () => await ScalarAsync<int>(
            "SELECT count(DISTINCT node)::int FROM partition p JOIN lane l ON l.lane = p.lane AND l.epoch = p.held_epoch") == 2,
            "both have partitions");
        var (one, other) = (ClientOf(Till), ClientOf(Till, options => options.Address = second.Address));
        for (short partition = 0; partition < 4; partition++)
        {
            var number = Accounts.In(partition);
            Assert.IsType<PostingResult.Posted>(await one.PostAsync(one.Operations.OpenAccount(account: number)));
            var account = Target.Account(number);
            foreach (var client in new[] { one, other })
            {
                Assert.IsType<PostingResult.Posted>(await client.PostAsync(client.Operations.TopUp(account, 10)));
                Assert.NotNull(await client.GetBalancesAsync(account));
            }
            Assert.Equal(20, (await other.GetBalancesAsync(account))!.Holdings.PrincipalMinor);
        }
    }

    [Fact]
    public async Task A_servers_certificate_is_no_callers()
    {
        var leaf = Certificates.Current.Leaf;
        var channel = ChannelOf(leaf);
        await new Callers.CallersClient(channel).ListCallersAsync(new ListCallersRequest()).RefusedAsync(StatusCode.Unauthenticated);
        await new Posting.PostingClient(channel).PostAsync(Operations.OpenAccount()).RefusedAsync(StatusCode.Unauthenticated);
        // A question for nobody in particular.
        var forwarded = new Metadata { { "ledger-forwarded", "1" } };
        await new Reading.ReadingClient(channel).GetBalancesAsync(new GetBalancesRequest { Account = 1 }, forwarded)
            .RefusedAsync(StatusCode.Unauthenticated);
    }

    [Fact]
    public async Task What_servers_ask_each_other_no_caller_may()
    {
        var peers = new V1.Peers.PeersClient(ChannelOf(TillCertificate()));
        var refused = await Assert.ThrowsAsync<RpcException>(async () => await peers.GetMergeAsync(new GetMergeRequest { Account = 1 }));
        Assert.Equal(StatusCode.PermissionDenied, refused.StatusCode);
    }
}

file static class Refusals
{
    public static async Task RefusedAsync<T>(this AsyncUnaryCall<T> call, StatusCode code) =>
        Assert.Equal(code, (await Assert.ThrowsAsync<RpcException>(async () => await call)).StatusCode);
}

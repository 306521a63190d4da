using Grpc.Net.Client;
using Ledger.Server.Hosting;

namespace Ledger.Server.Tests.Servers;

/// <summary>Two servers, each of which writes some of the partitions: what goes from one member to another passes between them.</summary>
[Collection(Disturbances.Name)]
public sealed class SplitServersTests(LedgerCluster cluster) : LedgerTest(cluster)
{
    private ProgramFolder? _programs;

    protected override void Configure(Settings settings)
    {
        settings.Node = "first";
        settings.Limits.UpkeepSeconds = 1;
        settings.Programs = (_programs ??= NewProgramFolder().Add(1, more: "transfers: { points: true, value: true }").AddStore(1, 1)).Path;
    }

    [Fact]
    public async Task A_transfer_to_a_member_of_another_server_arrives_and_one_to_nobody_comes_back()
    {
        var (from, to, nobody) = (await OpenInAsync(0), await OpenInAsync(1), Accounts.In(1));
        await PostedAsync(Operations.TopUp(Target.Account(from), 1_000));
        // As if a namesake of the second server had had it before.
        await Ledger.StopAsync();
        await ExecuteAsync(
            """
            WITH gone AS (
              INSERT INTO lane (node, number, instance, epoch, lease_until) VALUES ('second', 0, gen_random_uuid(), 1, now() + interval '1 hour')
              RETURNING lane
            )
            UPDATE partition SET lane = gone.lane, held_epoch = 1 FROM gone WHERE partition = 1
            """);
        await RestartAsync();
        await using var second = await StartAnotherAsync(settings =>
        {
            Configure(settings);
            settings.Node = "second";
        });
        using var channel = GrpcChannel.ForAddress(second.Address);
        var secondsReading = new Reading.ReadingClient(channel);
        await new Posting.PostingClient(channel).PostAsync(Operations.TopUp(Target.Account(to), 1));

        var sent = await PostedAsync(Operations.Transfer(Target.Account(from), to, Asset.Principal, 300));
        var lost = await PostedAsync(Operations.Transfer(Target.Account(from), nobody, Asset.Principal, 500));

        await Wait.UntilAsync(
            async () => (await secondsReading.GetBalancesAsync(new GetBalancesRequest { Account = to })).Holdings.PrincipalMinor == 301,
            "it has arrived");
        await Wait.UntilAsync(async () => (await BalancesAsync(from)).Holdings.PrincipalMinor == 700, "the other has come back");
        Assert.Equal(Outcome.Posted, (await Reading.GetOutcomeAsync(new GetOutcomeRequest { Key = sent.ArrivalKey })).Outcome);
        var refused = await Reading.GetOutcomeAsync(new GetOutcomeRequest { Key = lost.ArrivalKey });
        Assert.True(refused.Outcome >= Outcome.KeyReused, $"{refused.Outcome}");
    }
}

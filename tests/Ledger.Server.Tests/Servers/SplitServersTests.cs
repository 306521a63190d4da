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

    [Fact]
    public async Task What_takes_two_members_of_two_servers_is_done_at_once_whichever_server_is_asked()
    {
        void Rarely(Settings settings)
        {
            Configure(settings);
            // Nothing is brought on by looks at the journal.
            settings.Limits.UpkeepSeconds = 3600;
        }
        await RestartAsync(Rarely);
        await using var second = await StartAnotherAsync(settings =>
        {
            Rarely(settings);
            settings.Node = "second";
        });
        await Wait.UntilAsync(async () =>
            (await PartitionsOfAsync("first")).Count == 2 && (await PartitionsOfAsync("second")).Count == 2, "half");
        using var channel = GrpcChannel.ForAddress(second.Address);
        Posting.PostingClient[] servers = [Posting, new Posting.PostingClient(channel)];
        var from = await OpenInAsync((await PartitionsOfAsync("first"))[0]);
        var to = await OpenInAsync((await PartitionsOfAsync("second"))[0]);
        await PostedAsync(Operations.TopUp(Target.Account(from), 1_000));
        await PostedAsync(Operations.TopUp(Target.Account(to), 1_000));

        foreach (var (one, other) in new[] { (0, 1), (1, 0) })
            foreach (var (sender, taker) in new[] { (from, to), (to, from) })
            {
                var transfer = Operations.Transfer(Target.Account(sender), taker, Asset.Principal, 300);
                Assert.Equal(Outcome.Posted, (await servers[one].PostAsync(transfer)).Outcome);
                await Wait.UntilAsync(async () => (await BalancesAsync(taker)).Holdings.PrincipalMinor == 1_300, "it has arrived");

                var reversal = await servers[other].PostAsync(Operations.Reverse(transfer));

                Assert.Equal(Outcome.Posted, reversal.Outcome);
                await Wait.UntilAsync(async () => (await BalancesAsync(sender)).Holdings.PrincipalMinor == 1_000, "it is back");
                Assert.Equal(1_000, (await BalancesAsync(taker)).Holdings.PrincipalMinor);
            }

        foreach (var server in servers)
        {
            var (member, stays) = (await OpenInAsync((await PartitionsOfAsync("first"))[1]),
                await OpenInAsync((await PartitionsOfAsync("second"))[1]));
            var purchase = Operations.AccruePurchase(Target.Account(member), 10_000);
            Assert.Equal(Outcome.Posted, (await server.PostAsync(purchase)).Outcome);
            Assert.Equal(Outcome.Posted, (await server.PostAsync(Operations.Merge(Target.Account(member), stays))).Outcome);
            await Wait.UntilAsync(async () => (await BalancesAsync(stays)).Holdings.Points > 0, "the points are there");
            var refund = await server.PostAsync(Operations.Refund(Target.Account(member), Keys.Of(purchase)));
            Assert.Equal((Outcome.Posted, stays), (refund.Outcome, refund.Account));
        }
    }

    [Fact]
    public async Task A_pin_is_compared_by_the_server_that_has_the_account()
    {
        await using var second = await StartAnotherAsync(settings =>
        {
            Configure(settings);
            settings.Node = "second";
        });
        await Wait.UntilAsync(async () => (await PartitionsOfAsync("second")).Count == 2, "half");
        var account = await OpenInAsync((await PartitionsOfAsync("second"))[0]);
        await PostedAsync(Operations.TopUp(Target.Account(account), 1_000));

        await PostedAsync(Operations.SetPin(Target.Account(account), "271828"));

        Assert.Equal(Outcome.WrongPin, (await PostAsync(Operations.Debit(Target.Account(account), 1, pin: "314159"))).Outcome);
        await PostedAsync(Operations.Debit(Target.Account(account), 1, pin: "271828"));
        var results = await Posting.SendAsync(Way.Batch, Operations.Debit(Target.Account(account), 1, pin: "314159"),
            Operations.Debit(Target.Account(account), 1, pin: "271828"));
        Assert.Equal([Outcome.WrongPin, Outcome.Posted], results.Select(result => result.Receipt.Outcome));
        results = await Posting.SendAsync(Way.Stream, Operations.Debit(Target.Account(account), 1, pin: "271828"));
        Assert.Equal([Outcome.Posted], results.Select(result => result.Receipt.Outcome));
    }

    private Task<IReadOnlyList<short>> PartitionsOfAsync(string node) => QueryAsync<short>(
        """
        SELECT partition FROM partition JOIN lane ON lane.lane = partition.lane AND lane.epoch = partition.held_epoch
         WHERE lane.node = @node AND lane.lease_until > now() ORDER BY partition
        """, new { node });
}

using Grpc.Net.Client;
using Ledger.Server.Hosting;
using Npgsql;

namespace Ledger.Server.Tests.Servers;

[Collection(Disturbances.Name)]
public sealed class SeveralServersTests(LedgerCluster cluster) : LedgerTest(cluster)
{
    private readonly List<GrpcChannel> _channels = [];

    protected override void Configure(Settings settings) => settings.Node = "first";

    public override ValueTask DisposeAsync()
    {
        foreach (var channel in _channels) channel.Dispose();
        return base.DisposeAsync();
    }

    [Fact]
    public async Task The_second_server_sends_callers_away_until_the_first_has_stopped_in_order()
    {
        var account = await OpenAsync();
        var operation = Operations.TopUp(Target.Account(account), 10);
        await using var second = await StartAnotherAsync(settings => settings.Node = "second");

        var away = await Assert.ThrowsAsync<RpcException>(async () => await PostingOf(second).PostAsync(operation));
        Assert.Equal((StatusCode.Unavailable, "HELD_ELSEWHERE"), (away.StatusCode, Problem.Of(away).Reason()));
        Assert.NotNull(Problem.Of(away).RetryDelay());
        await Assert.ThrowsAsync<RpcException>(async () =>
            await ReadingOf(second).GetBalancesAsync(new GetBalancesRequest { Account = account }));
        // What is committed can be asked anywhere.
        Assert.Equal(10, (await PostedAsync(operation)).Balances.PrincipalMinor);
        Assert.True((await ReadingOf(second).GetOutcomeAsync(new GetOutcomeRequest { Key = operation.Key })).Replayed);

        await Ledger.StopAsync();

        var receipt = await PostOnAsync(PostingOf(second), Operations.TopUp(Target.Account(account), 1));
        Assert.Equal(11, receipt.Balances.PrincipalMinor);
    }

    [Fact]
    public async Task A_lease_is_respected_until_it_ends_and_then_taken_over()
    {
        var account = await OpenAsync();
        // A server that nobody will hear of again has taken the lanes.
        await ExecuteAsync("UPDATE lane SET instance = gen_random_uuid(), epoch = epoch + 1, lease_until = now() + interval '1 hour'");
        var operation = Operations.TopUp(Target.Account(account), 10);

        for (var attempt = 0; attempt < 3; attempt++)
        {
            var away = await RefusedAsync(operation);
            Assert.Equal((StatusCode.Unavailable, "HELD_ELSEWHERE"), (away.StatusCode, Problem.Of(away).Reason()));
        }
        Assert.Equal(0, await CountInJournalAsync(operation));

        await ExecuteAsync("UPDATE lane SET lease_until = now()");

        var receipt = await PostOnAsync(Posting, operation);
        Assert.Equal((10, false), (receipt.Balances.PrincipalMinor, receipt.Replayed));
    }

    [Fact]
    public async Task A_lease_that_was_written_far_ahead_and_is_not_prolonged_ends_by_the_clock_of_whoever_watches()
    {
        var account = await OpenAsync();
        await ExecuteAsync("UPDATE lane SET instance = gen_random_uuid(), epoch = epoch + 1, lease_until = 'infinity'");

        var receipt = await PostOnAsync(Posting, Operations.TopUp(Target.Account(account), 10));

        Assert.Equal(10, receipt.Balances.PrincipalMinor);
    }

    [Fact]
    public async Task A_partition_that_a_server_of_a_version_before_lanes_has_is_left_to_it_until_its_lease_is_over()
    {
        var account = await OpenInAsync(1);
        await Ledger.StopAsync();
        await ExecuteAsync(
            """
            UPDATE partition SET owner = 'old', instance = gen_random_uuid(), lane = NULL, lease_until = now() + interval '1 hour'
             WHERE partition = 1
            """);
        await RestartAsync();

        var away = await RefusedAsync(Operations.TopUp(Target.Account(account), 10));
        Assert.Equal("HELD_ELSEWHERE", Problem.Of(away).Reason());

        await ExecuteAsync("UPDATE partition SET lease_until = now()");
        await PostOnAsync(Posting, Operations.TopUp(Target.Account(account), 10));
        // It can take nothing back.
        var refused = await Assert.ThrowsAsync<PostgresException>(() => ExecuteAsync(
            "UPDATE partition SET epoch = epoch + 1, rules_epoch = epoch + 1, returns_epoch = epoch + 1 WHERE partition = 1"));
        Assert.Equal("partition_writer_is_a_lane", refused.ConstraintName);
    }

    [Fact]
    public async Task I11_A_namesake_takes_over_at_once_and_the_first_server_can_append_nothing_more()
    {
        var accounts = new List<long>();
        for (short partition = 0; partition < 4; partition++) accounts.Add(await OpenInAsync(partition));
        await using var namesake = await StartAnotherAsync(settings => settings.Node = "first");

        foreach (var account in accounts)
        {
            var operation = Operations.TopUp(Target.Account(account), 10);
            var away = await RefusedAsync(operation);
            Assert.Equal((StatusCode.Unavailable, "HELD_ELSEWHERE"), (away.StatusCode, Problem.Of(away).Reason()));
            Assert.Equal(0, await CountInJournalAsync(operation));

            var receipt = await PostingOf(namesake).PostAsync(operation);
            Assert.Equal((Outcome.Posted, false), (receipt.Outcome, receipt.Replayed));
        }
    }

    [Fact]
    public async Task I11_A_first_server_does_not_answer_reads_from_a_memory_that_is_out_of_date()
    {
        var account = await OpenAsync();
        await using var namesake = await StartAnotherAsync(settings => settings.Node = "first");
        await PostOnAsync(PostingOf(namesake), Operations.TopUp(Target.Account(account), 10));

        var away = await Assert.ThrowsAsync<RpcException>(() => BalancesAsync(account));

        Assert.Equal((StatusCode.Unavailable, "HELD_ELSEWHERE"), (away.StatusCode, Problem.Of(away).Reason()));
    }

    [Fact]
    public async Task I3_A_commit_on_its_way_during_a_take_over_is_posted_once_whoever_wins()
    {
        var account = await OpenAsync();
        var operations = Enumerable.Range(0, 10).Select(_ => Operations.TopUp(Target.Account(account), 1)).ToArray();
        Task<PostResult>[] sent;
        Task<LedgerHost> starting;
        await using (var block = await CommitBlock.BeginAsync(Ledger))
        {
            sent = [.. operations.Select(async operation => (await Posting.SendAsync(Way.Unary, operation))[0])];
            await block.UntilCommitsWaitAsync();
            starting = StartAnotherAsync(settings => settings.Node = "first");
        }
        await using var namesake = await starting.Bounded();
        var results = await Task.WhenAll(sent).Bounded();

        foreach (var (operation, result) in operations.Zip(results))
        {
            var receipt = await PostOnAsync(PostingOf(namesake), operation);
            if (result.Receipt is { } first) Assert.Equal(Expected.Replayed(first), receipt);
        }
        Assert.Equal(10, await CountInJournalAsync(operations));
    }

    [Fact]
    public async Task I3_Servers_that_come_and_go_under_load_post_nothing_twice_and_lose_nothing()
    {
        var accounts = new List<long>();
        for (short partition = 0; partition < 4; partition++) accounts.Add(await OpenInAsync(partition));
        var operations = Enumerable.Range(0, 400).Select(i => Operations.TopUp(Target.Account(accounts[i % 4]), 1)).ToArray();
        await using var second = await StartAnotherAsync(settings => settings.Node = "second");
        Posting.PostingClient[] servers = [Posting, PostingOf(second)];
        var answered = 0;

        var load = Task.WhenAll(Enumerable.Range(0, 8).Select(worker => Task.Run(async () =>
        {
            for (var i = worker; i < operations.Length; i += 8)
            {
                var receipt = await PostOnAsync(servers, operations[i]);
                Assert.Equal(Outcome.Posted, receipt.Outcome);
                Interlocked.Increment(ref answered);
            }
        })));
        await Wait.UntilAsync(() => Task.FromResult(Volatile.Read(ref answered) > 100), "a quarter is posted");
        await Ledger.StopAsync();
        await Wait.UntilAsync(() => Task.FromResult(Volatile.Read(ref answered) > 200), "half is posted");
        // A namesake takes everything from the second, which lives on.
        await using var namesake = await StartAnotherAsync(settings => settings.Node = "second");
        servers[0] = PostingOf(namesake);
        await load.WaitAsync(TimeSpan.FromSeconds(60));

        Assert.Equal(400, await CountInJournalAsync(operations));
        foreach (var account in accounts)
            Assert.Equal(100, (await ReadingOf(namesake).GetBalancesAsync(
                new GetBalancesRequest { Account = account })).Holdings.PrincipalMinor);
    }

    private Posting.PostingClient PostingOf(LedgerHost host) => new(ChannelTo(host));

    private Reading.ReadingClient ReadingOf(LedgerHost host) => new(ChannelTo(host));

    private GrpcChannel ChannelTo(LedgerHost host)
    {
        var channel = GrpcChannel.ForAddress(host.Address);
        _channels.Add(channel);
        return channel;
    }

    private static Task<Receipt> PostOnAsync(Posting.PostingClient server, Operation operation) => PostOnAsync([server], operation);

    /// <summary>Sends the operation to one server after the other until it is answered.</summary>
    private static async Task<Receipt> PostOnAsync(Posting.PostingClient[] servers, Operation operation)
    {
        Receipt? receipt = null;
        var attempt = 0;
        await Wait.UntilAsync(async () =>
        {
            try
            {
                receipt = await servers[attempt++ % servers.Length].PostAsync(operation, deadline: DateTime.UtcNow.AddSeconds(20));
                return true;
            }
            catch (RpcException unresolved) when (
                unresolved.StatusCode is StatusCode.Unavailable or StatusCode.Internal or StatusCode.Cancelled)
            {
                return false;
            }
        }, "a server answers");
        return receipt!;
    }
}

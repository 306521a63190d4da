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
    public async Task Two_servers_have_half_each_and_each_sends_on_what_is_the_others()
    {
        await using var second = await StartAnotherAsync(settings => settings.Node = "second");
        await SharedAsync();
        var accounts = new List<long>();
        for (short partition = 0; partition < 4; partition++) accounts.Add(await OpenInAsync(partition));

        foreach (var (posting, reading) in new[] { (Posting, Reading), (PostingOf(second), ReadingOf(second)) })
        {
            foreach (var account in accounts)
            {
                var operation = Operations.TopUp(Target.Account(account), 10);
                var receipt = await posting.PostAsync(operation);
                Assert.Equal((Outcome.Posted, false), (receipt.Outcome, receipt.Replayed));
                Assert.Equal(Expected.Replayed(receipt), await posting.PostAsync(operation));
                // A plain one, of which the first server keeps no message: either server knows it again.
                var debit = Operations.Debit(Target.Account(account), 1);
                receipt = await posting.PostAsync(debit);
                Assert.Equal((Outcome.Posted, false), (receipt.Outcome, receipt.Replayed));
                Assert.Equal(Expected.Replayed(receipt), await Posting.PostAsync(debit));
                Assert.Equal(Expected.Replayed(receipt), await PostingOf(second).PostAsync(debit));
                await reading.GetBalancesAsync(new GetBalancesRequest { Account = account });
                Assert.Equal(account, (await reading.GetStatementAsync(new GetStatementRequest { Account = account })).Account);
                Assert.Equal(
                    Outcome.Posted, (await reading.GetQuoteAsync(Operations.Debit(Target.Account(account), 1))).Receipt.Outcome);
            }
            var batch = new PostBatchRequest();
            batch.Operations.AddRange(accounts.Concat(accounts).Select(account => Operations.Debit(Target.Account(account), 1)));
            var results = (await posting.PostBatchAsync(batch)).Results;
            Assert.Equal(batch.Operations.Select(operation => operation.Key), results.Select(result => result.Receipt.Key));
            Assert.All(results, result => Assert.Equal(Outcome.Posted, result.Receipt.Outcome));
            Assert.All(await posting.SendAsync(Way.Stream, [.. batch.Operations]), result => Assert.True(result.Receipt.Replayed));
        }

        foreach (var account in accounts) Assert.Equal(2 * (10 - 1 - 2), (await BalancesAsync(account)).Holdings.PrincipalMinor);
        await Ledger.StopAsync();
        foreach (var account in accounts)
            Assert.Equal(2 * (10 - 1 - 2), (await ReadingOf(second).GetBalancesAsync(
                new GetBalancesRequest { Account = account })).Holdings.PrincipalMinor);
    }

    [Fact]
    public async Task An_answer_that_another_server_gave_names_it_and_a_call_that_was_sent_on_is_not_sent_on_again()
    {
        await using var second = await StartAnotherAsync(settings => settings.Node = "second");
        await SharedAsync();
        var theirs = await OpenInAsync(await PartitionOfAsync("second"));
        var operation = Operations.TopUp(Target.Account(theirs), 10);

        using var call = Posting.PostAsync(operation);
        var receipt = await call;
        var headers = await call.ResponseHeadersAsync;
        Assert.Equal(second.Address, new Uri(headers.GetValue("ledger-owner")!));
        Assert.Equal($"{receipt.Partition}", headers.GetValue("ledger-partition"));

        var sentOn = new Metadata { { "ledger-forwarded", "1" } };
        var away = await Assert.ThrowsAsync<RpcException>(async () => await Posting.PostAsync(operation, sentOn));
        Assert.Equal((StatusCode.Unavailable, "HELD_ELSEWHERE"), (away.StatusCode, Problem.Of(away).Reason()));
        Assert.NotNull(Problem.Of(away).RetryDelay());
        away = await Assert.ThrowsAsync<RpcException>(async () =>
            await Reading.GetBalancesAsync(new GetBalancesRequest { Account = theirs }, sentOn));
        Assert.Equal("HELD_ELSEWHERE", Problem.Of(away).Reason());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_client_goes_on_with_servers_that_others_have_named_if_it_may(bool follows)
    {
        await using var second = await StartAnotherAsync(settings => settings.Node = "second");
        await SharedAsync();
        var theirs = await OpenInAsync(await PartitionOfAsync("second"));
        await using var client = Ledger.Client(options => (options.FollowOwners, options.Deadline, options.AttemptTimeout) =
            (follows, TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(10)));
        Assert.IsType<PostingResult.Posted>(await client.PostAsync(client.Operations.TopUp(Target.Account(theirs), 10)));

        await Ledger.StopAsync();

        var result = await client.PostAsync(client.Operations.TopUp(Target.Account(theirs), 10));
        if (follows) Assert.IsType<PostingResult.Posted>(result);
        else Assert.IsType<PostingResult.Unresolved>(result);
    }

    [Fact]
    public async Task A_client_of_several_addresses_is_answered_by_whichever_is_there()
    {
        await using var second = await StartAnotherAsync(settings => settings.Node = "second");
        var nobody = new Uri("http://127.0.0.1:1");
        await using var client = Ledger.Client(options =>
            (options.Address, options.Addresses) = (null, [nobody, Ledger.Host.Address, second.Address]));

        var opened = Assert.IsType<PostingResult.Posted>(await client.OpenAccountAsync());
        await Ledger.StopAsync();

        var result = await client.PostAsync(client.Operations.TopUp(Target.Account(opened.Receipt.Account), 10));
        Assert.Equal(10, Assert.IsType<PostingResult.Posted>(result).Receipt.Balances.PrincipalMinor);
        await using var stream = client.OpenStream();
        Assert.IsType<PostingResult.Posted>(
            await await stream.SendAsync(client.Operations.TopUp(Target.Account(opened.Receipt.Account), 10)));
    }

    [Theory]
    [InlineData(Way.Batch)]
    [InlineData(Way.Stream)]
    public async Task An_accounts_operations_keep_their_order_while_its_partition_goes_from_one_server_to_another(Way way)
    {
        var accounts = new List<long>();
        for (short partition = 0; partition < 4; partition++) accounts.Add(await OpenInAsync(partition));
        var isShared = false;
        var sending = Task.Run(async () =>
        {
            var last = false;
            for (var round = 0; !last && round < 2000; round++)
            {
                last = Volatile.Read(ref isShared);
                // Each spends what the one before it brought.
                var operations = Enumerable.Range(0, 80).Select(i => Target.Account(accounts[i / 2 % 4])).Select((target, i) =>
                    i % 2 == 0 ? Operations.TopUp(target, 10) : Operations.Debit(target, 10)).ToArray();
                foreach (var result in await Posting.SendAsync(way, operations))
                    Assert.True(result.Receipt?.Outcome == Outcome.Posted, $"round {round}: {result}");
            }
        });
        await using var second = await StartAnotherAsync(settings => settings.Node = "second");
        await SharedAsync();
        Volatile.Write(ref isShared, true);
        await sending.Bounded();

        foreach (var account in accounts) Assert.Equal(0, (await BalancesAsync(account)).Holdings.PrincipalMinor);
    }

    [Fact]
    public async Task A_third_server_is_given_its_part_and_whoever_is_stopped_hands_over_to_the_others()
    {
        var second = await StartAnotherAsync(settings => settings.Node = "second");
        await SharedAsync();

        await using (await StartAnotherAsync(settings => settings.Node = "third"))
            await Wait.UntilAsync(async () => (await CountsAsync()).Values.Order().SequenceEqual([1, 1, 2]), "three share");

        await SharedAsync();
        await second.DisposeAsync();
        await Wait.UntilAsync(async () => (await CountsAsync())["first"] == 4, "one has it all");
    }

    [Fact]
    public async Task A_lease_is_respected_until_it_ends_and_then_taken_over()
    {
        var account = await OpenAsync();
        // A server that nobody will hear of again has taken the lanes.
        await TakeLanesAsync("now() + interval '1 hour'");
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
        await TakeLanesAsync("'infinity'");

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
            // Sent on, or it would be refused.
            var receipt = await PostOnAsync(Posting, operation);
            Assert.Equal(Outcome.Posted, receipt.Outcome);
            Assert.Equal(Expected.Replayed(receipt), await PostingOf(namesake).PostAsync(operation));
            var sentOn = new Metadata { { "ledger-forwarded", "1" } };
            var away = await Assert.ThrowsAsync<RpcException>(async () => await Posting.PostAsync(operation, sentOn));
            Assert.Equal((StatusCode.Unavailable, "HELD_ELSEWHERE"), (away.StatusCode, Problem.Of(away).Reason()));
        }
    }

    [Fact]
    public async Task I11_A_first_server_does_not_answer_reads_from_a_memory_that_is_out_of_date()
    {
        var account = await OpenAsync();
        await using var namesake = await StartAnotherAsync(settings => settings.Node = "first");
        await PostOnAsync(PostingOf(namesake), Operations.TopUp(Target.Account(account), 10));

        Assert.Equal(10, (await BalancesAsync(account)).Holdings.PrincipalMinor);
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

    private Task TakeLanesAsync(string leaseUntil) => ExecuteAsync(
        $"""
        WITH gone AS (
          UPDATE lane SET instance = gen_random_uuid(), epoch = epoch + 1, lease_until = {leaseUntil} RETURNING lane, epoch
        )
        UPDATE partition SET held_epoch = gone.epoch FROM gone WHERE gone.lane = partition.lane
        """);

    private Task SharedAsync() =>
        Wait.UntilAsync(async () => (await CountsAsync()).Values.Order().SequenceEqual([2, 2]), "two servers share");

    private async Task<Dictionary<string, int>> CountsAsync() => (await QueryAsync<(string Node, int Count)>(
        """
        SELECT lane.node, count(*)::int FROM partition JOIN lane ON lane.lane = partition.lane AND lane.epoch = partition.held_epoch
         WHERE lane.lease_until > now() GROUP BY 1
        """)).ToDictionary(one => one.Node, one => one.Count);

    private Task<short> PartitionOfAsync(string node) => ScalarAsync<short>(
        """
        SELECT min(partition) FROM partition JOIN lane ON lane.lane = partition.lane AND lane.epoch = partition.held_epoch
         WHERE node = @node
        """, new { node });

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

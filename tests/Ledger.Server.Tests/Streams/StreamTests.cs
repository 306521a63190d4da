using Grpc.Net.Client;

namespace Ledger.Server.Tests.Streams;

[Collection(Disturbances.Name)]
public sealed class StreamTests(LedgerCluster cluster) : LedgerTest(cluster)
{
    [Fact]
    public async Task Every_operation_is_answered_once_and_those_of_one_account_in_the_order_they_were_sent()
    {
        var accounts = new List<long>();
        for (var i = 0; i < 20; i++) accounts.Add(await OpenAsync());
        var operations = Enumerable.Range(0, 1500).Select(i => Operations.TopUp(Target.Account(accounts[i % 20]), 1 + i)).ToArray();

        var receipts = await Posting.ReceiptsAsync(Way.Stream, operations);

        Assert.Equal(operations.Select(operation => operation.Key), receipts.Select(receipt => receipt.Key));
        Assert.All(receipts.GroupBy(receipt => receipt.Account), ofAccount =>
            Assert.Equal(ofAccount.Select(receipt => receipt.Sequence).Order(), ofAccount.Select(receipt => receipt.Sequence)));
    }

    [Fact]
    public async Task I13_No_more_operations_are_taken_than_the_window_holds()
    {
        const int window = 4;
        await BeginAnewAsync(settings => (settings.Partitions, settings.Limits.StreamMaxUnanswered) = (1, window));
        var account = await OpenAsync();
        var operations = Enumerable.Range(0, 100).Select(_ => Operations.TopUp(Target.Account(account), 1)).ToArray();
        Task<IReadOnlyList<Receipt>> answering;
        await using (var block = await CommitBlock.BeginAsync(Ledger))
        {
            answering = Posting.ReceiptsAsync(Way.Stream, operations);
            await block.UntilCommitsWaitAsync();
        }
        Assert.Equal(100, (await answering.Bounded()).Count);

        // All hundred were on their way before the first commit; had they been taken at once, they would share a commit.
        var largest = await ScalarAsync<long>(
            "SELECT max(count) FROM (SELECT count(*) FROM journal WHERE kind = 3 GROUP BY xmin::text) AS commits");
        Assert.InRange(largest, 1, window);
    }

    [Fact]
    public async Task I13_A_caller_who_does_not_read_is_not_read_from_and_gets_all_answers_once_he_reads()
    {
        await BeginAnewAsync(settings => settings.Limits.StreamMaxUnanswered = 256);
        var account = await OpenAsync();
        const int count = 20_000;
        using var stream = Posting.PostStream();
        var writing = Task.Run(async () =>
        {
            for (var i = 0; i < count; i++) await stream.RequestStream.WriteAsync(Operations.TopUp(Target.Account(account), 1));
            await stream.RequestStream.CompleteAsync();
        });

        // Everything that can go on without a reader has gone on when the journal has not grown for a while.
        var (posted, quiet) = (-1L, 0);
        await Wait.UntilAsync(async () =>
        {
            await Task.Delay(50);
            var now = await ScalarAsync<long>("SELECT count(*) FROM journal");
            (posted, quiet) = (now, now == posted ? quiet + 1 : 0);
            return quiet == 10;
        }, "the server has stopped reading");
        Assert.False(writing.IsCompleted);
        Assert.InRange(posted, 1, count - 1);

        var answers = 0;
        await foreach (var result in stream.ResponseStream.ReadAllAsync()) answers += result.Receipt.Outcome == Outcome.Posted ? 1 : 0;
        await writing.Bounded();
        Assert.Equal(count, answers);
        Assert.Equal(count, (await BalancesAsync(account)).Holdings.PrincipalMinor);
    }

    [Fact]
    public async Task I3_A_caller_who_breaks_off_leaves_a_sound_ledger_and_each_operation_once()
    {
        var account = await OpenAsync();
        var operations = Enumerable.Range(0, 500).Select(_ => Operations.TopUp(Target.Account(account), 1)).ToArray();
        for (var round = 0; round < 5; round++)
        {
            using var channel = GrpcChannel.ForAddress(Ledger.Host.Address);
            using var stream = new Posting.PostingClient(channel).PostStream();
            foreach (var operation in operations[..(100 * (round + 1))]) await stream.RequestStream.WriteAsync(operation);
            for (var read = 0; read < 10 * round; read++) await stream.ResponseStream.MoveNext().Bounded();
        }

        var receipts = await Posting.ReceiptsAsync(Way.Stream, operations);

        Assert.All(receipts, receipt => Assert.Equal(Outcome.Posted, receipt.Outcome));
        Assert.Equal(500, await CountInJournalAsync(operations));
        Assert.Equal(500, (await BalancesAsync(account)).Holdings.PrincipalMinor);
    }

    [Fact]
    public async Task A_stream_that_is_closed_at_once_ends_well()
    {
        using var stream = Posting.PostStream();
        await stream.RequestStream.CompleteAsync();

        Assert.False(await stream.ResponseStream.MoveNext().Bounded());
        Assert.Equal(StatusCode.OK, stream.GetStatus().StatusCode);
    }

    [Fact]
    public async Task A_server_that_stops_ends_open_streams_and_gives_its_partitions_back()
    {
        var account = await OpenAsync();
        using var stream = Posting.PostStream();
        await stream.RequestStream.WriteAsync(Operations.TopUp(Target.Account(account), 1));
        Assert.True(await stream.ResponseStream.MoveNext().Bounded());
        var reading = stream.ResponseStream.MoveNext();

        await Ledger.StopAsync().Bounded();

        var ended = await Assert.ThrowsAsync<RpcException>(() => reading.Bounded());
        Assert.True(ended.StatusCode == StatusCode.Unavailable, ended.ToString());
        Assert.Equal("GOING_DOWN", Problem.Of(ended).Reason());
        Assert.Equal(0, await ScalarAsync<long>("SELECT count(*) FROM lane WHERE lease_until <> '-infinity'"));
        Assert.Equal(0, await ScalarAsync<long>("SELECT count(*) FROM partition WHERE checkpoint_seq <> next_seq - 1"));
    }

    [Fact]
    public async Task I4_A_server_that_stops_finishes_what_has_queued()
    {
        var account = await OpenAsync();
        var operations = Enumerable.Range(0, 20).Select(_ => Operations.TopUp(Target.Account(account), 1)).ToArray();
        Task<Receipt>[] posting;
        Task stopping;
        await using (var block = await CommitBlock.BeginAsync(Ledger))
        {
            posting = [.. operations.Select(PostAsync)];
            await block.UntilCommitsWaitAsync();
            stopping = Ledger.StopAsync();
        }
        await stopping.Bounded();

        // Each was either posted and answered, or never taken.
        var posted = 0;
        foreach (var (task, operation) in posting.Zip(operations))
        {
            var answered = await task.ContinueWith(ended => ended.IsCompletedSuccessfully, TaskScheduler.Default).Bounded();
            Assert.Equal(answered ? 1 : 0, await CountInJournalAsync(operation));
            posted += answered ? 1 : 0;
        }
        Assert.InRange(posted, 1, 20);
    }
}

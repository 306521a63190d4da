using Ledger.Server.Hosting;

namespace Ledger.Server.Tests.Overload;

[Collection(Disturbances.Name)]
public sealed class FullQueueTests(LedgerCluster cluster) : LedgerTest(cluster)
{
    private const int QueueMaxCount = 8;

    protected override void Configure(Settings settings)
    {
        settings.Partitions = 1;
        settings.Limits.QueueMaxCount = QueueMaxCount;
        settings.Limits.BatchMaxCount = QueueMaxCount;
        settings.Limits.StreamMaxUnanswered = QueueMaxCount;
        settings.Limits.CommitMaxCount = QueueMaxCount;
        settings.Limits.RetryDelayMilliseconds = 250;
        // Ticks take a place in the queue too; with a long lease none comes during a test.
        settings.Limits.LeaseSeconds = 60;
    }

    [Fact]
    public async Task I13_What_does_not_fit_is_told_at_once_to_come_back_and_nothing_is_lost()
    {
        var account = await OpenAsync();
        var operations = Enumerable.Range(0, 40).Select(_ => Operations.TopUp(Target.Account(account), 1)).ToArray();
        Task<PostResult>[] sent;
        await using (var block = await CommitBlock.BeginAsync(Ledger))
        {
            var first = SendAsync(operations[0]);
            await block.UntilCommitsWaitAsync();
            sent = [first, .. operations[1..].Select(SendAsync)];

            // The database does not move, so these answers come from the queue's own bound.
            await Wait.UntilAsync(() =>
                Task.FromResult(sent.Count(task => task.IsCompleted) == operations.Length - 1 - QueueMaxCount),
                "all that does not fit is answered");
            foreach (var refused in sent.Where(task => task.IsCompleted).Select(task => task.Result.Problem))
            {
                Assert.Equal(StatusCode.ResourceExhausted, (StatusCode)refused.Code);
                Assert.Equal(("QUEUE_FULL", TimeSpan.FromMilliseconds(250)), (refused.Reason(), refused.RetryDelay()));
            }
        }
        var results = await Task.WhenAll(sent).Bounded();

        Assert.Equal(1 + QueueMaxCount, results.Count(result => result.Receipt is { Outcome: Outcome.Posted, Replayed: false }));
        Assert.Equal(1 + QueueMaxCount, await CountInJournalAsync(operations));
        // The same keys again: those refused for want of room are decided now, the others replayed.
        foreach (var (operation, result) in operations.Zip(results))
            Assert.Equal(result.Receipt is not null, (await PostedAsync(operation)).Replayed);
        Assert.Equal(40, (await BalancesAsync(account)).Holdings.PrincipalMinor);
    }

    [Theory]
    [InlineData(Way.Batch)]
    [InlineData(Way.Stream)]
    public async Task A_full_queue_refuses_operations_of_a_batch_and_of_a_stream_one_by_one(Way way)
    {
        var account = await OpenAsync();
        var operations = Enumerable.Range(0, QueueMaxCount).Select(_ => Operations.TopUp(Target.Account(account), 1)).ToArray();
        IReadOnlyList<Task<PostResult>> queued;
        await using (var block = await CommitBlock.BeginAsync(Ledger))
        {
            queued = await FillAsync(block, account);

            var results = await Posting.SendAsync(way, operations).Bounded();

            Assert.All(results, result => Assert.Equal("QUEUE_FULL", result.Problem?.Reason()));
        }
        await Task.WhenAll(queued).Bounded();
        Assert.Equal(0, await CountInJournalAsync(operations));
        Assert.All(await Posting.ReceiptsAsync(way, operations), receipt => Assert.False(receipt.Replayed));
    }

    [Fact]
    public async Task I13_Batches_beyond_a_callers_share_of_a_queue_wait_their_turn_unread_and_are_not_refused()
    {
        var account = await OpenAsync();
        var batches = Enumerable.Range(0, 5).Select(_ => Enumerable.Range(0, QueueMaxCount)
            .Select(_ => Operations.TopUp(Target.Account(account), 1)).ToArray()).ToArray();
        Task<Receipt> ahead;
        Task<IReadOnlyList<PostResult>>[] sent;
        await using (var block = await CommitBlock.BeginAsync(Ledger))
        {
            ahead = PostAsync(Operations.TopUp(Target.Account(account), 1));
            await block.UntilCommitsWaitAsync();
            sent = [.. batches.Select(batch => Posting.SendAsync(Way.Batch, batch))];
            // The queue is full from the first of them on, so what has come by now and is read would be refused.
            for (var i = 0; i < 5; i++) Assert.NotNull((await SendAsync(new Operation()).Bounded()).Problem);
        }
        await ahead;

        foreach (var results in sent) Assert.All(await results.Bounded(), result => Assert.Equal(Outcome.Posted, result.Receipt?.Outcome));
        Assert.Equal(1 + 5 * QueueMaxCount, (await BalancesAsync(account)).Holdings.PrincipalMinor);
    }

    [Fact]
    public async Task The_typed_client_comes_back_until_there_is_room()
    {
        var account = await OpenAsync();
        var client = Ledger.Client(options => options.AttemptsMax = 100);
        Task<PostingResult>[] posting;
        IReadOnlyList<Task<PostResult>> queued;
        await using (var block = await CommitBlock.BeginAsync(Ledger))
        {
            queued = await FillAsync(block, account);
            posting = [.. Enumerable.Range(0, 20).Select(_ => client.TopUpAsync(Target.Account(account), 1))];
            // Full as it is, the queue answers these at once.
            for (var i = 0; i < 5; i++)
                Assert.Equal("QUEUE_FULL", (await SendAsync(Operations.TopUp(Target.Account(account), 1)).Bounded()).Problem?.Reason());
        }
        await Task.WhenAll(queued).Bounded();

        Assert.All(await Task.WhenAll(posting).Bounded(), result => Assert.IsType<PostingResult.Posted>(result));
        Assert.Equal(1 + QueueMaxCount + 20, (await BalancesAsync(account)).Holdings.PrincipalMinor);
    }

    /// <summary>Sends operations until the queue is full, which it stays until the block ends; returns those that wait.</summary>
    private async Task<IReadOnlyList<Task<PostResult>>> FillAsync(CommitBlock block, long account)
    {
        const int tooMany = 5;
        var first = SendAsync(Operations.TopUp(Target.Account(account), 1));
        await block.UntilCommitsWaitAsync();
        var filling = Enumerable.Range(0, QueueMaxCount + tooMany).Select(_ => SendAsync(Operations.TopUp(Target.Account(account), 1)))
            .ToArray();
        await Wait.UntilAsync(() => Task.FromResult(filling.Count(task => task.IsCompleted) == tooMany), "the queue is full");
        return [first, .. filling.Where(task => !task.IsCompleted)];
    }

    private async Task<PostResult> SendAsync(Operation operation) => (await Posting.SendAsync(Way.Unary, operation))[0];
}

using Ledger.Server.Hosting;

namespace Ledger.Server.Tests.Overload;

[Collection(Disturbances.Name)]
public sealed class DeadlineTests(LedgerCluster cluster) : LedgerTest(cluster)
{
    protected override void Configure(Settings settings) => settings.Partitions = 1;

    [Fact]
    public async Task I9_An_operation_whose_deadline_passes_while_it_queues_is_never_decided()
    {
        var account = await OpenAsync();
        var (ahead, late) = (Operations.TopUp(Target.Account(account), 1), Operations.TopUp(Target.Account(account), 10));
        Task<Receipt> answered;
        await using (var block = await CommitBlock.BeginAsync(Ledger))
        {
            answered = PostAsync(ahead);
            await block.UntilCommitsWaitAsync();

            var refused = await Assert.ThrowsAsync<RpcException>(async () =>
                await Posting.PostAsync(late, deadline: DateTime.UtcNow.AddMilliseconds(300)));
            // Refused at once where the commit ahead has been stuck for longer than that already.
            Assert.Contains(refused.StatusCode, new[] { StatusCode.DeadlineExceeded, StatusCode.ResourceExhausted });
        }
        await answered.Bounded();
        // Behind it in the queue: once this is answered, the late one has been passed over.
        await PostedAsync(Operations.TopUp(Target.Account(account), 100));

        Assert.Equal(0, await CountInJournalAsync(late));
        Assert.Equal(101, (await BalancesAsync(account)).Holdings.PrincipalMinor);
        Assert.False((await PostedAsync(late)).Replayed);
    }

    [Fact]
    public async Task What_cannot_be_answered_in_time_is_refused_when_it_comes()
    {
        var account = await OpenAsync();
        var hurried = Operations.TopUp(Target.Account(account), 10);
        Task<Receipt> ahead, patient;
        await using (var block = await CommitBlock.BeginAsync(Ledger))
        {
            ahead = PostAsync(Operations.TopUp(Target.Account(account), 1));
            await block.UntilCommitsWaitAsync();
            var deadline = TimeSpan.FromSeconds(1);
            await Task.Delay(deadline);

            var refused = await Assert.ThrowsAsync<RpcException>(async () =>
                await Posting.PostAsync(hurried, deadline: DateTime.UtcNow + deadline));
            Assert.Equal("QUEUE_FULL", Problem.Of(refused).Reason());
            patient = PostAsync(Operations.TopUp(Target.Account(account), 100));
        }
        await ahead.Bounded();
        await patient.Bounded();
        Assert.Equal(0, await CountInJournalAsync(hurried));
        Assert.Equal(101, (await BalancesAsync(account)).Holdings.PrincipalMinor);
    }

    [Fact]
    public async Task I9_A_batch_whose_deadline_passes_while_it_queues_is_never_decided()
    {
        var account = await OpenAsync();
        var ahead = Operations.TopUp(Target.Account(account), 1);
        var late = Enumerable.Range(0, 5).Select(_ => Operations.TopUp(Target.Account(account), 10)).ToArray();
        Task<Receipt> answered;
        PostBatchResponse? refused = null;
        await using (var block = await CommitBlock.BeginAsync(Ledger))
        {
            answered = PostAsync(ahead);
            await block.UntilCommitsWaitAsync();
            // Where the commit ahead has been stuck for longer than that already each is refused at once, and the call is answered.
            if (await Record.ExceptionAsync(async () => refused = await Posting.PostBatchAsync(
                new PostBatchRequest { Operations = { late } }, deadline: DateTime.UtcNow.AddMilliseconds(300))) is { } told)
                Assert.Equal(StatusCode.DeadlineExceeded, Assert.IsType<RpcException>(told).StatusCode);
            else
                Assert.All(refused!.Results, result => Assert.Equal((int)StatusCode.ResourceExhausted, result.Problem.Code));
        }
        await answered.Bounded();
        await PostedAsync(Operations.TopUp(Target.Account(account), 100));

        Assert.Equal(0, await CountInJournalAsync(late));
    }

    [Fact]
    public async Task I9_An_operation_whose_caller_leaves_while_it_queues_is_never_decided()
    {
        var account = await OpenAsync();
        var (ahead, left) = (Operations.TopUp(Target.Account(account), 1), Operations.TopUp(Target.Account(account), 10));
        Task<Receipt> answered;
        await using (var block = await CommitBlock.BeginAsync(Ledger))
        {
            answered = PostAsync(ahead);
            await block.UntilCommitsWaitAsync();
            using var leaving = new CancellationTokenSource();
            var call = Posting.PostAsync(left, cancellationToken: leaving.Token);
            // Questions over the same connection come behind it: the server has it when they are answered, and has seen the caller leave.
            await AskAsync();
            await leaving.CancelAsync();
            Assert.Equal(StatusCode.Cancelled, (await Assert.ThrowsAsync<RpcException>(async () => await call)).StatusCode);
            for (var i = 0; i < 20; i++) await AskAsync();
        }
        await answered.Bounded();
        await PostedAsync(Operations.TopUp(Target.Account(account), 100));

        Assert.Equal(0, await CountInJournalAsync(left));

        // The trial balance is read beside the writers, so a blocked commit does not hold it up.
        async Task AskAsync() =>
            await new Reading.ReadingClient(_channel ??= Ledger.Channel()).GetTrialBalanceAsync(new GetTrialBalanceRequest());
    }

    private Grpc.Net.Client.GrpcChannel? _channel;

    [Fact]
    public async Task I10_A_deadline_that_passes_after_deciding_leaves_the_posting_and_the_retry_is_replayed()
    {
        var account = await OpenAsync();
        var operation = Operations.TopUp(Target.Account(account), 10);
        await using (var block = await CommitBlock.BeginAsync(Ledger))
        {
            var call = Posting.PostAsync(operation, deadline: DateTime.UtcNow.AddSeconds(3)).ResponseAsync;
            await block.UntilCommitsWaitAsync();
            Assert.Equal(StatusCode.DeadlineExceeded, (await Assert.ThrowsAsync<RpcException>(() => call)).StatusCode);
        }

        var receipt = await PostedAsync(operation);

        Assert.True(receipt.Replayed);
        Assert.Equal(1, await CountInJournalAsync(operation));
        Assert.Equal(10, (await BalancesAsync(account)).Holdings.PrincipalMinor);
    }

    [Fact]
    public async Task I10_A_caller_who_leaves_after_deciding_leaves_the_posting()
    {
        var account = await OpenAsync();
        var operation = Operations.TopUp(Target.Account(account), 10);
        await using (var block = await CommitBlock.BeginAsync(Ledger))
        {
            using var leaving = new CancellationTokenSource();
            var call = Posting.PostAsync(operation, cancellationToken: leaving.Token).ResponseAsync;
            await block.UntilCommitsWaitAsync();
            await leaving.CancelAsync();
            await Assert.ThrowsAsync<RpcException>(() => call);
        }

        Assert.True((await PostedAsync(operation)).Replayed);
    }

    [Fact]
    public async Task A_deadline_that_is_over_on_arrival_is_told_as_such()
    {
        var operation = Operations.OpenAccount();

        var refused = await Assert.ThrowsAsync<RpcException>(async () =>
            await Posting.PostAsync(operation, deadline: DateTime.UtcNow.AddSeconds(-1)));

        Assert.Equal(StatusCode.DeadlineExceeded, refused.StatusCode);
        Assert.Equal(0, await CountInJournalAsync(operation));
    }
}

using Ledger.Server.Hosting;

namespace Ledger.Server.Tests.Overload;

[Collection(Disturbances.Name)]
public sealed class CommitTests(LedgerCluster cluster) : LedgerTest(cluster)
{
    protected override void Configure(Settings settings) => settings.Partitions = 1;

    [Theory]
    [InlineData(1000, 1)]
    [InlineData(20, 3)]
    public async Task What_queues_while_a_commit_is_under_way_lands_in_as_few_commits_as_hold_it(int commitMaxCount, int commits)
    {
        await RestartAsync(settings => settings.Limits.CommitMaxCount = commitMaxCount);
        var account = await OpenAsync();
        var operations = Enumerable.Range(0, 50).Select(_ => Operations.TopUp(Target.Account(account), 1)).ToArray();
        using var stream = Posting.PostStream();
        Task<Receipt> ahead;
        await using (var block = await CommitBlock.BeginAsync(Ledger))
        {
            ahead = PostAsync(Operations.TopUp(Target.Account(account), 1));
            await block.UntilCommitsWaitAsync();
            foreach (var operation in operations) await stream.RequestStream.WriteAsync(operation);
            // An operation without a key is answered without the writer: after it all before it have queued.
            await stream.RequestStream.WriteAsync(new Operation());
            Assert.True(await stream.ResponseStream.MoveNext().Bounded());
            Assert.Equal((operations.Length, true),
                ((int)stream.ResponseStream.Current.Position, stream.ResponseStream.Current.Problem is not null));
        }
        await stream.RequestStream.CompleteAsync();
        var answered = 0;
        while (await stream.ResponseStream.MoveNext().Bounded())
            answered += stream.ResponseStream.Current.Receipt.Outcome == Outcome.Posted ? 1 : 0;
        await ahead;

        Assert.Equal(operations.Length, answered);
        Assert.Equal(commits, await ScalarAsync<long>(
            "SELECT count(DISTINCT xmin::text) FROM journal WHERE key = ANY (@keys)", new { keys = operations.Select(Keys.Of).ToArray() }));
    }

    [Fact]
    public async Task I4_Nothing_is_answered_or_read_before_its_commit()
    {
        var account = await OpenAsync();
        var operation = Operations.TopUp(Target.Account(account), 10);
        Task<Receipt> posting;
        Task<Balances> asking;
        await using (var block = await CommitBlock.BeginAsync(Ledger))
        {
            posting = PostAsync(operation);
            await block.UntilCommitsWaitAsync();
            asking = BalancesAsync(account);

            var unknown = await Assert.ThrowsAsync<RpcException>(async () =>
                await Reading.GetOutcomeAsync(new GetOutcomeRequest { Key = operation.Key }));
            Assert.Equal(StatusCode.NotFound, unknown.StatusCode);
            Assert.False(posting.IsCompleted);
            Assert.False(asking.IsCompleted);
        }

        Assert.Equal(Outcome.Posted, (await posting.Bounded()).Outcome);
        Assert.Equal(10, (await asking.Bounded()).Holdings.PrincipalMinor);
    }

    [Fact]
    public async Task A_commit_that_times_out_is_tried_again_and_posts_once()
    {
        await RestartAsync(settings => (settings.Limits.CommitTimeoutSeconds, settings.Limits.LeaseSeconds) = (1, 1));
        var account = await OpenAsync();
        var operation = Operations.TopUp(Target.Account(account), 10);
        Task<Receipt> posting;
        await using (var block = await CommitBlock.BeginAsync(Ledger))
        {
            posting = PostAsync(operation);
            await Wait.UntilAsync(() =>
                Task.FromResult(Console.Text.Contains("the batch is decided anew", StringComparison.Ordinal)),
                "the first commit has timed out");
        }

        Assert.Equal(Outcome.Posted, (await posting.Bounded()).Outcome);
        Assert.Equal(1, await CountInJournalAsync(operation));
        Assert.Equal(10, (await BalancesAsync(account)).Holdings.PrincipalMinor);
    }

    [Theory]
    [InlineData("ledger-commits")]
    [InlineData("ledger-queries")]
    public async Task Connections_that_the_database_ends_are_replaced_and_nothing_is_lost(string name)
    {
        var account = await OpenAsync();
        for (var round = 1; round <= 5; round++)
        {
            await ExecuteAsync($"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND application_name = '{name}'");

            var operation = Operations.TopUp(Target.Account(account), 1);
            await PostedAsync(operation);

            Assert.Equal(1, await CountInJournalAsync(operation));
            await Wait.UntilAsync(async () => await BalanceOrNothingAsync(account) == round, "the balance is read");
        }
    }

    [Fact]
    public async Task I3_A_connection_that_ends_while_its_commit_waits_posts_once()
    {
        var account = await OpenAsync();
        var operation = Operations.TopUp(Target.Account(account), 10);
        Task<Receipt> posting;
        await using (var block = await CommitBlock.BeginAsync(Ledger))
        {
            posting = PostAsync(operation);
            await block.UntilCommitsWaitAsync();
            await ExecuteAsync("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'ledger-commits'");
        }

        Assert.Equal(Outcome.Posted, (await posting.Bounded()).Outcome);
        Assert.Equal(1, await CountInJournalAsync(operation));
    }

    private async Task<long> BalanceOrNothingAsync(long account)
    {
        try
        {
            return (await BalancesAsync(account)).Holdings.PrincipalMinor;
        }
        catch (RpcException away) when (away.StatusCode == StatusCode.Unavailable)
        {
            return -1;
        }
    }
}

using Ledger.Server.Hosting;
using Ledger.Server.Journal.Sql;
using Npgsql;

namespace Ledger.Server.Tests.Checkpoints;

[Collection(Disturbances.Name)]
public sealed class CheckpointTests(LedgerCluster cluster) : LedgerTest(cluster)
{
    private const string Behind =
        """
        SELECT count(*) FROM partition p
         WHERE checkpoint_seq <> coalesce((SELECT max(seq) FROM journal j WHERE j.partition = p.partition), 0) OR checkpoint_seq <> next_seq - 1
        """;

    private static readonly long[] Nothing = [0];
    private static readonly string[] Empty = ["{}"];

    private sealed record Row(long LastSeq, long Points, long Principal, long Bonus);

    protected override void Configure(Settings settings) => settings.Limits.CheckpointLagMaxRows = 1;

    [Fact]
    public async Task I6_With_a_lag_of_one_row_the_account_table_holds_every_commit()
    {
        var account = await OpenAsync(card: "card-of-member-1111");
        var target = Target.Account(account);
        foreach (var operation in new[]
        {
            Operations.TopUp(target, 20_000), Operations.AccruePoints(target, 250, "gift"), Operations.Debit(target, 2_000),
                Operations.Redeem(target, 200),
            Operations.Debit(target, 900_000), Operations.Adjust(target, Asset.Bonus, 7, "found"),
            Operations.IssueCard(target, "card-of-member-2222"),
        })
        {
            await PostAsync(operation);
            // In line behind the posting, and so behind its checkpoint.
            var balances = await BalancesAsync(account);

            var row = await RowAsync(account);
            Assert.Equal(balances.Holdings, new Holdings { Points = row.Points, PrincipalMinor = row.Principal, BonusMinor = row.Bonus });
            Assert.Equal(await ScalarAsync<long>("SELECT max(seq) FROM journal WHERE account = @account", new { account }), row.LastSeq);
        }
        Assert.Equal(0, await ScalarAsync<long>(Behind));
    }

    [Fact]
    public async Task I6_With_a_long_lag_the_next_writer_replays_the_tail()
    {
        await BeginAnewAsync(settings =>
            (settings.Partitions, settings.Limits.CheckpointLagMaxRows, settings.Limits.LeaseSeconds) = (1, 50_000, 60));
        var account = await OpenAsync();
        for (var i = 0; i < 10; i++) await PostedAsync(Operations.TopUp(Target.Account(account), 20_000));
        var before = await BalancesAsync(account);
        Assert.Equal(0, await ScalarAsync<long>("SELECT count(*) FROM account"));

        // A namesake takes over without the first having written a checkpoint.
        await using var namesake = await StartAnotherAsync(settings => settings.Limits.CheckpointLagMaxRows = 50_000);

        await Console.PrintedAsync("1 of 1 partitions, 21 rows replayed");
        using var channel = Grpc.Net.Client.GrpcChannel.ForAddress(namesake.Address);
        Assert.Equal(before, await new Reading.ReadingClient(channel).GetBalancesAsync(new GetBalancesRequest { Account = account }));
    }

    [Fact]
    public async Task An_idle_partition_writes_its_checkpoints()
    {
        await BeginAnewAsync(settings => (settings.Limits.CheckpointLagMaxRows, settings.Limits.LeaseSeconds) = (50_000, 1));
        var account = await OpenAsync();
        var receipt = await PostedAsync(Operations.TopUp(Target.Account(account), 100));

        await Wait.UntilAsync(async () =>
            await ScalarAsync<long>(Behind) == 0,
            "the checkpoints reach the last row");

        Assert.Equal(new Row(receipt.Sequence, 0, 100, 0), await RowAsync(account));
    }

    [Theory]
    [InlineData(1, 2)]
    [InlineData(10, 2)]
    [InlineData(50_000, 3)]
    public async Task I6_A_cache_smaller_than_the_number_of_accounts_is_right_all_the_same(int lagMaxRows, int cachedMaxCount)
    {
        void Small(Settings settings) =>
            (settings.Partitions, settings.Limits.CheckpointLagMaxRows, settings.Limits.CachedAccountsMaxCount,
            settings.Limits.CommitMaxCount,
            settings.Limits.CheckpointMaxCount, settings.Limits.LeaseSeconds) = (2, lagMaxRows, cachedMaxCount, cachedMaxCount, 3, 1);
        await BeginAnewAsync(Small);
        // A checkpoint that went back would be seen by this.
        await ExecuteAsync(
            """
            CREATE FUNCTION never_back() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN IF NEW.last_seq < OLD.last_seq THEN RAISE 'account % goes back', OLD.account; END IF; RETURN NEW; END $$;
            CREATE TRIGGER never_back BEFORE UPDATE ON account FOR EACH ROW EXECUTE FUNCTION never_back()
            """);
        var accounts = new List<long>();
        for (var i = 0; i < 25; i++) accounts.Add(await OpenAsync());
        var held = accounts.ToDictionary(account => account, _ => 0L);
        var random = new Random(4_711);
        for (var round = 0; round < 12; round++)
        {
            var operations = Enumerable.Range(0, 40).Select(_ =>
            {
                var target = Target.Account(accounts[random.Next(accounts.Count)]);
                return random.Next(2) == 0 ? Operations.TopUp(target, random.Next(1, 1_000))
                    : Operations.Debit(target, random.Next(1, 1_000), allowPartial: true);
            }).ToArray();
            foreach (var receipt in await Posting.ReceiptsAsync(round % 2 == 0 ? Way.Batch : Way.Stream, operations))
            {
                held[receipt.Account] += receipt.Transfers.Sum(transfer =>
                    transfer.Credit.PartyCase == Side.PartyOneofCase.Account ? transfer.Amount : -transfer.Amount);
                Assert.Equal(held[receipt.Account], receipt.Balances.PrincipalMinor);
            }
            if (round == 6) await RestartAsync(Small);
        }
        foreach (var account in accounts) Assert.Equal(held[account], (await BalancesAsync(account)).Holdings.PrincipalMinor);
    }

    [Fact]
    public async Task I11_A_checkpoint_of_an_older_row_or_an_older_epoch_changes_nothing()
    {
        var account = await OpenInAsync(1);
        var receipt = await PostedAsync(Operations.TopUp(Target.Account(account), 100));
        await BalancesAsync(account);
        await using var connection = await ConnectAsync();

        var held = await connection.QuerySingleAsync<(int Lane, Guid Instance, long Epoch, long CommitNo)>(
            "SELECT lane, lane.instance, lane.epoch, commit_no FROM lane JOIN partition USING (lane) WHERE partition = 1");
        // An older row; rows of an epoch that is over; of a history that this database has lost.
        foreach (var (lastSeq, epoch, commitNo) in new[]
        {
            (receipt.Sequence - 1, held.Epoch, held.CommitNo), (receipt.Sequence + 1, held.Epoch - 1, held.CommitNo),
            (receipt.Sequence + 1, held.Epoch, held.CommitNo + 1),
        })
        {
            await using var write = new NpgsqlCommand(SqlText.CheckpointAccounts, connection);
            Add(write, new()
            {
                ["lane"] = held.Lane, ["instance"] = held.Instance, ["epoch"] = epoch, ["commit_no"] = commitNo,
                ["partitions"] = new short[] { 1 }, ["partition"] = new short[] { 1 }, ["account"] = new[] { account },
                ["program"] = new short[] { 1 },
                ["last_seq"] = new[] { lastSeq }, ["points"] = Nothing, ["principal"] = Nothing, ["bonus"] = Nothing,
                ["detail"] = Empty, ["due_on"] = new DateOnly?[] { null }, ["hold_until"] = new DateTime?[] { null },
            });
            Assert.Equal(0, await write.ExecuteNonQueryAsync());
            await using var note = new NpgsqlCommand(SqlText.CheckpointPartitions, connection);
            Add(note, new()
            {
                ["lane"] = held.Lane, ["instance"] = held.Instance, ["epoch"] = epoch - 1, ["commit_no"] = commitNo,
                ["partitions"] = new short[] { 1 }, ["checkpoint_seqs"] = new[] { receipt.Sequence },
                ["last_seqs"] = new[] { receipt.Sequence },
            });
            Assert.Equal(0, await note.ExecuteNonQueryAsync());
        }

        Assert.Equal(new Row(receipt.Sequence, 0, 100, 0), await RowAsync(account));
    }

    [Fact]
    public async Task I6_A_checkpoint_that_failed_is_written_later()
    {
        var account = await OpenAsync();
        await BalancesAsync(account);
        await using (var connection = await ConnectAsync())
        {
            await using var transaction = await connection.BeginTransactionAsync();
            await connection.ExecuteAsync("LOCK TABLE account IN EXCLUSIVE MODE", transaction: transaction);
            await PostedAsync(Operations.TopUp(Target.Account(account), 1));
            // The posting is answered; its checkpoint waits for the table, and then loses its connection.
            await Wait.UntilAsync(async () => await ScalarAsync<long>(
                """
                SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
                 WHERE datname = current_database() AND application_name = 'ledger-queries' AND wait_event_type = 'Lock'
                """) > 0, "the checkpoint waits");
            await Wait.UntilAsync(() =>
                Task.FromResult(Console.Text.Contains("A checkpoint of lane", StringComparison.Ordinal)), "the checkpoint has failed");
        }

        var receipt = await PostedAsync(Operations.TopUp(Target.Account(account), 1));
        await BalancesAsync(account);

        Assert.Equal(new Row(receipt.Sequence, 0, 2, 0), await RowAsync(account));
    }

    private static void Add(NpgsqlCommand command, Dictionary<string, object> parameters)
    {
        foreach (var (name, value) in parameters) command.Parameters.Add(new NpgsqlParameter(name, value));
    }

    private async Task<Row> RowAsync(long account) =>
        (await QueryAsync<Row>("SELECT last_seq AS LastSeq, points, principal, bonus FROM account WHERE account = @account",
            new { account })).Single();
}

using Grpc.Health.V1;
using Grpc.Net.Client;
using Ledger.Server.Audit;
using Npgsql;

namespace Ledger.Server.Tests.Database;

[Collection(Disturbances.Name)]
public sealed class RefusingDatabaseTests(LedgerCluster cluster) : LedgerTest(cluster)
{
    [Fact]
    public async Task A_value_the_database_cannot_take_fails_alone_and_its_neighbours_are_posted()
    {
        // A database that is not in UTF-8 has no way to write 会员.
        var name = new NpgsqlConnectionStringBuilder(await Cluster.NewDatabaseAsync()).Database!;
        await ExecuteAsync($"DROP DATABASE {name}");
        await ExecuteAsync($"CREATE DATABASE {name} ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0");
        var connection = new NpgsqlConnectionStringBuilder(Ledger.Connection) { Database = name }.ConnectionString;
        ErrorsAreExpected = true;
        await using (var host = await StartAnotherAsync(settings => (settings.Connection, settings.Partitions) = (connection, 1)))
        {
            using var channel = GrpcChannel.ForAddress(host.Address);
            var posting = new Posting.PostingClient(channel);
            var account = (await posting.PostAsync(Operations.OpenAccount())).Account;
            var operations = Enumerable.Range(0, 9).Select(i => Operations.TopUp(
                Target.Account(account), 1, details: new OperationDetails { Reference = i == 4 ? "会员" : $"ticket {i}" })).ToArray();

            var results = await posting.SendAsync(Way.Batch, operations).Bounded();

            Assert.Equal(Enumerable.Range(0, 9).Where(i => i != 4),
                results.Where(result => result.Receipt?.Outcome == Outcome.Posted).Select(result => (int)result.Position));
            Assert.Equal(StatusCode.Internal, (StatusCode)results[4].Problem.Code);
            // And those behind it are served.
            Assert.Equal(9, (await posting.PostAsync(Operations.TopUp(Target.Account(account), 1))).Balances.PrincipalMinor);
        }
        Assert.True((await Verification.RunAsync(connection, default)).IsSound);
    }

    [Fact]
    public async Task A_broken_constraint_stops_its_partition_alone_and_callers_are_told()
    {
        var (broken, sound) = (await OpenInAsync(2), await OpenInAsync(1));
        var more = await OpenInAsync(2);
        // Stands for a constraint that guards an invariant: what the server wants to write must not be.
        await ExecuteAsync("ALTER TABLE journal ADD CONSTRAINT made_up CHECK (account <> " + broken + ") NOT VALID");
        ErrorsAreExpected = true;

        var batch = await Posting.SendAsync(Way.Batch,
            Operations.TopUp(Target.Account(more), 1), Operations.TopUp(Target.Account(broken), 1),
            Operations.TopUp(Target.Account(sound), 1)).Bounded();

        Assert.Equal(["PARTITION_STOPPED", "PARTITION_STOPPED", ""], batch.Select(result => result.Problem?.Reason() ?? ""));
        // For ever after, at once, in all calls.
        foreach (var way in Enum.GetValues<Way>())
            Assert.Equal("PARTITION_STOPPED",
                (await Posting.SendAsync(way, Operations.TopUp(Target.Account(more), 1)).Bounded())[0].Problem.Reason());
        Assert.Equal("PARTITION_STOPPED", Problem.Of(await Assert.ThrowsAsync<RpcException>(() => BalancesAsync(more).Bounded())).Reason());
        Assert.Equal(Outcome.Posted, (await PostAsync(Operations.TopUp(Target.Account(sound), 1))).Outcome);
        Assert.Equal(HealthCheckResponse.Types.ServingStatus.NotServing,
            (await new Health.HealthClient(Ledger.Channel()).CheckAsync(new HealthCheckRequest())).Status);

        await ExecuteAsync("ALTER TABLE journal DROP CONSTRAINT made_up");
        await RestartAsync();
        await PostedAsync(Operations.TopUp(Target.Account(broken), 1));
    }

    [Fact]
    public async Task A_stopped_partition_answers_both_of_a_key_that_came_twice()
    {
        var account = await OpenInAsync(2);
        await ExecuteAsync("ALTER TABLE journal ADD CONSTRAINT made_up CHECK (partition <> 2) NOT VALID");
        ErrorsAreExpected = true;
        var operation = Operations.TopUp(Target.Account(account), 1);

        var results = await Posting.SendAsync(Way.Batch, operation, Operations.TopUp(Target.Account(77), 1), operation,
            Operations.TopUp(Target.Account(account), 2)).Bounded();

        Assert.Equal(4, results.Count);
        Assert.Equal("PARTITION_STOPPED", results[0].Problem.Reason());
        Assert.Equal("PARTITION_STOPPED", results[2].Problem.Reason());
        Assert.Equal(0, await CountInJournalAsync(operation));
    }
}

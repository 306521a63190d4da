using Grpc.Net.Client;
using Ledger.Server.Audit;
using Ledger.Server.Basics;
using Ledger.Server.Cards;
using Ledger.Server.Hosting;
using Ledger.Server.Journal;
using Ledger.Server.Journal.Schema;

namespace Ledger.Server.Tests.Servers;

[Collection(Disturbances.Name)]
public sealed class StartingTests(LedgerCluster cluster) : LedgerTest(cluster)
{
    [Fact]
    public async Task Servers_that_start_at_once_on_an_empty_database_make_one_ledger()
    {
        var connection = await Cluster.NewDatabaseAsync();
        var cardKeyFile = Path.Combine(Cluster.Folder, "card-of-many.key");
        _ = CardKey.ReadOrMake(cardKeyFile);
        Console.Use();
        var hosts = await Task.WhenAll(Enumerable.Range(0, 4).Select(node => LedgerHost.StartAsync(
            new Settings
            {
                Address = "http://127.0.0.1:0", Insecure = true, Connection = connection, CardKeyFile = cardKeyFile,
                PinPepperFile = $"{cardKeyFile}.pepper",
                Partitions = 4, Node = $"node {node}",
            },
            Clock, default))).Bounded();
        try
        {
            for (short partition = 0; partition < 4; partition++)
            {
                var operation = Operations.OpenAccount(account: Accounts.In(partition));
                var receipts = new List<Receipt>();
                foreach (var host in hosts)
                {
                    using var channel = GrpcChannel.ForAddress(host.Address);
                    var result = (await new Posting.PostingClient(channel).SendAsync(Way.Unary, operation))[0];
                    receipts.Add(result.Receipt);
                }
                // Whoever is asked, one writer has posted it once.
                Assert.All(receipts, receipt => Assert.Equal(Outcome.Posted, receipt.Outcome));
                Assert.Equal([false, true, true, true], receipts.Select(receipt => receipt.Replayed));
            }
        }
        finally
        {
            foreach (var host in hosts) await host.DisposeAsync();
        }
        Assert.True((await Verification.RunAsync(connection, default)).IsSound);
    }

    [Fact]
    public async Task The_number_of_partitions_is_fixed_when_the_ledger_is_made()
    {
        var account = await OpenInAsync(3);

        await RestartAsync(settings => settings.Partitions = 1);

        Assert.Equal(3, (await PostedAsync(Operations.TopUp(Target.Account(account), 1))).Partition);
        Assert.Equal(4, await ScalarAsync<long>("SELECT count(*) FROM partition"));
    }

    [Fact]
    public async Task A_database_of_a_newer_server_is_refused()
    {
        await ExecuteAsync("INSERT INTO schema_migration (number, name, text) VALUES (999, 'of tomorrow', '')");

        var refused = await Assert.ThrowsAsync<DatabaseRefusedException>(() => StartAnotherAsync());

        Assert.Contains("use a newer server", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_migration_that_has_changed_since_it_was_applied_is_refused()
    {
        await ExecuteAsync("UPDATE schema_migration SET text = text || ' -- changed'");

        var refused = await Assert.ThrowsAsync<DatabaseRefusedException>(() => StartAnotherAsync());

        Assert.Contains("001_ledger", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("synchronous_commit")]
    [InlineData("fsync")]
    [InlineData("full_page_writes")]
    public async Task I4_A_database_that_could_forget_is_refused(string setting)
    {
        // fsync and full_page_writes belong to the whole cluster: a database of a cluster of its own, with the setting off.
        var isOfDatabase = setting == "synchronous_commit";
        await using var forgetful = isOfDatabase ? null
            : await PostgresCluster.StartAsync(new Dictionary<string, string> { [setting] = "off", ["shared_buffers"] = "16MB" });
        var connection = forgetful is null ? Ledger.Connection : await forgetful.NewDatabaseAsync();
        if (isOfDatabase) await ExecuteAsync(
            "DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET synchronous_commit = off', current_database()); END $$");

        var refused = await Assert.ThrowsAsync<DatabaseRefusedException>(() =>
            StartAnotherAsync(settings => settings.Connection = connection));

        Assert.Contains(setting, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task I4_A_login_that_could_forget_is_refused_although_the_migrations_login_is_not()
    {
        await ExecuteAsync(
            "CREATE ROLE forgetful LOGIN; ALTER ROLE forgetful SET synchronous_commit = off; GRANT ledger_server TO forgetful");
        var connection = new Npgsql.NpgsqlConnectionStringBuilder(Ledger.Connection) { Username = "forgetful" }.ConnectionString;
        LedgerHost? started = null;
        try
        {
            var refused = await Record.ExceptionAsync(async () => started = await StartAnotherAsync(settings =>
                (settings.Connection, settings.MigrateConnection, settings.Node) = (connection, Ledger.Connection, "second")));

            Assert.Contains("synchronous_commit", Assert.IsType<DatabaseRefusedException>(refused).Message, StringComparison.Ordinal);
        }
        finally
        {
            if (started is not null) await started.DisposeAsync();
            await ExecuteAsync("DROP OWNED BY forgetful; DROP ROLE forgetful");
        }
    }

    [Fact]
    public async Task A_server_that_cannot_listen_gives_its_partitions_back()
    {
        await Ledger.StopAsync();
        using var taken = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        taken.Start();
        // The host logs why it does not start.
        ErrorsAreExpected = true;

        await Assert.ThrowsAnyAsync<IOException>(() => StartAnotherAsync(settings => settings.Address = $"http://{taken.LocalEndpoint}"));

        Assert.Equal(0, await ScalarAsync<long>("SELECT count(*) FROM lane WHERE lease_until <> '-infinity'"));
    }

    [Fact]
    public async Task Another_card_key_is_refused()
    {
        var refused = await Assert.ThrowsAsync<DatabaseRefusedException>(() =>
            StartAnotherAsync(settings => settings.CardKeyFile = Path.Combine(Cluster.Folder, "another-card.key")));

        Assert.Contains("LEDGER_CARD_KEY_FILE", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_pepper_that_is_missing_is_made_anew_only_as_long_as_there_is_no_PIN()
    {
        var pepper = Path.Combine(Cluster.Folder, $"{Guid.NewGuid():N}.pepper");
        await RestartAsync(settings => settings.PinPepperFile = pepper);
        File.Delete(pepper);
        await RestartAsync(settings => settings.PinPepperFile = pepper);
        await PostedAsync(Operations.SetPin(Target.Account(await OpenAsync()), "1234"));

        await Ledger.StopAsync();
        File.Move(pepper, $"{pepper}.elsewhere");
        var refused = await Assert.ThrowsAsync<SecretRefusedException>(() =>
            StartAnotherAsync(settings => settings.PinPepperFile = pepper));

        Assert.Contains(pepper, refused.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(pepper));
    }

    [Fact]
    public async Task A_database_that_is_not_there_is_refused_by_name()
    {
        var nowhere = new Npgsql.NpgsqlConnectionStringBuilder(Ledger.Connection) { Database = "nowhere" }.ConnectionString;

        var refused = await Assert.ThrowsAsync<DatabaseRefusedException>(() =>
            StartAnotherAsync(settings => settings.Connection = nowhere));

        Assert.Contains("nowhere", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_login_that_the_database_does_not_know_is_refused_at_once()
    {
        var stranger = new Npgsql.NpgsqlConnectionStringBuilder(Ledger.Connection) { Username = "stranger" }.ConnectionString;

        var refused = await Assert.ThrowsAsync<DatabaseRefusedException>(() =>
            StartAnotherAsync(settings => settings.Connection = stranger)).Bounded();

        Assert.Contains("stranger", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task I14_A_server_that_starts_before_its_database_waits_for_it()
    {
        await Ledger.StopAsync();
        var socket = Path.Combine(Cluster.Folder, $"later-{Guid.NewGuid():N}");
        var connection = new Npgsql.NpgsqlConnectionStringBuilder(Ledger.Connection) { Host = socket }.ConnectionString;
        var starting = StartAnotherAsync(settings => settings.Connection = connection);
        await Wait.UntilAsync(
            () => Task.FromResult(Console.Text.Contains("Waiting for the database", StringComparison.Ordinal)), "it is told");
        Assert.False(starting.IsCompleted);

        Directory.CreateSymbolicLink(socket, Cluster.SocketFolder);

        await using var host = await starting.Bounded();
        using var channel = GrpcChannel.ForAddress(host.Address);
        Assert.Equal(Outcome.Posted, (await new Posting.PostingClient(channel).PostAsync(Operations.OpenAccount())).Outcome);
        await Console.PrintedAsync("The database answers.");
    }

    [Fact]
    public async Task A_database_that_stays_away_ends_the_start_when_it_has_been_waited_for()
    {
        var away = await Assert.ThrowsAsync<DatabaseAwayException>(() => StartAnotherAsync(settings =>
            (settings.Connection, settings.Limits.DatabaseWaitSeconds) = ("Host=/nowhere;Username=nobody", 1))).Bounded();

        Assert.Contains("/nowhere", away.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task I13_A_database_that_takes_fewer_connections_than_a_server_may_need_is_refused()
    {
        var refused = await Assert.ThrowsAsync<DatabaseRefusedException>(() =>
            StartAnotherAsync(settings => settings.Limits.StatementConnectionsMax = 100_000));

        Assert.Contains("max_connections", refused.Message, StringComparison.Ordinal);
    }
}

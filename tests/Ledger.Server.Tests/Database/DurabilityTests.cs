using Grpc.Health.V1;
using Npgsql;

namespace Ledger.Server.Tests.Database;

/// <summary>A database that is made forgetful while a server runs on it; each test has a PostgreSQL of its own.</summary>
[Collection(Disturbances.Name)]
public sealed class DurabilityTests : IAsyncLifetime
{
    private static readonly OperationBuilder Operations = new(1, 7, 3, TimeProvider.System);

    private PostgresCluster _cluster = null!;

    public async ValueTask InitializeAsync() =>
        _cluster = await PostgresCluster.StartAsync(new Dictionary<string, string> { ["shared_buffers"] = "16MB" });

    public async ValueTask DisposeAsync() => await _cluster.DisposeAsync();

    [Theory]
    [InlineData("on", "off", "on")]
    [InlineData("on", "local", "on")]
    [InlineData("local", "off", "on")]
    [InlineData("remote_apply", "off", "remote_apply")]
    public async Task I4_Commits_wait_for_no_less_than_at_the_start_whatever_the_database_is_reloaded_with(
        string start, string reloaded, string waitsFor)
    {
        await ReloadAsync("synchronous_commit", start);
        await using var ledger = await TestLedger.StartAsync(_cluster);
        await NoteWhatCommitsWaitForAsync(ledger.Connection);
        var posting = ledger.Posting();
        var account = (await posting.PostAsync(Operations.OpenAccount())).Account;

        await ReloadAsync("synchronous_commit", reloaded);

        await posting.PostAsync(Operations.TopUp(Target.Account(account), 100));
        await posting.PostAsync(Operations.IssueCard(Target.Account(account), "6600123412341234"));
        // And over connections that are made since.
        await ExecuteAsync(
            ledger.Connection, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name LIKE 'ledger-%'");
        Receipt? receipt = null;
        var again = Operations.TopUp(Target.Account(account), 100);
        await Wait.UntilAsync(
            async () => (receipt = (await posting.SendAsync(Way.Unary, again))[0].Receipt) is not null, "it serves again");
        Assert.Equal(Outcome.Posted, receipt!.Outcome);
        Assert.Equal([waitsFor], await ReadAsync(ledger.Connection, "SELECT DISTINCT waits_for FROM noted"));
    }

    [Theory]
    [InlineData("fsync")]
    [InlineData("full_page_writes")]
    public async Task I4_Nothing_is_posted_while_the_database_runs_with_a_setting_by_which_it_could_forget(string setting)
    {
        var console = new ConsoleCapture();
        console.Use();
        await using var ledger = await TestLedger.StartAsync(
            _cluster, settings => (settings.Limits.DatabaseLookSeconds, settings.Limits.CommitMaxAttempts) = (1, 2));
        var (posting, health) = (ledger.Posting(), new Health.HealthClient(ledger.Channel()));
        var account = (await posting.PostAsync(Operations.OpenAccount())).Account;

        await ReloadAsync(setting, "off");
        await UntilAsync(health, HealthCheckResponse.Types.ServingStatus.NotServing);

        var refused = Operations.TopUp(Target.Account(account), 100);
        foreach (var way in Enum.GetValues<Way>())
            Assert.Equal(StatusCode.Unavailable, (StatusCode)(await posting.SendAsync(way, refused))[0].Problem.Code);
        Assert.Equal(["0"], await ReadAsync(ledger.Connection, "SELECT count(*)::text FROM journal WHERE asked = 100"));
        // What is there is told all the same.
        Assert.Equal(0, (await ledger.Reading().GetBalancesAsync(new GetBalancesRequest { Account = account })).Holdings.PrincipalMinor);

        await ReloadAsync(setting, "on");
        await UntilAsync(health, HealthCheckResponse.Types.ServingStatus.Serving);
        Assert.Equal(100, (await posting.PostAsync(refused)).Balances.PrincipalMinor);
        // The console lags behind what is logged.
        await ledger.StopAsync();
        Assert.Contains($"crit: Ledger.Server.Upkeep.DatabaseWatch[440] The database runs with {setting} = off", console.Text,
            StringComparison.Ordinal);
        Assert.Contains("The database keeps what it commits again.", console.Text, StringComparison.Ordinal);
    }

    private static Task UntilAsync(Health.HealthClient health, HealthCheckResponse.Types.ServingStatus wanted) => Wait.UntilAsync(
        async () => (await health.CheckAsync(new HealthCheckRequest())).Status == wanted, $"the server is {wanted}");

    // Whatever updates a partition says what its session's commits wait for at that moment: appends, take-overs, leases.
    private static Task NoteWhatCommitsWaitForAsync(string connection) => ExecuteAsync(connection, """
        CREATE TABLE noted (waits_for text);
        CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS
        $$ BEGIN INSERT INTO public.noted VALUES (current_setting('synchronous_commit')); RETURN NEW; END $$;
        CREATE TRIGGER note BEFORE UPDATE ON partition FOR EACH ROW EXECUTE FUNCTION note();
        """);

    private async Task ReloadAsync(string setting, string value)
    {
        await ExecuteAsync(_cluster.ConnectionString, $"ALTER SYSTEM SET {setting} = {value}");
        await ExecuteAsync(_cluster.ConnectionString, "SELECT pg_reload_conf()");
        await Wait.UntilAsync(
            async () => (await ReadAsync(_cluster.ConnectionString, $"SHOW {setting}"))[0] == value, $"{setting} is {value}");
    }

    private static async Task ExecuteAsync(string connection, string sql)
    {
        await using var opened = new NpgsqlConnection($"{connection};Pooling=false");
        await opened.ExecuteAsync(sql);
    }

    private static async Task<IReadOnlyList<string>> ReadAsync(string connection, string sql)
    {
        await using var opened = new NpgsqlConnection($"{connection};Pooling=false");
        return [.. await opened.QueryAsync<string>(sql)];
    }
}

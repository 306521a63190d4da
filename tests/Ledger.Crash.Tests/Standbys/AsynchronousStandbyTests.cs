using Ledger.Client;
using Ledger.Crash.Tests.Processes;

namespace Ledger.Crash.Tests.Standbys;

/// <summary>
/// The database has an asynchronous standby, which may lack what was acknowledged last. What it lacks is lost when it takes over, and
/// nothing may be spent of it.
/// </summary>
public sealed class AsynchronousStandbyTests
{
    private const int Members = 1000;
    private const long FirstAccount = 10_000;

    [Fact]
    public async Task I2_I6_No_money_is_spent_that_was_lost_with_a_primary()
    {
        await using var database = await ReplicatedDatabase.StartAsync(isSynchronous: false);
        // Checkpoints of a few accounts at a time end somewhere before the newest row.
        await using var site = await CrashSite.OpenAsync(
            51, databaseBeside: false, ("LEDGER_CONNECTION", database.Connection), ("LEDGER_CHECKPOINT_MAX_COUNT", "100"));
        using var client = new LedgerClient(new LedgerClientOptions { Address = site.Server.Address, Store = 1, Terminal = 9 });
        var make = client.Operations;
        await PostedAsync(client, account => make.OpenAccount(account: account));

        await PostedAsync(client, account => make.TopUp(Target.Account(account), 100_00));
        await database.IsReplicatedAsync();
        await database.Standby.StopAsync();
        await PostedAsync(client, account => make.TopUp(Target.Account(account), 100_00));
        await database.Primary.KillAsync();
        await database.Standby.StartAsync();
        await database.PromoteAsync();
        await TickedAsync(site, database);
        // Others post meanwhile, until row numbers are given again that were those of lost rows.
        for (var others = 1; others <= 2; others++)
            await PostedAsync(client, account => make.OpenAccount(account: account + (others * Members)));

        var debits = await client.PostBatchAsync([.. Accounts().Select(account => make.Debit(Target.Account(account), 150_00))]);
        var posted = debits.Count(debit => debit is PostingResult.Posted);
        Assert.True(posted == 0, $"{posted} of {Members} debits spent what was lost.");
        var refused = debits.Count(debit => debit is PostingResult.Refused { Available: 100_00 });
        Assert.True(refused == Members, $"{refused} of {Members} debits found what was left. The server has printed:\n{site.Server.Output}");
        var balances = await client.GetBalancesAsync(Target.Account(FirstAccount));
        Assert.Equal(100_00, balances!.Holdings.PrincipalMinor);
        await site.Server.TerminateAsync(TimeSpan.FromSeconds(40));
        var verified = await site.VerifyAsync();
        Assert.True(verified.ExitCode == 0, verified.Output);
    }

    /// <summary>
    /// The server has looked after each of its idle lanes twice on the new primary: it has prolonged their leases, or taken them again.
    /// </summary>
    private static async Task TickedAsync(CrashSite site, ReplicatedDatabase database)
    {
        try
        {
            for (var tick = 0; tick < 2; tick++)
            {
                var before = await database.LanesAsync();
                await Eventually.HoldsAsync(async () =>
                    await database.LanesAsync() is var after && after.Zip(before).All(lane => lane.First != lane.Second));
            }
        }
        catch (TimeoutException)
        {
            Assert.Fail($"A lane is not looked after. The server has printed:\n{site.Server.Output}");
        }
    }

    private static async Task PostedAsync(LedgerClient client, Func<long, V1.Operation> make) =>
        Assert.All(await client.PostBatchAsync([.. Accounts().Select(make)]), result => Assert.IsType<PostingResult.Posted>(result));

    private static IEnumerable<long> Accounts() => Enumerable.Range(0, Members).Select(rank => FirstAccount + rank);
}

using Ledger.Server.Audit;
using Ledger.Server.Tests.Reports.Closings;

namespace Ledger.Server.Tests.Recorded;

/// <summary>
/// A ledger that a release left behind, with today's server on it: nothing that was answered is answered in another way, and it goes on.
/// </summary>
[Collection(Disturbances.Name)]
public sealed class UpgradeOfEarlierLedgersTests(LedgerCluster cluster)
{
    public static TheoryData<string> Releases => new(EarlierRelease.All);

    [Theory]
    [MemberData(nameof(Releases))]
    public async Task The_ledger_of_a_release_is_taken_over(string version)
    {
        var release = EarlierRelease.Of(version);
        var calls = release.ReadConversation();
        var clock = new StandingClock(calls[^1].At);
        // What was done is verified when the ledger is disposed of.
        await using var ledger = await release.StartAsync(await RestoreAsync(release), clock);
        var client = new RawClient(ledger.Channel());

        // What was asked after the last operation sees the same ledger.
        var lastPost = Array.FindLastIndex(calls, call => call.Method.StartsWith("/ledger.v1.Posting/", StringComparison.Ordinal));
        foreach (var question in calls[(lastPost + 1)..])
        {
            clock.Set(question.At);
            await ReplayOfEarlierClientsTests.AnsweredAsRecordedAsync(client, question);
        }
        foreach (var call in calls.Where(call => call.Method == "/ledger.v1.Posting/Post" && call.Answer.Status == StatusCode.OK))
        {
            var receipt = Receipt.Parser.ParseFrom(call.Answer.Received[0]);
            // A key that was used before with other fields has its own answer, which is given anew each time.
            receipt.Replayed = receipt.Outcome != Outcome.KeyReused;
            var again = Receipt.Parser.ParseFrom((await client.CallAsync(call.Method, call.Sent)).Received[0]);
            LaterFields.Take(again, receipt);
            Assert.Equal((call.Name, receipt), (call.Name, again));
        }
        await CloseAsync(ledger, clock);
        await GoesOnAsync(ledger, clock);
        Assert.Empty((await Verification.RunAsync(ledger.Connection, default, sinceClosing: true)).Findings);
    }

    // Its months are closed as those of today.
    private static async Task CloseAsync(TestLedger ledger, StandingClock clock)
    {
        await using var closer = new Closer(ledger.Connection);
        await using var session = await Sessions.OpenAsync(ledger.Connection);
        foreach (var partition in await session.QueryAsync<short>("SELECT partition FROM partition"))
            await closer.CloseAsync(partition, clock.GetUtcNow().UtcDateTime.AddDays(40), 16);
        Assert.True(await session.ExecuteScalarAsync<long>("SELECT count(*) FROM closing_account") > 0);
        Assert.Empty((await ledger.VerifyAsync()).Findings);
    }

    // By number, card, identifier and PIN: the last three are found only with the secrets of the release.
    private static async Task GoesOnAsync(TestLedger ledger, StandingClock clock)
    {
        var (posting, operations) = (ledger.Posting(), new OperationBuilder(1, 7, 3, clock));
        foreach (var operation in new[]
        {
            operations.TopUp(Target.Account(1001), 1_000), operations.AccruePurchase(Target.Card("member-0001"), 10_000),
            operations.TopUp(Target.Identifier(IdentifierKind.Mobile, "13800138001"), 1_000), operations.Debit(
                Target.Card("member-0303"), 1, pin: "161803"),
            operations.OpenAccount("member-2001", 2001), operations.TopUp(Target.Card("member-2001"), 500),
        })
            Assert.Equal(Outcome.Posted, (await posting.PostAsync(operation)).Outcome);
        // Cards of that time are kept as they were typed; new ones are normalised.
        Assert.Equal(
            Outcome.CardTaken, (await posting.PostAsync(operations.IssueCard(Target.Account(1001), "member-0303"))).Outcome);
        Assert.Equal(Outcome.Posted, (await posting.PostAsync(operations.Debit(Target.Card("MEMBER 2001"), 1))).Outcome);
    }

    private async Task<string> RestoreAsync(EarlierRelease release)
    {
        var connection = await cluster.Postgres.NewDatabaseAsync();
        await using var session = await Sessions.OpenAsync(connection);
        // Roles belong to a cluster, not to a database: a dump grants to those that have to be there.
        foreach (var role in new[] { "ledger_server LOGIN", "ledger_read" })
            await session.ExecuteAsync(
                $"DO $$ BEGIN CREATE ROLE {role}; EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$");
        await session.ExecuteAsync(await release.ReadLedgerAsync());
        return connection;
    }
}

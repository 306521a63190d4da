namespace Ledger.Server.Tests.Recorded;

/// <summary>
/// What clients of a release sent to its server, sent to today's: every answer has to be the same, byte for byte. What a later release adds
/// to answers on purpose is recorded anew in a folder of its own beside the others, never in their place.
/// </summary>
[Collection(Disturbances.Name)]
public sealed class ReplayOfEarlierClientsTests(LedgerCluster cluster)
{
    public static TheoryData<string> Releases => new(EarlierRelease.All);

    [Theory]
    [MemberData(nameof(Releases))]
    public async Task Clients_of_a_release_get_the_bytes_they_got_from_it(string version)
    {
        var release = EarlierRelease.Of(version).WithItsPolicies();
        var calls = release.ReadConversation();
        var clock = new StandingClock(calls[0].At);
        await using var ledger = await release.StartAsync(await cluster.Postgres.NewDatabaseAsync(), clock);
        var client = new RawClient(ledger.Channel());
        foreach (var call in calls)
        {
            if (call.Restarts) await ledger.StopAsync();
            clock.Set(call.At);
            if (call.Restarts)
            {
                await release.RestartAsync(ledger, clock);
                client = new RawClient(ledger.Channel());
            }
            if (LaterFields.IsUnknownNow(call)) await IsUnknownAsync(client, call);
            else if (LaterFields.IsRefusedAtOnceNow(call)) await BlindSending.OfAsync(ledger.Host, call);
            else if (LaterFields.IsReversedNow(call)) await IsReversedAsync(client, call);
            else await AnsweredAsRecordedAsync(client, LaterFields.LeavingTheTier(call));
        }
    }

    /// <summary>
    /// The account is unknown to a store of another program, and nothing is recorded. So that what follows has the numbers it had, a
    /// refusal of the account's own program takes the place of the row, under its key.
    /// </summary>
    private static async Task IsUnknownAsync(RawClient client, RecordedCall call)
    {
        Assert.Equal(StatusCode.NotFound, (await client.CallAsync(call.Method, call.Sent)).Status);
        await TakeItsPlaceAsync(client, call);
    }

    /// <summary>What 0.2.0 refused to undo would be undone; a refusal takes the place of the row here too.</summary>
    private static async Task IsReversedAsync(RawClient client, RecordedCall call)
    {
        var quote = await client.CallAsync("/ledger.v1.Reading/GetQuote", call.Sent);
        Assert.Equal(Outcome.Posted, Quote.Parser.ParseFrom(quote.Received[0]).Receipt.Outcome);
        await TakeItsPlaceAsync(client, call);
    }

    private static async Task TakeItsPlaceAsync(RawClient client, RecordedCall call)
    {
        var answer = await client.CallAsync(call.Method, [LaterFields.InItsPlace(call)]);
        Assert.Equal(Outcome.AccountNotFrozen, Receipt.Parser.ParseFrom(answer.Received[0]).Outcome);
    }

    /// <summary>Asserts that the call is answered as it was; one that waits is repeated until it is.</summary>
    internal static async Task AnsweredAsRecordedAsync(RawClient client, RecordedCall call)
    {
        var started = TimeProvider.System.GetTimestamp();
        WireAnswer answer;
        do answer = LaterFields.Without(call, await client.CallAsync(call.Method, call.Sent));
        while (call.Waits && !answer.IsSameAs(call.Answer) && TimeProvider.System.GetElapsedTime(started) < Wait.Longest);
        Assert.True(answer.IsSameAs(call.Answer),
            $"""
            {call.Name} ({call.Method}) is answered in another way.
            Sent: {DecodedText.OfRequest(call)}
            It was: {DecodedText.OfAnswer(call, call.Answer)}
            It is: {DecodedText.OfAnswer(call, answer)}
            """);
    }
}

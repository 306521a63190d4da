using Ledger.Server.Hosting;

namespace Ledger.Server.Tests.Cards;

/// <summary>Making card numbers takes nothing from payments, and has bounds of its own.</summary>
[Collection(Disturbances.Name)]
public sealed class CardRoomTests(LedgerCluster cluster) : LedgerTest(cluster)
{
    private const int WaitingMax = 4;

    // What a batch holds from its beginning to its end.
    private const long BatchLock = 0x4C6564676573;

    private V1.Cards.CardsClient Cards => new(Ledger.Channel());

    protected override void Configure(Settings settings)
    {
        settings.Partitions = 2;
        settings.Limits.QueryConnectionsMax = 4;
        settings.Limits.CardBatchesWaitingMax = WaitingMax;
        settings.Limits.RetryDelayMilliseconds = 250;
        (settings.Limits.CardBatchMaxCount, settings.Limits.CardsPerDayMax) = (100, 1_000);
    }

    [Fact]
    public async Task I13_Batches_are_made_one_at_a_time_and_payments_go_on()
    {
        var card = "CARD-0000";
        await OpenAsync(card);
        await PostedAsync(Operations.TopUp(Target.Card(card), 1_000));
        Task<GenerateCardsResponse>[] batches;
        await using (var session = await ConnectAsync())
        {
            await session.ExecuteAsync("SELECT pg_advisory_lock(@BatchLock)", new { BatchLock });
            batches = [.. Enumerable.Range(0, 64).Select(_ => Cards.GenerateCardsAsync(Batch(100)).ResponseAsync)];
            await Wait.UntilAsync(
                () => Task.FromResult(batches.Count(batch => batch.IsCompleted) == 64 - 1 - WaitingMax), "all that cannot wait are answered");
            foreach (var batch in batches.Where(batch => batch.IsCompleted))
            {
                var refused = await Assert.ThrowsAsync<RpcException>(() => batch);
                Assert.Equal(StatusCode.ResourceExhausted, refused.StatusCode);
                var problem = Problem.Of(refused);
                Assert.Equal(("QUEUE_FULL", TimeSpan.FromMilliseconds(250)), (problem.Reason(), problem.RetryDelay()));
            }

            // Each looks cards up that nobody has looked up before, and is decided on an account that is in no memory.
            for (var number = 1; number <= 20; number++)
            {
                var account = await OpenAsync($"CARD-{number:0000}").Bounded();
                await PostedAsync(Operations.TopUp(Target.Card($"CARD-{number:0000}"), 100)).Bounded();
                await PostedAsync(Operations.Debit(Target.Card(card), 1)).Bounded();
                Assert.Equal(100, (await BalancesAsync(account).Bounded()).Holdings.PrincipalMinor);
            }
            Assert.Equal(1 + WaitingMax, batches.Count(batch => !batch.IsCompleted));
        }

        var made = await Task.WhenAll(batches.Where(batch => !batch.IsFaulted)).Bounded();

        Assert.Equal((1 + WaitingMax) * 100, made.SelectMany(batch => batch.Cards).Distinct().Count());
        Assert.Equal((1 + WaitingMax) * 100, await ScalarAsync<long>("SELECT count(*) FROM card_stock"));
    }

    [Fact]
    public async Task I13_A_program_has_so_many_numbers_made_in_a_day_and_no_more()
    {
        var programs = NewProgramFolder().Add(1).Add(2).AddStore(1, 1).AddStore(2, 2);
        await BeginAnewAsync(settings =>
        {
            settings.Programs = programs.Path;
            (settings.Limits.CardBatchMaxCount, settings.Limits.CardsPerDayMax) = (60, 100);
        });
        var first = Batch(60);
        await Cards.GenerateCardsAsync(first);
        await ExecuteAsync("UPDATE card_batch SET made_at = made_at - interval '23 hours'");
        await Cards.GenerateCardsAsync(Batch(40));

        var refused = await Assert.ThrowsAsync<RpcException>(async () => await Cards.GenerateCardsAsync(Batch(1)));

        Assert.Equal(StatusCode.ResourceExhausted, refused.StatusCode);
        Assert.Equal("CARD_QUOTA", Problem.Of(refused).Reason());
        Assert.InRange(Problem.Of(refused).RetryDelay()!.Value, TimeSpan.FromMinutes(55), TimeSpan.FromHours(1));
        Assert.True((await Cards.GenerateCardsAsync(first)).Replayed);
        Assert.Equal(60, (await Cards.GenerateCardsAsync(Batch(60, program: 2))).Cards.Count);
        await ExecuteAsync("UPDATE card_batch SET made_at = made_at - interval '1 hour'");
        Assert.Equal(60, (await Cards.GenerateCardsAsync(Batch(60))).Cards.Count);
        Assert.Equal(220, await ScalarAsync<long>("SELECT count(*) FROM card_stock"));
    }

    [Fact]
    public async Task A_batch_of_a_type_whose_code_nobody_may_send_now_is_answered_again()
    {
        var batch = Batch(5);
        var first = await Cards.GenerateCardsAsync(batch);
        const string unseen = "mem\u200Bber";
        await ExecuteAsync($"UPDATE card_batch SET card_type = '{unseen}'; UPDATE card_stock SET type = '{unseen}'");
        batch.CardType = unseen;

        var again = await Cards.GenerateCardsAsync(batch);

        Assert.Equal((true, first.Cards), (again.Replayed, again.Cards));
        batch.Key = Keys.New();
        var refused = await Assert.ThrowsAsync<RpcException>(async () => await Cards.GenerateCardsAsync(batch));
        Problem.AssertViolations(refused, StatusCode.InvalidArgument, "card_type CHARACTERS");
    }

    private static GenerateCardsRequest Batch(int count, int program = 1) => new() { Key = Keys.New(), Program = program, Count = count };
}

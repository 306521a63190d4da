using Google.Protobuf;

namespace Ledger.Server.Tests.Cards;

[Collection(OneServer.Name)]
public sealed class CardStockTests(LedgerCluster cluster) : LedgerTest(cluster)
{
    private V1.Cards.CardsClient Cards => new(Ledger.Channel());

    [Fact]
    public async Task A_batch_has_so_many_different_valid_numbers()
    {
        var numbers = (await Cards.GenerateCardsAsync(Batch(count: 1_000, prefix: "6229"))).Cards;

        Assert.Equal(1_000, numbers.Distinct().Count());
        Assert.All(numbers, number =>
        {
            Assert.Matches("^6229[0-9]{15}$", number);
            Assert.True(IsValid(number), number);
        });
        // No digit behind the prefix stands still, so the space is used.
        for (var i = 4; i < 19; i++) Assert.Equal(10, numbers.Select(number => number[i]).Distinct().Count());
    }

    [Fact]
    public async Task The_same_key_gets_the_same_numbers_again_and_no_other_request()
    {
        var batch = Batch(count: 500, prefix: "1");
        var first = await Cards.GenerateCardsAsync(batch);
        Assert.False(first.Replayed);
        var other = await Cards.GenerateCardsAsync(Batch(count: 500, prefix: "1"));
        Assert.Empty(first.Cards.Intersect(other.Cards));
        await RestartAsync();

        var again = await Cards.GenerateCardsAsync(batch);

        Assert.True(again.Replayed);
        Assert.Equal(first.Cards, again.Cards);
        Assert.Equal((500, "member", 0, first.MadeAt), (again.Count, again.CardType, again.Issued, again.MadeAt));
        async Task ReusedAsync(string field, Action<GenerateCardsRequest> change)
        {
            var changed = batch.Clone();
            change(changed);
            Problem.AssertViolations(await RefusedAsync(changed), StatusCode.InvalidArgument, $"{field} KEY_REUSED");
        }
        await ReusedAsync("program", request => request.Program = 2);
        await ReusedAsync("card_type", request => request.CardType = "member");
        await ReusedAsync("count", request => request.Count = 499);
        await ReusedAsync("prefix", request => request.Prefix = "2");
        Assert.Equal(1_000, await ScalarAsync<long>("SELECT count(*) FROM card_stock"));
    }

    [Fact]
    public async Task Once_a_number_is_somebodys_none_of_the_batch_is_told_again()
    {
        var batch = Batch(count: 5, prefix: "1");
        var first = await Cards.GenerateCardsAsync(batch);
        await PostedAsync(Operations.OpenAccount(first.Cards[3]));

        var again = await Cards.GenerateCardsAsync(batch);

        Assert.Empty(again.Cards);
        Assert.Equal((true, 5, "member", 1, first.MadeAt), (again.Replayed, again.Count, again.CardType, again.Issued, again.MadeAt));
    }

    [Fact]
    public async Task A_day_after_they_were_made_numbers_are_not_told_again()
    {
        var batch = Batch(count: 5);
        var first = await Cards.GenerateCardsAsync(batch);
        await ExecuteAsync("UPDATE card_batch SET made_at = made_at - interval '23 hours 59 minutes'");
        Assert.Equal(first.Cards, (await Cards.GenerateCardsAsync(batch)).Cards);

        await ExecuteAsync("UPDATE card_batch SET made_at = made_at - interval '1 minute'");

        var again = await Cards.GenerateCardsAsync(batch);
        Assert.Empty(again.Cards);
        Assert.Equal((true, 5, 0), (again.Replayed, again.Count, again.Issued));
    }

    [Fact]
    public async Task A_prefix_belongs_to_the_program_that_uses_it_first()
    {
        await BeginAnewAsync(NewProgramFolder().Add(1).Add(2).Add(3).AddStore(1, 1).AddStore(2, 2).AddStore(3, 3));
        await Cards.GenerateCardsAsync(Batch(count: 10));
        // Each has all of its own, whatever the others and those without a prefix have.
        for (var program = 1; program <= 3; program++)
            await Cards.GenerateCardsAsync(Batch(count: 10_000, prefix: $"6229000{program}", program: program));
        await Cards.GenerateCardsAsync(Batch(count: 10, program: 2));

        foreach (var taken in new[] { "62290001", "6229" })
            Problem.AssertViolations(
                await RefusedAsync(Batch(prefix: taken, program: 2)), StatusCode.InvalidArgument, "prefix PREFIX_TAKEN");
        await Cards.GenerateCardsAsync(Batch(prefix: "77", program: 3));
        Problem.AssertViolations(
            await RefusedAsync(Batch(prefix: "771", program: 1)), StatusCode.InvalidArgument, "prefix PREFIX_TAKEN");
        await Cards.GenerateCardsAsync(Batch(prefix: "771", program: 3));
        Assert.Equal([("62290001", 1), ("62290002", 2), ("62290003", 3), ("77", 3), ("771", 3)],
            await QueryAsync<(string, short)>("SELECT prefix, program FROM card_prefix ORDER BY prefix"));
    }

    [Fact]
    public async Task A_card_of_a_programs_stock_is_issued_by_no_other_program()
    {
        await BeginAnewAsync(NewProgramFolder().Add(1).Add(2).AddStore(1, 1).AddStore(2, 2));
        var cards = (await Cards.GenerateCardsAsync(Batch(count: 3))).Cards;
        var elsewhere = new OperationDetails { Store = 2 };
        var stranger = Target.Account((await PostedAsync(Operations.OpenAccount("6600111122223333", details: elsewhere))).Account);

        foreach (var (taking, field) in new[]
        {
            (Operations.OpenAccount(cards[0], details: elsewhere), "open_account.card"),
            (Operations.IssueCard(stranger, cards[1], details: elsewhere), "issue_card.card"),
            (Operations.IssueCard(stranger, cards[1], "member", details: elsewhere), "issue_card.card"),
            (Operations.ReplaceCard(Target.Card("6600111122223333"), cards[2], details: elsewhere), "replace_card.card"),
        })
            Problem.AssertViolations(
                await Assert.ThrowsAsync<RpcException>(() => PostAsync(taking)), StatusCode.InvalidArgument,
                $"{field} STOCK_OF_ANOTHER_PROGRAM");

        foreach (var card in cards) await PostedAsync(Operations.OpenAccount(card));
        Assert.True((await Ledger.VerifyAsync()).IsSound);
    }

    [Fact]
    public async Task Asked_for_many_times_at_once_a_batch_is_made_once()
    {
        var batch = Batch(count: 200);

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(async _ => await Cards.GenerateCardsAsync(batch)));

        Assert.Single(answers, answer => !answer.Replayed);
        Assert.All(answers, answer => Assert.Equal(answers[0].Cards, answer.Cards));
        Assert.Equal(200, await ScalarAsync<long>("SELECT count(*) FROM card_stock"));
    }

    [Fact]
    public async Task A_number_that_is_somebodys_already_is_passed_over()
    {
        var batch = Batch(count: 20, prefix: "77");
        var taken = await Cards.GenerateCardsAsync(batch);
        // As if the batch had never been made and two of its numbers belonged to others.
        var left = taken.Cards.Skip(2).ToArray();
        var account = await OpenAsync(card: taken.Cards[0]);
        await OpenAsync(card: taken.Cards[1]);
        await ExecuteAsync("DELETE FROM card_stock; DELETE FROM card_batch");

        var made = await Cards.GenerateCardsAsync(batch);
        var again = await Cards.GenerateCardsAsync(batch);

        Assert.Equal(left, made.Cards.Skip(2));
        Assert.DoesNotContain(taken.Cards[0], made.Cards);
        Assert.DoesNotContain(taken.Cards[1], made.Cards);
        Assert.Equal(20, made.Cards.Distinct().Count());
        Assert.All(made.Cards, number => Assert.True(IsValid(number), number));
        Assert.Equal(made.Cards, again.Cards);
        Assert.Equal(account, (await Cards.GetCardAsync(new GetCardRequest { Card = taken.Cards[0] })).Account);
    }

    [Fact]
    public async Task A_prefix_gives_no_more_numbers_than_one_in_a_million_of_its_space()
    {
        await Cards.GenerateCardsAsync(Batch(count: 9_999, prefix: "12345678"));
        await Cards.GenerateCardsAsync(Batch(count: 1, prefix: "12345678"));

        Problem.AssertViolations(await RefusedAsync(Batch(count: 1, prefix: "12345678")), StatusCode.InvalidArgument,
            "prefix SPACE_USED_UP");
        // What is made under a shorter one lies in the same space too.
        Problem.AssertViolations(await RefusedAsync(Batch(count: 1, prefix: "1234567")), StatusCode.InvalidArgument,
            "prefix SPACE_USED_UP");
        // Numbers without a prefix are a space of their own.
        await Cards.GenerateCardsAsync(Batch(count: 1));
        await Cards.GenerateCardsAsync(Batch(count: 10, prefix: "1234568"));
        Problem.AssertViolations(await RefusedAsync(Batch(count: 10_000, prefix: "12345680")), StatusCode.InvalidArgument,
            "prefix SPACE_USED_UP");
        await Cards.GenerateCardsAsync(Batch(count: 9_900, prefix: "12345680"));
        Assert.Equal(19_911, await ScalarAsync<long>("SELECT count(*) FROM card_stock"));
    }

    [Fact]
    public async Task A_card_is_stock_until_it_is_issued()
    {
        var number = (await Cards.GenerateCardsAsync(Batch(count: 1))).Cards[0];
        var card = new Card { LastFour = number[^4..], Status = CardStatus.Stock, Type = "member" };
        Assert.Equal(new CardAnswer { Card = card, Program = 1 }, await Cards.GetCardAsync(new GetCardRequest { Card = number }));
        Problem.AssertViolations(
            await RefusedAsync(Operations.Debit(Target.Card(number), 1)), StatusCode.NotFound, "card UNKNOWN_CARD");

        var account = await OpenAsync(card: number);

        card.Status = CardStatus.Active;
        Assert.Equal(new CardAnswer { Card = card, Program = 1, Account = account },
            await Cards.GetCardAsync(new GetCardRequest { Card = number }));
        var unknown = await Assert.ThrowsAsync<RpcException>(async () =>
            await Cards.GetCardAsync(new GetCardRequest { Card = "card-of-nobody" }));
        Problem.AssertViolations(unknown, StatusCode.NotFound, "card UNKNOWN_CARD");
        var wrong = await Assert.ThrowsAsync<RpcException>(async () => await Cards.GetCardAsync(new GetCardRequest { Card = "short" }));
        Problem.AssertViolations(wrong, StatusCode.InvalidArgument, "card LENGTH");
    }

    [Fact]
    public async Task No_number_is_in_the_database()
    {
        var numbers = (await Cards.GenerateCardsAsync(Batch(count: 50))).Cards;

        var tables = string.Concat(await QueryAsync<string>("SELECT s::text FROM card_stock s UNION ALL SELECT b::text FROM card_batch b"));
        Assert.All(numbers, number => Assert.DoesNotContain(number[..12], tables, StringComparison.Ordinal));
        Assert.All(numbers, number => Assert.Contains(number[^4..], tables, StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_is_wrong_is_named()
    {
        async Task WrongAsync(GenerateCardsRequest request, params string[] violations) =>
            Problem.AssertViolations(await RefusedAsync(request), StatusCode.InvalidArgument, violations);

        await WrongAsync(
            new GenerateCardsRequest { Prefix = "12x" }, "key KEY_MALFORMED", "program OUT_OF_RANGE", "count OUT_OF_RANGE",
            "prefix CHARACTERS");
        await WrongAsync(Batch(count: 10_001, prefix: "123456789"), "count OUT_OF_RANGE", "prefix LENGTH");
        await WrongAsync(Batch(type: "platinum"), "card_type UNKNOWN_TYPE");
        await WrongAsync(Batch(key: Keys.At(DateTimeOffset.UtcNow.AddDays(-36))), "key KEY_TOO_OLD");
        await WrongAsync(Batch(key: Keys.At(DateTimeOffset.UtcNow.AddMinutes(11))), "key KEY_IN_FUTURE");
        var unknown = Batch();
        unknown.Program = 9;
        Problem.AssertViolations(await RefusedAsync(unknown), StatusCode.NotFound, "program UNKNOWN_PROGRAM");
    }

    private static GenerateCardsRequest Batch(int count = 1, string prefix = "", string type = "", ByteString? key = null, int program = 1) =>
        new() { Key = key ?? Keys.New(), Program = program, CardType = type, Count = count, Prefix = prefix };

    private async Task<RpcException> RefusedAsync(GenerateCardsRequest request) =>
        await Assert.ThrowsAsync<RpcException>(async () => await Cards.GenerateCardsAsync(request));

    // From the right: every second digit counts double, its own digits added; the sum is a multiple of ten.
    private static bool IsValid(string number) =>
        number.Reverse().Select((letter, i) => i % 2 == 0 ? letter - '0' : "0246813579"[letter - '0'] - '0').Sum() % 10 == 0;
}

namespace Ledger.Server.Tests.Cards;

[Collection(OneServer.Name)]
public sealed class CardCodeTests(LedgerCluster cluster) : LedgerTest(cluster)
{
    [Theory]
    [InlineData("ab12-3456-z")]
    [InlineData("AB12 3456 Z ")]
    [InlineData("ａｂ１２３４５６Ｚ")]
    public async Task A_card_is_one_card_however_its_code_is_written(string spelling)
    {
        var account = await OpenAsync(card: "Ab12-3456z");

        Assert.Equal(account, (await PostedAsync(Operations.TopUp(Target.Card(spelling), 100))).Account);
        Assert.Equal(Outcome.CardTaken, (await PostAsync(Operations.IssueCard(Target.Account(account), spelling))).Outcome);
        var balances = await Reading.GetBalancesAsync(new GetBalancesRequest { Card = spelling });
        Assert.Equal((account, "456Z"), (balances.Account, balances.Cards[0].LastFour));
        var card = await new V1.Cards.CardsClient(Ledger.Channel()).GetCardAsync(new GetCardRequest { Card = spelling });
        Assert.Equal(account, card.Account);
    }

    [Fact]
    public async Task A_retry_may_be_typed_in_another_way()
    {
        var account = await OpenAsync(card: "ab12-3456-z");
        var operation = Operations.TopUp(Target.Card("AB123456Z"), 100);
        var first = await PostedAsync(operation);

        operation.Card = "ab12 3456 z";
        var again = await PostAsync(operation);

        Assert.Equal((true, first.Sequence), (again.Replayed, again.Sequence));
        Assert.Equal(100, (await BalancesAsync(account)).Holdings.PrincipalMinor);
    }

    [Fact]
    public async Task Where_codes_are_exact_each_character_counts()
    {
        await BeginAnewAsync(NewProgramFolder().Add(1, more: "card_codes: exact").AddStore(1, 1));
        var small = await OpenAsync(card: "abcd-1234");
        var large = await OpenAsync(card: "ABCD1234");

        Assert.NotEqual(small, large);
        Assert.Equal(small, (await PostedAsync(Operations.TopUp(Target.Card("abcd-1234"), 100))).Account);
        Problem.AssertViolations(await RefusedAsync(Operations.TopUp(Target.Card("ABCD-1234"), 100)), StatusCode.NotFound,
            "card UNKNOWN_CARD");
        Problem.AssertViolations(await RefusedAsync(Operations.IssueCard(Target.Account(small), "ＡＢＣＤ５６７８")),
            StatusCode.InvalidArgument, "issue_card.card CHARACTERS");
    }

    [Fact]
    public async Task What_is_left_of_a_new_code_must_be_long_enough()
    {
        var account = await OpenAsync();
        Problem.AssertViolations(await RefusedAsync(Operations.IssueCard(Target.Account(account), "12-34-56")),
            StatusCode.InvalidArgument, "issue_card.card LENGTH");
    }
}

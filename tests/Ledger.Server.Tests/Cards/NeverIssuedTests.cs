using static Ledger.Server.Tests.Fixtures.Expected;

namespace Ledger.Server.Tests.Cards;

/// <summary>
/// Accounts and cards whose opening or issue is reversed: nobody has ever had them. At its end each ledger is verified.
/// </summary>
[Collection(OneServer.Name)]
public sealed class NeverIssuedTests(LedgerCluster cluster) : LedgerTest(cluster)
{
    private static readonly Identifier Mobile = new() { Kind = IdentifierKind.Mobile, Value = "13800138000" };

    [Fact]
    public async Task An_account_opened_by_mistake_is_opened_again_with_the_same_card_and_mobile()
    {
        var card = (await new V1.Cards.CardsClient(Ledger.Channel()).GenerateCardsAsync(
            new GenerateCardsRequest { Key = Keys.New(), Program = 1, Count = 1 })).Cards[0];
        var opening = new AccountOpening { Card = card, Identifiers = [Mobile] };
        var first = Operations.OpenAccount(opening);
        var account = (await PostedAsync(first)).Account;
        await PostedAsync(Operations.TopUp(Target.Card(card), 100));
        await PostedAsync(Operations.Debit(Target.Card(card), 100));

        var reversal = Operations.Reverse(Target.Card(card), Keys.Of(first));
        var reversed = await PostedAsync(reversal);
        // The card points nowhere, but what was sent by it has its answer.
        Assert.Equal(Replayed(reversed), await PostAsync(reversal));
        await UnknownAsync(Operations.TopUp(Target.Card(card), 1));
        await UnknownAsync(Operations.TopUp(Target.Account(account), 1));
        Assert.Equal(CardStatus.Stock, await StatusOfAsync(card));
        await RestartAsync();
        await UnknownAsync(Operations.TopUp(Target.Account(account), 1));

        var again = (await PostedAsync(Operations.OpenAccount(opening))).Account;
        Assert.NotEqual(account, again);
        Assert.Equal(again, (await PostedAsync(Operations.TopUp(Target.Card(card), 5))).Account);
        Assert.Equal(again, (await PostedAsync(Operations.TopUp(Target.Identifier(Mobile.Kind, Mobile.Value), 5))).Account);
        Assert.Equal(account, (await PostedAsync(Operations.OpenAccount(account: account))).Account);
        await RestartAsync();
        Assert.Equal((10, 0),
            ((await BalancesAsync(again)).Holdings.PrincipalMinor, (await BalancesAsync(account)).Holdings.PrincipalMinor));
        Assert.True((await Ledger.VerifyAsync()).IsSound);
    }

    [Fact]
    public async Task A_number_that_is_opened_anew_begins_there()
    {
        var opening = Operations.OpenAccount(account: Accounts.In(1));
        var account = (await PostedAsync(opening)).Account;
        var topUp = Operations.TopUp(Target.Account(account), 20_000);
        await PostedAsync(topUp);
        var refund = Operations.Refund(Target.Account(account), Keys.Of(topUp));
        await PostedAsync(refund);
        await PostedAsync(Operations.Reverse(Target.Account(account), Keys.Of(opening)));
        // Whoever does not know whether it was reversed asks again.
        Assert.Equal(Outcome.PostedBefore, (await PostAsync(Operations.Reverse(Target.Account(account), Keys.Of(opening)))).Outcome);
        await UnknownAsync(Operations.TopUp(Target.Account(account), 1));
        await RestartAsync();
        await PostedAsync(Operations.OpenAccount(account: account));
        await RestartAsync();

        foreach (var undoing in new[]
        {
            Operations.Reverse(Target.Account(account), Keys.Of(refund)), Operations.Refund(Target.Account(account), Keys.Of(topUp)),
        })
            Assert.Equal(Outcome.OriginalUnknown, (await PostAsync(undoing)).Outcome);
        await PostedAsync(Operations.TopUp(Target.Account(account), 5));
        Assert.Equal(5, (await BalancesAsync(account)).Holdings.PrincipalMinor);
        var lines = new List<StatementLine>();
        await foreach (var line in Ledger.Client().GetStatementAsync(Target.Account(account), pageSize: 1)) lines.Add(line);
        Assert.Equal([Kind.TopUp, Kind.Refund, Kind.Reverse, Kind.OpenAccount], lines.Select(line => line.Kind));
        Assert.True((await Ledger.VerifyAsync()).IsSound);
    }

    [Fact]
    public async Task A_card_issued_or_replaced_by_mistake_is_free_for_somebody_else()
    {
        var (first, second) = (await OpenInAsync(0), await OpenInAsync(1));
        var issue = Operations.IssueCard(Target.Account(first), "6229000000000011");
        await PostedAsync(issue);
        await PostedAsync(Operations.Reverse(Target.Account(first), Keys.Of(issue)));
        await PostedAsync(Operations.IssueCard(Target.Account(second), "6229000000000011"));
        var replacement = Operations.ReplaceCard(Target.Card("6229000000000011"), "6229000000000022");
        await PostedAsync(replacement);
        await PostedAsync(Operations.Reverse(Target.Account(second), Keys.Of(replacement)));

        Assert.Equal(second, (await PostedAsync(Operations.TopUp(Target.Card("6229000000000011"), 1))).Account);
        await PostedAsync(Operations.IssueCard(Target.Account(first), "6229000000000022"));
        Assert.Equal(first, (await PostedAsync(Operations.TopUp(Target.Card("6229000000000022"), 1))).Account);
        Assert.True((await Ledger.VerifyAsync()).IsSound);
    }

    [Fact]
    public async Task What_was_sent_by_a_card_has_its_answer_when_the_card_is_somebody_elses()
    {
        var (first, second) = (await OpenInAsync(0), await OpenInAsync(1));
        var issue = Operations.IssueCard(Target.Account(first), "6229000000000011");
        await PostedAsync(issue);
        await PostedAsync(Operations.TopUp(Target.Account(first), 100));
        await PostedAsync(Operations.TopUp(Target.Account(second), 100));
        var debit = Operations.Debit(Target.Card("6229000000000011"), 60);
        var posted = await PostedAsync(debit);
        await PostedAsync(Operations.Reverse(Target.Account(first), Keys.Of(issue)));
        await PostedAsync(Operations.IssueCard(Target.Account(second), "6229000000000011"));

        Assert.Equal(Replayed(posted), await PostAsync(debit));
        await RestartAsync();
        Assert.Equal(Replayed(posted), await PostAsync(debit));
        Assert.Equal(100, (await BalancesAsync(second)).Holdings.PrincipalMinor);
        // Another amount is another operation.
        var other = debit.Clone();
        other.Debit.AmountMinor = 61;
        Assert.Equal((Outcome.KeyReused, "debit.amount_minor"),
            await PostAsync(other) is var told ? (told.Outcome, told.DifferingField) : default);
    }

    [Fact]
    public async Task What_a_member_was_found_by_comes_back_unless_it_is_somebody_elses_by_now()
    {
        var (first, second) = (await OpenInAsync(0), await OpenInAsync(1));
        await PostedAsync(Operations.Describe(Target.Account(first), [Mobile]));
        var other = Operations.Describe(Target.Account(first), [new Identifier { Kind = IdentifierKind.Mobile, Value = "13900139000" }]);
        await PostedAsync(other);
        await PostedAsync(Operations.Reverse(Target.Account(first), Keys.Of(other)));
        Assert.Equal(first, (await PostedAsync(Operations.TopUp(Target.Identifier(Mobile.Kind, Mobile.Value), 1))).Account);

        var leaving = Operations.CancelAccount(Target.Account(first), "moves away");
        await PostedAsync(leaving);
        await PostedAsync(Operations.Reverse(Target.Account(first), Keys.Of(leaving)));
        Assert.Equal(first, (await PostedAsync(Operations.TopUp(Target.Identifier(Mobile.Kind, Mobile.Value), 1))).Account);

        var again = Operations.CancelAccount(Target.Account(first), "moves away");
        await PostedAsync(again);
        await PostedAsync(Operations.Describe(Target.Account(second), [Mobile]));
        Assert.Equal(Outcome.IdentifierTaken, (await PostAsync(Operations.Reverse(Target.Account(first), Keys.Of(again)))).Outcome);
        Assert.True((await Ledger.VerifyAsync()).IsSound);
    }

    private async Task UnknownAsync(Operation operation) => Assert.Equal(StatusCode.NotFound, (await RefusedAsync(operation)).StatusCode);

    private async Task<CardStatus> StatusOfAsync(string card) =>
        (await new V1.Cards.CardsClient(Ledger.Channel()).GetCardAsync(new GetCardRequest { Card = card })).Card.Status;
}

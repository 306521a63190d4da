using Ledger.Server.Basics;
using static Ledger.Server.Tests.Fixtures.Expected;

namespace Ledger.Server.Tests.Kinds;

[Collection(OneServer.Name)]
public sealed class OpeningTests(LedgerCluster cluster) : LedgerTest(cluster)
{
    [Fact]
    public async Task An_account_opens_under_the_stated_number()
    {
        var operation = Operations.OpenAccount(account: AccountNumber.Largest);

        var receipt = await PostAsync(operation);

        await ReceiptAsync(Ledger.Connection, operation, receipt, AccountNumber.Largest, Holds(), []);
    }

    [Fact]
    public async Task An_account_without_a_stated_number_gets_the_one_its_key_stands_for()
    {
        var operation = Operations.OpenAccount();

        var receipt = await PostAsync(operation);

        await ReceiptAsync(Ledger.Connection, operation, receipt, AccountNumber.From(Keys.Of(operation)), Holds(), []);
    }

    [Fact]
    public async Task An_account_opens_with_its_first_card_and_is_found_by_it()
    {
        var operation = Operations.OpenAccount(card: "token-of-the-first-1234", account: 41);

        var receipt = await PostAsync(operation);

        await ReceiptAsync(Ledger.Connection, operation, receipt, 41, Holds(), []);
        var balances = await Reading.GetBalancesAsync(new GetBalancesRequest { Card = "token-of-the-first-1234" });
        Assert.Equal(41, balances.Account);
        Assert.Equal([new Card { LastFour = "1234", Status = CardStatus.Active, Type = "member" }], balances.Cards);
    }

    [Fact]
    public async Task A_further_card_points_at_the_same_account()
    {
        var account = await OpenAsync(card: "first-card-0001");
        var operation = Operations.IssueCard(Target.Card("first-card-0001"), "second-card-0002");

        var receipt = await PostAsync(operation);

        await ReceiptAsync(Ledger.Connection, operation, receipt, account, Holds(), []);
        var topUp = await PostedAsync(Operations.TopUp(Target.Card("second-card-0002"), 100));
        Assert.Equal(account, topUp.Account);
        Assert.Equal(["0001", "0002"], (await BalancesAsync(account)).Cards.Select(card => card.LastFour));
    }

    [Fact]
    public async Task A_taken_number_is_refused_and_keeps_its_account()
    {
        var account = await OpenAsync();
        await PostedAsync(Operations.TopUp(Target.Account(account), 100));
        var operation = Operations.OpenAccount(account: account);

        var receipt = await PostAsync(operation);

        await ReceiptAsync(Ledger.Connection, operation, receipt, account, null!, [], Outcome.AccountExists);
    }

    [Fact]
    public async Task A_taken_card_opens_no_account()
    {
        var owner = await OpenAsync(card: "taken-card-0001");
        var number = Accounts.In(2);
        var operation = Operations.OpenAccount("taken-card-0001", number);

        var receipt = await PostAsync(operation);

        await ReceiptAsync(Ledger.Connection, operation, receipt, number, Holds(), [], Outcome.CardTaken, program: 1);
        Assert.Equal(owner, (await Reading.GetBalancesAsync(new GetBalancesRequest { Card = "taken-card-0001" })).Account);
        Problem.AssertViolations(await RefusedAsync(Operations.TopUp(Target.Account(number), 1)), StatusCode.NotFound,
            "account UNKNOWN_ACCOUNT");
    }

    [Fact]
    public async Task The_same_number_opens_after_a_refusal_for_its_card()
    {
        await OpenAsync(card: "taken-card-0001");
        var number = Accounts.In(1);
        Assert.Equal(Outcome.CardTaken, (await PostAsync(Operations.OpenAccount("taken-card-0001", number))).Outcome);

        Assert.Equal(number, await OpenAsync(card: "other-card-0002", account: number));
    }

    [Fact]
    public async Task A_card_of_another_or_of_the_own_account_is_not_issued_again()
    {
        var (first, second) = (await OpenAsync(card: "card-of-first-0001"), await OpenAsync());

        var other = Operations.IssueCard(Target.Account(second), "card-of-first-0001");
        await ReceiptAsync(Ledger.Connection, other, await PostAsync(other), second, Holds(), [], Outcome.CardTaken);
        var own = Operations.IssueCard(Target.Account(first), "card-of-first-0001");
        await ReceiptAsync(Ledger.Connection, own, await PostAsync(own), first, Holds(), [], Outcome.CardTaken);
    }

    [Fact]
    public async Task No_more_cards_are_issued_than_the_program_allows()
    {
        var account = await OpenAsync();
        for (var card = 1; card <= 5; card++) await PostedAsync(Operations.IssueCard(Target.Account(account), $"card-number-{card}"));

        var operation = Operations.IssueCard(Target.Account(account), "card-number-6");
        var receipt = await PostAsync(operation);

        await ReceiptAsync(Ledger.Connection, operation, receipt, account, Holds(), [], Outcome.CardLimit);
        Problem.AssertViolations(await RefusedAsync(Operations.TopUp(Target.Card("card-number-6"), 1)), StatusCode.NotFound,
            "card UNKNOWN_CARD");
    }

    [Fact]
    public async Task Two_accounts_that_ask_for_one_card_at_once_get_it_once()
    {
        var accounts = new List<long>();
        for (short partition = 0; partition < 4; partition++) accounts.Add(await OpenInAsync(partition));

        var receipts = await Task.WhenAll(accounts.Select(account =>
            PostAsync(Operations.IssueCard(Target.Account(account), "wanted-card-7777"))));

        Assert.Single(receipts, receipt => receipt.Outcome == Outcome.Posted);
        Assert.Equal(3, receipts.Count(receipt => receipt.Outcome == Outcome.CardTaken));
        var owner = receipts.Single(receipt => receipt.Outcome == Outcome.Posted).Account;
        Assert.Equal(owner, (await Reading.GetBalancesAsync(new GetBalancesRequest { Card = "wanted-card-7777" })).Account);
    }
}

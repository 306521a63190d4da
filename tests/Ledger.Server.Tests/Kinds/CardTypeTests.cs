using static Ledger.Server.Tests.Fixtures.Expected;

namespace Ledger.Server.Tests.Kinds;

/// <summary>What cards of a type can do, and when they end.</summary>
[Collection(Disturbances.Name)]
public sealed class CardTypeTests(LedgerCluster cluster) : ClubTest(cluster)
{
    private const string Token = "gift-card-0001";

    [Fact]
    public async Task A_gift_card_earns_nothing_and_closes_in_the_transaction_that_spends_the_last_of_it()
    {
        var account = await GiftAsync(5_000);
        Assert.Equal([new Card { LastFour = "0001", Status = CardStatus.Active, Type = "gift", ExpiresOn = 2026_04_09 }],
            (await BalancesAsync(account)).Cards);
        Assert.Equal(Outcome.NotCapable, (await PostAsync(Operations.AccruePurchase(Target.Card(Token), 10_000))).Outcome);
        var basket = Operations.Checkout(Target.Card(Token), [new CheckoutLine { AmountMinor = 20_000 }],
            new CheckoutPayment { StoredValueMinor = 2_000 });
        Assert.Equal(0, (await PostedAsync(basket)).Basket.EarnedPoints);

        await PostedAsync(Operations.Debit(Target.Card(Token), 3_000));

        Assert.Equal(CardStatus.Void, Assert.Single((await BalancesAsync(account)).Cards).Status);
        Assert.Equal(Outcome.CardVoid, (await PostAsync(Operations.TopUp(Target.Card(Token), 1_000))).Outcome);
        Assert.Equal(4, await ScalarAsync<long>("SELECT count(*) FROM journal WHERE account = @account AND outcome < 10 AND leg = 0",
            new { account }));
        await RestartAsync();
        Assert.Equal(Outcome.CardVoid, (await PostAsync(Operations.TopUp(Target.Card(Token), 1_000))).Outcome);
    }

    [Fact]
    public async Task A_gift_card_is_in_use_again_when_a_return_brings_value_back_and_after_its_last_day_for_as_long_as_the_policy_gives()
    {
        var account = await GiftAsync(5_000);
        var debit = Operations.Debit(Target.Card(Token), 5_000);
        await PostedAsync(debit);
        await RestartAsync();
        await PostedAsync(Operations.Refund(Target.Account(account), Keys.Of(debit), 2_000));
        await PostedAsync(Operations.Debit(Target.Card(Token), 2_000));
        Assert.Equal(CardStatus.Void, Assert.Single((await BalancesAsync(account)).Cards).Status);

        await RestartOnAsync(2026, 4, 20);
        await PostedAsync(Operations.Refund(Target.Account(account), Keys.Of(debit)));
        Assert.Equal([new Card { LastFour = "0001", Status = CardStatus.Active, Type = "gift", ExpiresOn = 2026_05_20 }],
            (await BalancesAsync(account)).Cards);
        await PostedAsync(Operations.Debit(Target.Card(Token), 1_000));
    }

    [Fact]
    public async Task What_is_left_on_a_gift_card_is_forfeited_the_day_after_its_last_one()
    {
        var account = await GiftAsync(20_000);
        await RestartOnAsync(2026, 4, 9);
        await PostedAsync(Operations.Debit(Target.Card(Token), 1_000));

        await RestartOnAsync(2026, 4, 10);
        await DoneAsync(Kind.Expire);

        var balances = await BalancesAsync(account);
        Assert.Equal(Holds(), balances.Holdings);
        Assert.Equal(CardStatus.Void, Assert.Single(balances.Cards).Status);
        Assert.Equal(Outcome.CardVoid, (await PostAsync(Operations.Debit(Target.Card(Token), 1))).Outcome);
        var statement = await Reading.GetStatementAsync(new GetStatementRequest { Account = account });
        var expired = statement.Lines.Single(line => line.Kind == Kind.Expire);
        Assert.Equal(
            [Give(account, SystemAccount.Breakage, Asset.Principal, 20_000),
            Give(account, SystemAccount.Breakage, Asset.Bonus, 500, 2027_03_10)],
            expired.Receipt.Transfers);
        Assert.Equal((0, 0, 2026_04_10), (expired.Store, expired.Terminal, expired.Receipt.BusinessDate));
    }

    [Fact]
    public async Task A_card_whose_type_needs_approval_waits_for_it_and_then_counts_its_days()
    {
        var account = await RichAsync();
        Problem.AssertViolations(
            await RefusedAsync(Operations.IssueCard(Target.Account(account), "special-0001", "special")), StatusCode.InvalidArgument,
            "issue_card.reason REQUIRED");
        await PostedAsync(Operations.IssueCard(Target.Account(account), "special-0001", "special", "the owner's sister"));
        Assert.Equal(
            [new Card { LastFour = "0001", Status = CardStatus.Waiting, Type = "special" }], (await BalancesAsync(account)).Cards);
        Assert.Equal(Outcome.CardWaiting, (await PostAsync(Operations.Debit(Target.Card("special-0001"), 1))).Outcome);

        await RestartOnAsync(2026, 3, 20);
        await PostedAsync(Operations.ApproveCard(Target.Account(account), "she is"));

        Assert.Equal(
            [new Card { LastFour = "0001", Status = CardStatus.Active, Type = "special", ExpiresOn = 2026_06_28 }],
            (await BalancesAsync(account)).Cards);
        await PostedAsync(Operations.Debit(Target.Card("special-0001"), 1));
        Assert.Equal(Outcome.CardNotWaiting, (await PostAsync(Operations.ApproveCard(Target.Account(account), "again"))).Outcome);
        var statement = await Reading.GetStatementAsync(new GetStatementRequest { Account = account });
        Assert.Equal("she is",
            statement.Lines.Single(line => line.Kind == Kind.ApproveCard && line.Receipt.Outcome == Outcome.Posted).Reason);
        await RestartOnAsync(2026, 6, 28);
        await PostedAsync(Operations.Debit(Target.Card("special-0001"), 1));
        await RestartOnAsync(2026, 6, 29);
        Assert.Equal(Outcome.CardExpired, (await PostAsync(Operations.Debit(Target.Card("special-0001"), 1))).Outcome);
        // The type does not forfeit: what is left is the member's.
        await PostedAsync(Operations.Debit(Target.Account(account), 1));
    }

    [Fact]
    public async Task Of_several_cards_that_can_be_meant_the_last_four_say_which()
    {
        var account = await OpenAsync(card: "member-0001");
        await PostedAsync(Operations.IssueCard(Target.Account(account), "special-0002", "special", "asked"));
        await PostedAsync(Operations.IssueCard(Target.Account(account), "special-0003", "special", "asked"));

        Assert.Equal(Outcome.CardAmbiguous, (await PostAsync(Operations.ApproveCard(Target.Account(account), "seen"))).Outcome);
        Assert.Equal(Outcome.CardAmbiguous, (await PostAsync(Operations.ReportLoss(Target.Account(account)))).Outcome);
        Assert.Equal(Outcome.CardAmbiguous, (await PostAsync(Operations.ReplaceCard(Target.Account(account), "member-0004"))).Outcome);
        await PostedAsync(Operations.ApproveCard(Target.Account(account), "seen", "0003"));
        await PostedAsync(Operations.ReportLoss(Target.Account(account), "0001"));
        await PostedAsync(Operations.ReplaceCard(Target.Account(account), "member-0004", new CardReplacement { LastFour = "0001" }));

        CardStatus[] expected = [CardStatus.Void, CardStatus.Waiting, CardStatus.Active, CardStatus.Active];
        Assert.Equal(expected, (await BalancesAsync(account)).Cards.Select(card => card.Status));
        Assert.Equal("member", (await BalancesAsync(account)).Cards[3].Type);
    }

    [Fact]
    public async Task A_lost_card_does_nothing_from_then_on_and_its_replacement_costs_the_fee()
    {
        var account = await OpenAsync(card: "member-0001");
        await PostedAsync(Operations.TopUp(Target.Card("member-0001"), 600));

        await PostedAsync(Operations.ReportLoss(Target.Card("member-0001")));

        Assert.Equal(Outcome.CardLost, (await PostAsync(Operations.Debit(Target.Card("member-0001"), 1))).Outcome);
        await PostedAsync(Operations.Debit(Target.Account(account), 1));
        var charged = await PostedAsync(Operations.ReplaceCard(Target.Account(account), "member-0002"));
        Assert.Equal((500L, 0), (charged.FeeMinor, charged.Transfers.Count));
        var paid = await PostedAsync(
            Operations.ReplaceCard(Target.Card("member-0002"), "member-0003",
            new CardReplacement { Damaged = true, FeeFromStoredValue = true }));
        Assert.Equal([Give(account, SystemAccount.Fees, Asset.Principal, 200)], paid.Transfers);
        Assert.Equal((0L, 399L), (paid.FeeMinor, paid.Balances.PrincipalMinor));
        var poor = await PostAsync(Operations.ReplaceCard(Target.Card("member-0003"), "member-0004",
            new CardReplacement { FeeFromStoredValue = true }));
        Assert.Equal((Outcome.InsufficientFunds, new Refusal { Available = 399 }),
            (poor.Outcome, new Refusal { Available = poor.Refusal.Available }));
        Assert.Equal(Outcome.CardTaken, (await PostAsync(Operations.ReplaceCard(Target.Account(account), "member-0001"))).Outcome);
    }

    [Fact]
    public async Task A_program_gives_a_first_card_to_those_it_asks_for()
    {
        var mobile = new Identifier { Kind = IdentifierKind.Mobile, Value = "13800138000" };
        Operation Open(AccountOpening opening) => Operations.OpenAccount(opening, details: InStrictStore);

        var poor = await PostAsync(
            Open(new AccountOpening { Card = "member-0001", QualifyingPurchaseMinor = 1_999, QualifyingTotalMinor = 4_999,
            Identifiers = [mobile] }));
        var unnamed = await PostAsync(Open(new AccountOpening { Card = "member-0001", QualifyingPurchaseMinor = 2_000 }));

        Assert.Equal((Outcome.NotEligible, 2_000L), (poor.Outcome, poor.Refusal.Needed));
        Assert.Equal(Outcome.NotEligible, unnamed.Outcome);
        await PostedAsync(Open(new AccountOpening { Card = "member-0001", QualifyingTotalMinor = 5_000, Identifiers = [mobile] }));
        // Without a card it is no matter.
        await PostedAsync(Open(new AccountOpening()));
    }

    [Fact]
    public async Task A_card_from_stock_is_of_the_type_its_batch_was_made_as()
    {
        var cards = new V1.Cards.CardsClient(Ledger.Channel());
        Task<GenerateCardsResponse> Make(string type) => cards.GenerateCardsAsync(
            new GenerateCardsRequest { Key = Keys.At(Clock.GetUtcNow()), Program = 1, CardType = type, Count = 3 }).ResponseAsync;
        var (gifts, specials) = ((await Make("gift")).Cards, (await Make("special")).Cards);

        var account = await OpenAsync(card: gifts[0]);
        await PostedAsync(Operations.IssueCard(Target.Account(account), gifts[1]));
        await PostedAsync(Operations.IssueCard(Target.Account(account), gifts[2], "member"));
        Problem.AssertViolations(
            await RefusedAsync(Operations.IssueCard(Target.Account(account), specials[0])), StatusCode.InvalidArgument,
            "issue_card.reason REQUIRED");
        await PostedAsync(Operations.IssueCard(Target.Account(account), specials[0], "", "asked"));

        Assert.Equal(["gift", "gift", "member", "special"], (await BalancesAsync(account)).Cards.Select(card => card.Type));
        var known = await cards.GetCardAsync(new GetCardRequest { Card = specials[0] });
        Assert.Equal((account, CardStatus.Waiting, "special"), (known.Account, known.Card.Status, known.Card.Type));
    }

    private async Task<long> GiftAsync(long amountMinor)
    {
        var opened = await PostedAsync(Operations.OpenAccount(new AccountOpening { Card = Token, CardType = "gift" }));
        await PostedAsync(Operations.TopUp(Target.Card(Token), amountMinor));
        return opened.Account;
    }
}

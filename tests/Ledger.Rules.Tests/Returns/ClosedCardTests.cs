using Ledger.Rules.Asked;
using Ledger.Rules.Codes;
using Ledger.Rules.Program;
using Ledger.Rules.State;
using Ledger.Rules.Tests.Deciding;
using Ledger.Rules.Tests.Model;
using Ledger.Server.Journal.Checkpoint;
using static Ledger.Rules.Tests.Deciding.Till;

namespace Ledger.Rules.Tests.Returns;

/// <summary>Cards that are void because the value on them was used up, when a return brings some back.</summary>
public sealed class ClosedCardTests
{
    private static readonly Guid Card = Ask.CardId("gift card 1234");

    private static readonly ProgramRules Gift = Terms.Demo.ToRules() with
    {
        BonusSteps = [],
        CardTypes =
        [
            new CardType("gift", "Gift") { ClosesAtZero = true, ForfeitsAtExpiry = true, Validity = new Validity(ValidityKind.Days, 30) },
        ],
    };

    public static TheoryData<bool, long> Returns => new() { { true, 0 }, { false, 0 }, { false, 3_000 } };

    [Theory]
    [MemberData(nameof(Returns))]
    public void A_return_of_what_emptied_a_card_brings_it_back_as_it_was(bool isReversed, long amount)
    {
        var till = Bought(Gift);
        var before = till.State.Cards[0];
        till.Post(OperationKind.Debit, 10_000, card: Card);
        var debit = till.LastKey;
        Assert.Equal((CardStatus.Void, CardStatus.Active), (till.State.Cards[0].Status, till.State.Cards[0].ClosedFrom));

        till.Post(isReversed ? OperationKind.Reverse : OperationKind.Refund, amount, original: debit);
        Assert.Equal(before, till.State.Cards[0]);
        till.Post(OperationKind.Debit, 3_000, card: Card);
        Assert.Equal(Outcome.Posted, till.Outcome);
    }

    [Fact]
    public void A_lost_card_comes_back_as_lost()
    {
        var till = Bought(Gift);
        till.Post(OperationKind.ReportLoss, terms: new CardTerms("1234"));
        till.Post(OperationKind.Debit, 10_000);
        till.Refund(till.LastKey);
        Assert.Equal(CardStatus.Lost, till.State.Cards[0].Status);
    }

    [Fact]
    public void A_card_that_was_replaced_after_it_came_back_stays_void()
    {
        var till = Bought(Gift);
        till.Post(OperationKind.Debit, 10_000, card: Card);
        var debit = till.LastKey;
        till.Refund(debit, 4_000);
        till.Post(OperationKind.ReplaceCard, terms: new CardTerms("1234"), newCard: new NewCard(Ask.CardId("gift card 5678"), "5678"));
        till.Refund(debit);
        Assert.Equal([CardStatus.Void, CardStatus.Active], till.State.Cards.Select(card => card.Status));
    }

    [Theory]
    [InlineData(ExpiredLotsKind.Extend, 10_000, 0, CardStatus.Active)]
    [InlineData(ExpiredLotsKind.Forfeit, 0, 10_000, CardStatus.Void)]
    public void After_the_last_day_the_policy_for_expired_lots_decides(ExpiredLotsKind kind, long back, long forfeited, CardStatus status)
    {
        var policy = new ExpiredLots(kind, kind == ExpiredLotsKind.Extend ? 30 : 0);
        var till = Bought(Gift with { Returns = new ReturnRules(SpentPoints.Negative, policy) });
        till.Post(OperationKind.Debit, 10_000, card: Card);
        till.Date = till.Date.AddDays(31);
        till.Refund(till.LastKey);

        Assert.Equal((back, forfeited, status), (till.State.Principal, till.Detail.Refund!.Forfeited, till.State.Cards[0].Status));
        if (kind == ExpiredLotsKind.Extend) Assert.Equal(till.Date.AddDays(30), till.State.Cards[0].ExpiresOn);
    }

    [Fact]
    public void A_card_that_was_forfeited_lives_for_what_comes_back_later()
    {
        var till = Bought(Gift);
        till.Post(OperationKind.Debit, 3_000, card: Card);
        var debit = till.LastKey;
        till.Date = till.Date.AddDays(31);
        till.Post(OperationKind.Expire);
        Assert.Equal((0, CardStatus.Void), (till.State.Principal, till.State.Cards[0].Status));
        till.Refund(debit);
        Assert.Equal((3_000, CardStatus.Active), (till.State.Principal, till.State.Cards[0].Status));
    }

    [Fact]
    public void A_cancelled_account_has_no_card_again()
    {
        var till = Bought(Gift);
        till.Post(OperationKind.Debit, 10_000, card: Card);
        var debit = till.LastKey;
        till.Post(OperationKind.CancelAccount, note: "left");
        till.Refund(debit);
        Assert.Equal((10_000, CardStatus.Void), (till.State.Principal, till.State.Cards[0].Status));
    }

    [Fact]
    public void A_row_of_an_earlier_release_names_the_card_it_closed()
    {
        var till = Bought(Gift);
        till.Post(OperationKind.Debit, 10_000, card: Card);
        // As it was written before rows said what a card had been, and before checkpoints said why one is void.
        var (debit, last) = (till.LastKey, till.Journal[^1]);
        var row = last with { Detail = last.Detail! with { Cards = [last.Detail!.Cards![0] with { Was = CardStatus.None }] } };
        till.Journal[^1] = row;
        var earlier = AccountState.Restore(
            till.State.Account, till.State.Program, till.State.LastSeq, 0, [], [], [till.State.Cards[0] with { ClosedFrom = default }]);
        till.State.CopyFrom(earlier);
        till.Refund(debit);
        Assert.Equal(CardStatus.Active, till.State.Cards[0].Status);
    }

    [Fact]
    public void A_checkpoint_says_why_a_card_is_void()
    {
        var till = Bought(Gift);
        till.Post(OperationKind.Debit, 10_000, card: Card);
        var state = till.State;
        var read = AccountDetail.Read(state.Account, state.Program, state.LastSeq, state.Principal, AccountDetail.Write(state));
        Assert.Equal(state.Cards, read.Cards);
    }

    private static Till Bought(ProgramRules rules)
    {
        var till = new Till(rules, opens: false);
        till.Post(OperationKind.OpenAccount, newCard: new NewCard(Card, "1234", "gift"));
        till.Post(OperationKind.TopUp, 10_000);
        return till;
    }
}

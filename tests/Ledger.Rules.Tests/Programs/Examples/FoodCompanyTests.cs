using Ledger.Rules.Asked;
using Ledger.Rules.Codes;
using Ledger.Rules.State;
using Ledger.Rules.Tests.Deciding;
using static Ledger.Rules.Tests.Deciding.Till;
using static Ledger.Rules.Tests.Programs.Examples.Example;

namespace Ledger.Rules.Tests.Programs.Examples;

public sealed class FoodCompanyTests
{
    private static readonly DateOnly _day = new(2026, 5, 4);

    [Fact]
    public void Loading_500_brings_50()
    {
        var till = WithCard("member");
        till.Post(OperationKind.TopUp, 50_000, note: "cash");
        Assert.Equal((50_000, 5_000), (till.State.Principal, till.State.Bonus));
    }

    [Fact]
    public void A_gift_card_earns_nothing_and_is_closed_once_it_is_spent()
    {
        var till = WithCard("gift");
        till.Post(OperationKind.TopUp, 20_000, note: "cash");
        till.Post(OperationKind.Accrue, 10_000, Asset.Principal);
        Assert.Equal(Outcome.NotCapable, till.Outcome);
        till.Checkout(0, 15_000, Line(15_000));
        Assert.Equal((0, 5_000, CardStatus.Active), (till.State.Points, till.State.Principal, till.State.Cards[0].Status));
        till.Checkout(0, long.MaxValue, Line(8_000));
        Assert.Equal((0, 0, CardStatus.Void), (till.State.Points, till.State.Principal, till.State.Cards[0].Status));
    }

    [Fact]
    public void A_gift_card_lasts_three_years_and_what_is_left_is_gone()
    {
        var till = WithCard("gift");
        till.Post(OperationKind.TopUp, 20_000, note: "cash");
        till.Date = Day(2029, 5, 4);
        till.Post(OperationKind.Debit, 5_000, card: till.State.Cards[0].Id);
        Assert.Equal(Outcome.Posted, till.Outcome);
        till.Date = Day(2029, 5, 5);
        till.Post(OperationKind.Debit, 5_000, card: till.State.Cards[0].Id);
        Assert.Equal(Outcome.CardExpired, till.Outcome);
        till.Post(OperationKind.Expire);
        Assert.Equal((0, CardStatus.Void), (till.State.Principal, till.State.Cards[0].Status));
    }

    [Fact]
    public void A_gift_card_is_loaded_once_without_a_bonus_and_is_no_money()
    {
        var till = WithCard("gift");
        till.Post(OperationKind.TopUp, 100_000, note: "cash");
        Assert.Equal((Outcome.Posted, 100_000, 0), (till.Outcome, till.State.Principal, till.State.Bonus));
        till.Post(OperationKind.TopUp, 100_000, note: "cash");
        Assert.Equal(Outcome.NotCapable, till.Outcome);
        till.Post(OperationKind.CashOut);
        Assert.Equal((Outcome.NotCapable, 100_000), (till.Outcome, till.State.Principal));
    }

    [Fact]
    public void A_gift_card_whose_load_was_taken_back_can_be_loaded()
    {
        var till = WithCard("gift");
        till.Post(OperationKind.TopUp, 100_000, note: "cash");
        till.Post(OperationKind.Reverse, original: till.LastKey);
        Assert.Equal((Outcome.Posted, 0), (till.Outcome, till.State.Principal));
        till.Post(OperationKind.TopUp, 20_000, note: "cash");
        Assert.Equal((Outcome.Posted, 20_000), (till.Outcome, till.State.Principal));
    }

    [Fact]
    public void A_member_card_gets_the_bonus_each_time_and_is_paid_out()
    {
        var till = WithCard("member");
        till.Post(OperationKind.TopUp, 50_000, note: "cash");
        till.Post(OperationKind.TopUp, 50_000, note: "cash");
        Assert.Equal((100_000, 10_000), (till.State.Principal, till.State.Bonus));
        till.Post(OperationKind.CashOut);
        Assert.Equal((Outcome.Posted, 0), (till.Outcome, till.State.Principal));
    }

    [Fact]
    public void A_special_card_waits_for_approval()
    {
        var till = WithCard("special");
        var card = till.State.Cards[0].Id;
        till.Post(OperationKind.TopUp, 20_000, note: "cash", card: card);
        Assert.Equal(Outcome.CardWaiting, till.Outcome);
        till.Post(OperationKind.ApproveCard, terms: new CardTerms("1111"), note: "supplier");
        till.Post(OperationKind.TopUp, 20_000, note: "cash", card: card);
        Assert.Equal(Outcome.Posted, till.Outcome);
    }

    [Theory]
    [InlineData("coupon", 500, 2_000, 0)]
    [InlineData("rebate", 200, 500, 500)]
    public void Points_become_a_coupon_or_go_back_onto_the_card(string reward, long points, long worth, long bonus)
    {
        var till = WithCard("member").Holding(1_000);
        till.Post(OperationKind.Redeem, 0, note: reward);
        Assert.Equal((Outcome.Posted, worth, 1_000 - points, bonus),
            (till.Outcome, till.Journal[^1].Figure, till.State.Points, till.State.Bonus));
    }

    private static Till WithCard(string type)
    {
        var till = new Till(RulesOf("food-company"), opens: false) { Date = _day };
        till.Post(OperationKind.OpenAccount, newCard: Card("1111", type), note: "supplier");
        Assert.Equal(Outcome.Posted, till.Outcome);
        return till;
    }
}

using Ledger.Rules.Asked;
using Ledger.Rules.Codes;
using Ledger.Rules.Program;
using Ledger.Server.Programs;

namespace Ledger.Rules.Tests.Programs;

/// <summary>Every field of a document arrives in the rules.</summary>
public sealed class FullDocumentTests
{
    private static readonly ProgramRules _rules = ProgramDocument.Parse("full.yaml", FullDocument.Text).Rules;

    [Fact]
    public void Earning_is_read()
    {
        Assert.Equal(3, _rules.NoticeDays);
        Assert.Equal(new PointsWaiting(PointsWaitingKind.Days, 7), _rules.PointsWaiting);
        Assert.True(_rules.BonusEarns);
        Assert.Equal(WhenFull.Refuse, _rules.WhenFull);
        Assert.Equal(
            [new Category("books", 1, 1000, true), new Category("food", 2, 500, false), new Category("sale", 0, 1000, true)],
            _rules.Categories.Values.OrderBy(category => category.Code, StringComparer.Ordinal));
        Assert.Equal([new ThresholdBonus(200, 10), new ThresholdBonus(500, 30)], _rules.ThresholdBonuses);
        Assert.Equal((1000, 2000), (_rules.PurchasePointsMax, _rules.DayPointsMax));
        Assert.Equal([new AccrualAction("sign_in", 5)], _rules.Actions);
    }

    [Fact]
    public void Multipliers_and_their_conditions_are_read()
    {
        Assert.Equal(MultiplierCombination.Add, _rules.MultiplierCombination);
        Assert.Equal([("Member day", 150), ("Always", 200)], _rules.Multipliers.Select(multiplier =>
            (multiplier.Name, multiplier.Percent)));
        Assert.Equal(["books", "food"], _rules.Multipliers[0].Categories.Order(StringComparer.Ordinal));
        Assert.Same(Condition.Always, _rules.Multipliers[1].When);
        Assert.Empty(_rules.Multipliers[1].Categories);

        var when = _rules.Multipliers[0].When;
        Assert.Equal([8, 18, 28], when.DaysOfMonth!.Order());
        Assert.True(when.IsLunar);
        Assert.Equal([DayOfWeek.Sunday, DayOfWeek.Monday], when.Weekdays!.Order());
        Assert.Equal((new DateOnly(2026, 2, 1), new DateOnly(2026, 11, 30)), (when.From, when.Through));
        Assert.Equal([229, 1225], when.DaysOfYear!.Order());
        Assert.Equal(("child", BirthdaySpan.Week), (when.BirthdayOf, when.BirthdaySpan));
        Assert.Equal(["gold"], when.Tiers!);
        Assert.Equal([4, 5], when.Stores!.Order());
    }

    [Fact]
    public void Redeeming_and_discounts_are_read()
    {
        Assert.Equal(500, _rules.PointsSharePermille);
        Assert.Equal([new Reward("gift", 1000, 20_000, RewardForm.Coupon, 500, 20_000), new Reward("rebate", 200, 500, RewardForm.Bonus)],
            _rules.Rewards);
        Assert.Equal([("Members", 975), ("Birthday", 900)], _rules.Discounts.Select(discount => (discount.Name, discount.PayPermille)));
        Assert.Equal(("own", BirthdaySpan.Day), (_rules.Discounts[1].When.BirthdayOf, _rules.Discounts[1].When.BirthdaySpan));
        Assert.Equal(DiscountCombination.Multiply, _rules.DiscountCombination);
    }

    [Fact]
    public void Tiers_are_read()
    {
        var (plain, gold) = (_rules.Tiers[0], _rules.Tiers[1]);
        Assert.Equal(("plain", "Plain", 1000, 100), (plain.Code, plain.Name, plain.PayPermille, plain.EarnPercent));
        Assert.False(plain.Earns || plain.Loads || plain.Spends);
        Assert.Equal(("gold", "Gold", 880, 125, 300L, "Tea"),
            (gold.Code, gold.Name, gold.PayPermille, gold.EarnPercent, gold.MonthlyBonusMinor, gold.Benefits));
        Assert.True(gold.Earns && gold.Loads && gold.Spends);
        Assert.Equal(
            [
                new Reach(TierMeasure.Purchases, 5, TierWindow.Ever), new Reach(TierMeasure.Spend, 30_000, TierWindow.Day),
                new Reach(TierMeasure.Points, 300, TierWindow.Year), new Reach(TierMeasure.Spend, 90_000, TierWindow.Months, 12),
            ], gold.Reaches);
        Assert.Equal((new Validity(ValidityKind.Months, 12), TierEnd.OneStep, TierByHand.Starts),
            (_rules.TierValidity, _rules.TierEnd, _rules.TierByHand));
    }

    [Fact]
    public void Cards_and_the_PIN_are_read()
    {
        var gift = _rules.CardTypes[1];
        Assert.True(_rules.CardCodesAreExact);
        Assert.Equal(
            new CardType("member", "Member card")
            {
                TopUpBonus = false, Reload = false, CashOut = false, MemberPrices = false, TransfersIn = false,
            }, _rules.CardTypes[0]);
        Assert.Equal(
            new CardType("gift", "Gift card")
            {
                Earns = false, Loads = false, NeedsApproval = true, Validity = new Validity(ValidityKind.Months, 36), ClosesAtZero = true,
                    ForfeitsAtExpiry = true,
            }, gift);
        Assert.Equal((2000, 30_000), (_rules.Issue.PurchaseMinor, _rules.Issue.TotalMinor));
        Assert.Equal([IdentifierKind.Mobile, IdentifierKind.Document], _rules.Issue.Requires.Order());
        Assert.Equal((200, 100, FeeOwner.Store), (_rules.LostCardFeeMinor, _rules.DamagedCardFeeMinor, _rules.FeesBelongTo));
        Assert.Equal(new PinRules(false, 50_000, 3, 30, 9), _rules.Pin);
    }

    [Fact]
    public void Returns_transfers_and_holds_are_read()
    {
        Assert.Equal(CancelInDebt.Net, _rules.CancelInDebt);
        Assert.Equal(new ReturnRules(SpentPoints.Net, new ExpiredLots(ExpiredLotsKind.Extend, 14), SpentBonus.Refuse, TierOnReturn.Keep),
            _rules.Returns);
        Assert.Equal((2, 5), (_rules.ActiveCardsMax, _rules.CardsMax));
        Assert.True(_rules.PointsTransferable && _rules.ValueTransferable);
        Assert.Equal(new HoldRules(60, 3), _rules.Holds);
    }

    [Theory]
    [InlineData("points_waiting: { kind: days, days: 7 }", "points_waiting: { kind: next_year }", PointsWaitingKind.NextYear)]
    [InlineData("points_waiting: { kind: days, days: 7 }", "points_waiting: { kind: none }", PointsWaitingKind.None)]
    public void Each_kind_of_waiting_can_be_chosen(string old, string changed, PointsWaitingKind kind) =>
        Assert.Equal(new PointsWaiting(kind), ProgramDocument.Parse("full.yaml", FullDocument.With(old, changed)).Rules.PointsWaiting);

    [Fact]
    public void Comments_layout_and_quotes_do_not_count_when_two_documents_are_compared()
    {
        var document = ProgramDocument.Parse("full.yaml", FullDocument.Text);
        Assert.True(document.SaysTheSameAs(
            ProgramDocument.Parse("full.yaml", FullDocument.With("name: Everything\n", "name:   \"Everything\"   # all\n\n"))));
        Assert.False(document.SaysTheSameAs(ProgramDocument.Parse("full.yaml", FullDocument.With("times: 1.25", "times: 1.2"))));
    }
}

using Ledger.Rules.Asked;
using Ledger.Rules.Codes;
using Ledger.Rules.Program;
using Ledger.Rules.Tests.Deciding;

namespace Ledger.Rules.Tests.Members;

/// <summary>What cards of a type leave out: the member's prices, what others send; and who gets the first card.</summary>
public sealed class CardTypeRulesTests
{
    private static readonly ProgramRules _rules = Branch.Demo with
    {
        Discounts = [new Discount("Members", 900, Condition.Always)],
        CardTypes = [CardType.Member, new CardType("gift", "Gift") { MemberPrices = false, TransfersIn = false }],
        PointsTransferable = true,
        Tiers = [new Tier("plain", "Plain", []), new Tier("gold", "Gold", [new Reach(TierMeasure.Spend, 1_000_000, TierWindow.Ever)])],
    };

    [Theory]
    [InlineData("member", 9_000)]
    [InlineData("gift", 10_000)]
    public void Member_prices_are_for_cards_that_take_them(string type, long due)
    {
        var till = WithCard(type);
        till.Checkout(0, 0, Till.Line(10_000));
        Assert.Equal(due, till.Detail.Basket!.DueMinor);
    }

    [Theory]
    [InlineData("member", Outcome.Posted, OperationKind.Arrive)]
    [InlineData("gift", Outcome.NotCapable, OperationKind.ComeBack)]
    public void What_a_member_sends_arrives_where_it_is_taken(string type, Outcome outcome, OperationKind next)
    {
        var branch = new Branch(_rules).Open(5).Open(6, "card 1111", type).Give(5, points: 300);
        var sent = branch.Post(OperationKind.Transfer, 5, 100, Asset.Points, new OtherAccountTerms(6))[0].Key;
        Assert.Equal(outcome, branch.Try(OperationKind.Arrive, 6, original: sent));
        if (next == OperationKind.ComeBack) Assert.Equal(Outcome.Posted, branch.Try(next, 5, original: sent));
        Assert.Equal(outcome == Outcome.Posted ? (200, 100) : (300, 0), (branch[5].Points, branch[6].Points));
    }

    [Theory]
    [InlineData(true, 30_000, 23_500)]
    [InlineData(false, 30_000, 25_000)]
    [InlineData(false, 4_000, 0)]
    public void A_top_up_too_many_is_told_what_fits_with_the_bonus_that_the_card_gets(bool bonus, long most, long available)
    {
        var branch = new Branch(_rules with { CardTypes = [CardType.Member with { TopUpBonus = bonus }] });
        branch.Open(5, "card 1111").Give(5, principal: 5_000);
        branch.Rules = branch.Rules with { StoredValueMaxMinor = most };
        var row = branch.Post(OperationKind.TopUp, 5, 25_001)[0];
        Assert.Equal((Outcome.BalanceLimit, available), (row.Outcome, row.Figure));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_card_that_is_loaded_once_has_been_loaded_whatever_else_the_top_up_changes(bool paidOut)
    {
        var branch = new Branch(_rules with { CardTypes = [CardType.Member, new CardType("once", "Once") { Reload = false }] });
        branch.Open(5, "card 1111");
        branch.Post(OperationKind.TopUp, 5, 20_000);
        branch.Post(paidOut ? OperationKind.CashOut : OperationKind.Debit, 5, paidOut ? 0 : 21_500);
        branch.Post(OperationKind.IssueCard, 5, newCard: "once 2222", type: "once");
        Assert.Equal(Outcome.Posted, branch.Try(OperationKind.TopUp, 5, 1_000));
        Assert.Equal(Outcome.NotCapable, branch.Try(OperationKind.TopUp, 5, 1_000));
    }

    [Fact]
    public void A_top_up_without_bonus_says_nothing_of_those_that_brought_some()
    {
        var branch = new Branch(_rules).Open(5);
        for (var count = 0; count < 20; count++) branch.Post(OperationKind.TopUp, 5, 20_000);
        Assert.Null(branch.Post(OperationKind.TopUp, 5, 1_000)[0].Detail);
        Assert.NotNull(branch.Post(OperationKind.TopUp, 5, 20_000)[0].Detail);
    }

    [Fact]
    public void What_the_ledger_has_counted_qualifies_for_the_first_card()
    {
        var till = new Till(_rules with { Issue = new IssueRules(10_000, 30_000, new HashSet<IdentifierKind>()) });
        Shop.Buys(till, 29_999);
        till.Post(OperationKind.IssueCard, newCard: New("1111"));
        Assert.Equal((Outcome.NotEligible, 10_000), (till.Outcome, till.Figure));
        Shop.Buys(till, 1);
        till.Post(OperationKind.IssueCard, newCard: New("1111"));
        Assert.Equal(Outcome.Posted, till.Outcome);
        // The second one needs nothing any more.
        till.Rules = till.Rules with { Issue = new IssueRules(1_000_000, 0, new HashSet<IdentifierKind>()) };
        till.Post(OperationKind.IssueCard, newCard: New("2222"));
        Assert.Equal(Outcome.Posted, till.Outcome);
    }

    private static Till WithCard(string type)
    {
        var till = new Till(_rules, opens: false);
        till.Post(OperationKind.OpenAccount, newCard: New("1111", type));
        return till;
    }

    private static NewCard New(string lastFour, string type = "") => new(Guid.CreateVersion7(), lastFour, type);
}

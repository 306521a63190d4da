using System.Globalization;
using Ledger.Rules.Asked;
using Ledger.Rules.Codes;
using Ledger.Rules.State;
using Ledger.Rules.Tests.Deciding;
using static Ledger.Rules.Tests.Deciding.Till;
using static Ledger.Rules.Tests.Programs.Examples.Example;

namespace Ledger.Rules.Tests.Programs.Examples;

public sealed class PharmacyTests
{
    // New Year 2026 is 17 February. 2025 has a leap sixth month from 25 July, 2028 a leap fifth month from 23 June: its days count too.
    [Theory]
    [InlineData("2026-02-24", 1, 8)]
    [InlineData("2026-03-06", 1, 18)]
    [InlineData("2026-03-16", 1, 28)]
    [InlineData("2025-08-01", 7, 8)]
    [InlineData("2025-08-11", 7, 18)]
    [InlineData("2025-08-21", 7, 28)]
    [InlineData("2028-06-30", 6, 8)]
    [InlineData("2028-07-10", 6, 18)]
    [InlineData("2028-07-20", 6, 28)]
    public void Members_pay_95_percent_on_the_8th_18th_and_28th_of_the_lunar_month(string date, int month, int day)
    {
        var (on, lunar) = (DateOnly.Parse(date, CultureInfo.InvariantCulture), new ChineseLunisolarCalendar());
        // In a year with a leap month the calendar numbers it and the months behind it one higher.
        Assert.Equal((month, day), (lunar.GetMonth(on.ToDateTime(default)), lunar.GetDayOfMonth(on.ToDateTime(default))));

        var till = Open("pharmacy");
        Assert.Equal(9_500, till.Price(on, Line(10_000)));
        Assert.Equal(9_800, till.Price(on.AddDays(-1), Line(10_000)));
        Assert.Equal(9_800, till.Price(on.AddDays(1), Line(10_000)));
    }

    [Theory]
    [InlineData("special")]
    [InlineData("limited")]
    [InlineData("promotional")]
    public void Special_limited_and_promotional_goods_earn_nothing_and_take_no_discount(string category)
    {
        var till = Open("pharmacy");
        Assert.Equal(10_000 + 9_800, till.Price(Day(2026, 3, 1), Line(10_000, category), Line(10_000)));
        // 98.00 yuan of other goods earn 98 points.
        Assert.Equal(98, till.Buys(Day(2026, 3, 1), Line(10_000, category), Line(10_000)));
    }

    [Fact]
    public void A_hundred_points_are_a_voucher_of_5_yuan_without_change_and_the_rest_stays()
    {
        var till = Open("pharmacy").Holding(250);
        till.Post(OperationKind.Redeem, 250, note: "voucher");
        Assert.Equal((Outcome.NotAMultiple, 100), (till.Outcome, till.Figure));
        till.Post(OperationKind.Redeem, 200, note: "voucher");
        Assert.Equal((Outcome.Posted, 1_000, 50), (till.Outcome, till.Figure, till.State.Points));
    }

    [Fact]
    public void The_card_comes_with_a_purchase_from_20_yuan()
    {
        var document = new NewIdentifier(IdentifierKind.Document, Guid.CreateVersion7(), "1234");
        Assert.Equal((Outcome.NotEligible, 2_000), Opened(1_999, document));
        Assert.Equal((Outcome.Posted, 0), Opened(2_000, document));
    }

    [Fact]
    public void One_card_a_person_a_document_is_asked_for_and_names_one_member()
    {
        var document = new NewIdentifier(IdentifierKind.Document, Guid.CreateVersion7(), "1234");
        Assert.Equal(Outcome.NotEligible, Opened(2_000, new NewIdentifier(IdentifierKind.Mobile, Guid.CreateVersion7(), "1234")).Outcome);
        Assert.Equal(Outcome.IdentifierTaken, Opened(2_000, document, document.Id).Outcome);
    }

    [Theory]
    [InlineData(false, 200)]
    [InlineData(true, 100)]
    public void A_replacement_costs_2_yuan_for_a_lost_card_and_1_yuan_for_a_damaged_one(bool isDamaged, long fee)
    {
        var till = Known().Holding(70);
        var old = Card("1111");
        till.Post(OperationKind.IssueCard, newCard: old, terms: Bought(2_000));
        till.Post(OperationKind.ReplaceCard, terms: new CardTerms("1111", isDamaged), newCard: Card("2222"));
        Assert.Equal((Outcome.Posted, fee, 70), (till.Outcome, till.Detail.FeeMinor, till.State.Points));
        Assert.Equal(CardStatus.Void, till.State.CardOf(old.Id)!.Status);
    }

    [Fact]
    public void A_card_that_is_issued_later_needs_the_purchase_too()
    {
        var till = Known();
        till.Post(OperationKind.IssueCard, newCard: Card("1111"));
        Assert.Equal((Outcome.NotEligible, 2_000), (till.Outcome, till.Figure));
        till.Post(OperationKind.IssueCard, newCard: Card("1111"), terms: Bought(1_999));
        Assert.Equal((Outcome.NotEligible, 2_000), (till.Outcome, till.Figure));
        till.Post(OperationKind.IssueCard, newCard: Card("1111"), terms: Bought(2_000));
        Assert.Equal(Outcome.Posted, till.Outcome);

        var stranger = Open("pharmacy");
        stranger.Post(OperationKind.IssueCard, newCard: Card("1111"), terms: Bought(2_000));
        Assert.Equal((Outcome.NotEligible, 0), (stranger.Outcome, stranger.Figure));
    }

    [Fact]
    public void One_card_at_a_time_and_a_lost_one_takes_nobodys_place()
    {
        var till = Known();
        till.Post(OperationKind.IssueCard, newCard: Card("1111"), terms: Bought(2_000));
        till.Post(OperationKind.IssueCard, newCard: Card("2222"));
        Assert.Equal((Outcome.CardLimit, 1), (till.Outcome, till.Figure));
        till.Post(OperationKind.ReplaceCard, terms: new CardTerms("1111"), newCard: Card("3333"));
        Assert.Equal(Outcome.Posted, till.Outcome);
        till.Post(OperationKind.ReportLoss, terms: new CardTerms("3333"));
        till.Post(OperationKind.IssueCard, newCard: Card("4444"));
        Assert.Equal(Outcome.Posted, till.Outcome);
        // The lost one has its place no more.
        till.Post(OperationKind.ReplaceCard, terms: new CardTerms("3333"), newCard: Card("5555"));
        Assert.Equal((Outcome.CardLimit, 1), (till.Outcome, till.Figure));
    }

    private static MemberTerms Bought(long minor) => new([], [], QualifyingPurchaseMinor: minor);

    private static Till Known()
    {
        var till = Open("pharmacy");
        till.Post(OperationKind.Describe,
            terms: new MemberTerms([new NewIdentifier(IdentifierKind.Document, Guid.CreateVersion7(), "1234")], []));
        return till;
    }

    private static (Outcome Outcome, long Figure) Opened(long purchaseMinor, NewIdentifier identifier, Guid taken = default)
    {
        var till = new Till(RulesOf("pharmacy"), opens: false);
        till.Taken.Add(taken);
        till.Post(OperationKind.OpenAccount, terms: new MemberTerms([identifier], [], QualifyingPurchaseMinor: purchaseMinor),
            newCard: Card("1111"));
        return (till.Outcome, till.Figure);
    }
}

using Ledger.Rules.Asked;
using Ledger.Rules.Tests.Deciding;
using Ledger.Rules.Codes;
using Ledger.Rules.Program;
using Ledger.Rules.Tests.Model;
using static Ledger.Rules.Tests.Earning.CheckoutTests;
using static Ledger.Rules.Tests.Deciding.Till;

namespace Ledger.Rules.Tests.Returns;

public sealed class ReversalTests
{
    private static readonly ProgramRules Plain = Terms.Demo.ToRules();

    [Fact]
    public void What_was_posted_is_undone_and_done_once()
    {
        var till = Loaded(Plain, points: 300, principal: 10_000, bonus: 2_000);
        till.Checkout(200, 5_000, Line(55_900));
        var purchase = till.LastKey;

        till.Post(OperationKind.Reverse, original: purchase);
        Assert.Equal((Outcome.Posted, 300, 10_000, 2_000), (till.Outcome, till.State.Points, till.State.Principal, till.State.Bonus));
        till.Post(OperationKind.Reverse, original: purchase);
        Assert.Equal((Outcome.PostedBefore, 300), (till.Outcome, till.State.Points));
        till.Refund(purchase);
        Assert.Equal(Outcome.ExceedsOriginal, till.Outcome);
    }

    [Fact]
    public void A_card_that_was_found_is_what_it_was_unless_another_one_has_taken_its_place()
    {
        var (till, card) = (new Till(Plain, opens: false), new NewCard(Ask.CardId("card 1111"), "1111"));
        till.Post(OperationKind.OpenAccount, newCard: card);
        till.Post(OperationKind.ReportLoss, terms: new CardTerms(""));
        till.Post(OperationKind.Reverse, original: till.LastKey);
        Assert.Equal((Outcome.Posted, CardStatus.Active), (till.Outcome, till.State.Cards[0].Status));

        till.Post(OperationKind.ReportLoss, terms: new CardTerms(""));
        var loss = till.LastKey;
        till.Post(OperationKind.ReportLoss, terms: new CardTerms(""));
        till.Post(OperationKind.Reverse, original: till.LastKey);
        Assert.Equal((Outcome.Posted, CardStatus.Lost), (till.Outcome, till.State.Cards[0].Status));
        till.Post(OperationKind.ReplaceCard, terms: new CardTerms(""), newCard: new NewCard(Ask.CardId("card 2222"), "2222"));
        till.Post(OperationKind.Reverse, original: loss);
        Assert.Equal((Outcome.NotReversible, CardStatus.Void), (till.Outcome, till.State.Cards[0].Status));
    }

    [Fact]
    public void What_never_arrived_is_blocked_under_its_own_key()
    {
        var till = new Till(Plain);
        var late = Guid.CreateVersion7();
        var rows = till.Post(OperationKind.Reverse, original: late);

        Assert.Equal([(OperationKind.Reverse, Outcome.Posted), (OperationKind.BlockKey, Outcome.KeyBlocked)],
            rows.Select(row => (row.Kind, row.Outcome)));
        Assert.Equal((late, (short)0), (rows[1].Key, rows[1].Leg));
        Assert.True(rows[0].Detail!.KeyBlocked);
        till.Post(OperationKind.Reverse, original: late);
        Assert.Equal(Outcome.PostedBefore, till.Outcome);
    }

    [Fact]
    public void What_is_left_after_a_refund_is_undone()
    {
        var till = Loaded(Plain, principal: 5_000);
        till.Post(OperationKind.Debit, 3_000);
        var debit = till.LastKey;
        till.Refund(debit, 1_000);
        till.Post(OperationKind.Reverse, original: debit);
        Assert.Equal((5_000, 2_000), (till.State.Principal, till.Detail.Refund!.Amount));
    }

    [Fact]
    public void A_refusal_has_nothing_to_undo()
    {
        var till = new Till(Plain);
        till.Post(OperationKind.Debit, 1);
        till.Post(OperationKind.Reverse, original: till.LastKey);
        Assert.Equal(Outcome.Posted, till.Outcome);
        Assert.Equal(0, till.State.Principal);
    }

    [Fact]
    public void An_adjustment_goes_back_the_other_way()
    {
        var till = Loaded(Plain, points: 100);
        var given = till.LastKey;
        till.Post(OperationKind.Adjust, -40, Asset.Points, note: "too many");
        var taken = till.LastKey;
        till.Post(OperationKind.Reverse, original: given);
        Assert.Equal((Outcome.InsufficientPoints, 60), (till.Outcome, till.Figure));
        till.Post(OperationKind.Reverse, original: taken);
        till.Post(OperationKind.Reverse, original: given);
        Assert.Equal((Outcome.Posted, 0), (till.Outcome, till.State.Points));
    }

    [Theory]
    [InlineData(300, 200, 0)]
    [InlineData(30, -70, 70)]
    public void What_an_adjustment_paid_off_is_not_owed_beside_points_that_can_be_spent(long earnedSince, long points, long owed)
    {
        var till = new Till(Plain);
        till.Post(OperationKind.Accrue, 100, Asset.Points, note: "sign-in");
        var earned = till.LastKey;
        till.Post(OperationKind.Redeem, 100);
        till.Refund(earned);
        Assert.Equal(100, till.State.PointsOwed);
        till.Post(OperationKind.Adjust, 100, Asset.Points, note: "goodwill");
        var adjusted = till.LastKey;
        till.Post(OperationKind.Accrue, earnedSince, Asset.Points, note: "sign-in");

        till.Post(OperationKind.Reverse, original: adjusted);

        Assert.Equal((Outcome.Posted, points, owed), (till.Outcome, till.State.Points, till.State.PointsOwed));
        // The journal takes no row of any other kind that leaves fewer than no points.
        till.Date = till.Date.AddYears(5);
        till.Post(OperationKind.Expire);
        Assert.All(till.Journal, row => Assert.True(
            row.PointsAfter >= 0 || row.Amount >= 0 || row.Kind is OperationKind.Refund or OperationKind.Reverse));
    }

    [Fact]
    public void An_account_that_holds_something_stays_open()
    {
        var till = new Till(Plain);
        var opening = till.LastKey;
        till.Post(OperationKind.TopUp, 100);
        till.Post(OperationKind.Reverse, original: opening);
        Assert.Equal(Outcome.NotReversible, till.Outcome);
        till.Post(OperationKind.Debit, 100);
        till.Post(OperationKind.Reverse, original: opening);
        Assert.Equal((Outcome.Posted, false), (till.Outcome, till.State.IsOpen));
    }

    [Fact]
    public void An_account_whose_opening_is_reversed_can_be_opened_again_with_the_same_card()
    {
        var (till, card) = (new Till(Plain, opens: false), new NewCard(Ask.CardId("card 1111"), "1111"));
        till.Post(OperationKind.OpenAccount, newCard: card);
        till.Post(OperationKind.Reverse, original: till.LastKey);
        Assert.Equal((Outcome.Posted, 0), (till.Outcome, till.State.Cards.Count));
        Assert.Equal([card.Id], till.Detail.Freed);
        till.Post(OperationKind.OpenAccount, newCard: card);
        Assert.Equal((Outcome.Posted, CardStatus.Active), (till.Outcome, till.State.CardOf(card.Id)?.Status));
        till.Post(OperationKind.Warn, note: "rude");
        till.Post(OperationKind.Reverse, original: till.Journal.Last(row => row.Kind == OperationKind.OpenAccount).Key);
        Assert.Equal(Outcome.NotReversible, till.Outcome);
    }

    [Fact]
    public void A_replacement_that_is_reversed_gives_the_old_card_and_the_fee_back()
    {
        var till = new Till(Plain with { LostCardFeeMinor = 200 }, opens: false);
        var (old, other) = (new NewCard(Ask.CardId("card 1111"), "1111"), new NewCard(Ask.CardId("card 2222"), "2222"));
        till.Post(OperationKind.OpenAccount, newCard: old);
        till.Post(OperationKind.TopUp, 1_000);
        till.Post(OperationKind.ReportLoss, terms: new CardTerms(""));
        foreach (var fromStored in new[] { true, false })
        {
            till.Post(OperationKind.ReplaceCard, terms: new CardTerms("", FeeFromStoredValue: fromStored), newCard: other);
            Assert.Equal(fromStored ? 800 : 1_000, till.State.Principal);
            till.Post(OperationKind.Reverse, original: till.LastKey);
            Assert.Equal(
                (Outcome.Posted, 1_000, fromStored ? 0 : 200), (till.Outcome, till.State.Principal, till.Detail.Refund!.RestMinor));
            Assert.Equal([(old.Id, CardStatus.Lost)], till.State.Cards.Select(card => (card.Id, card.Status)));
        }
    }
}

using Ledger.Rules.Asked;
using Ledger.Rules.Codes;
using Ledger.Rules.Program;
using Ledger.Rules.Rows;
using Ledger.Rules.State;
using Ledger.Rules.Tests.Deciding;
using Ledger.Rules.Tests.Model;
using static Ledger.Rules.Tests.Deciding.Till;

namespace Ledger.Rules.Tests.Earning;

/// <summary>A checkout whose stored value a hold pays first: a checkout like any other, with what was set aside for it.</summary>
public sealed class CheckoutFromHoldTests
{
    private static readonly ProgramRules _rules = Terms.Demo.ToRules() with
    {
        Tiers =
        [
            new Tier("ordinary", "Ordinary", []),
            new Tier("gold", "Gold", [new Reach(TierMeasure.Spend, 50_000, TierWindow.Ever)]),
        ],
    };

    // Principal first, so that the hold is of principal and the bonus stays free.
    private readonly Till _till = CheckoutTests.Loaded(_rules with { PoolOrder = PoolOrder.PrincipalFirst }, principal: 60_000, bonus: 500);

    [Fact]
    public void It_earns_and_counts_for_tiers_as_one_that_no_hold_pays()
    {
        var hold = Place(60_000);
        var rows = Pay(hold, long.MaxValue, 55_900);
        Assert.Equal((Outcome.Posted, 55), (_till.Outcome, _till.Detail.Basket!.EarnedPoints));
        Assert.Equal([-55_900, 55], rows.Select(row => row.Amount));
        Assert.Equal((55_900, 55_900, 0), (_till.Detail.Basket.StoredValueMinor, _till.Detail.Basket.HeldMinor, _till.Figure));
        Assert.Equal("gold", _till.State.Membership.Tier);
        Assert.Empty(_till.State.Membership.Holds);
        Assert.Equal(4_100, _till.State.FreePrincipal(_till.Now));
        Assert.All(rows, row => Assert.Equal(hold, row.Original));
    }

    [Fact]
    public void What_the_hold_does_not_pay_is_taken_from_what_is_free()
    {
        _till.Rules = _till.Rules with { PoolOrder = PoolOrder.BonusFirst };
        var hold = Place(10_000);
        // The hold has all bonus; 501 of free principal pay beside it.
        Assert.Equal((500, 9_500), (Held(hold).Bonus.Sum(lot => lot.Amount), Held(hold).PrincipalMinor));
        var rows = Pay(hold, 10_501, 20_000);
        Assert.Equal([-500, -9_500, -501, 19], rows.Select(row => row.Amount));
        Assert.Equal((10_501, 10_000, 500), (Basket.StoredValueMinor, Basket.HeldMinor, Basket.BonusMinor));
    }

    [Fact]
    public void What_is_set_aside_by_another_hold_is_not_there()
    {
        Place(40_000);
        var hold = Place(20_000);
        Pay(hold, 20_501, 30_000);
        Assert.Equal((Outcome.InsufficientFunds, 20_500), (_till.Outcome, _till.Figure));
        Pay(hold, long.MaxValue, 30_000);
        Assert.Equal((20_500, 9_500), (Basket.StoredValueMinor, Basket.RestMinor));
    }

    [Theory]
    [InlineData(false, 0, 60_000)]
    [InlineData(true, 8_000, 50_000)]
    public void The_rest_of_the_hold_is_free_unless_it_is_kept(bool keeps, long left, long free)
    {
        var hold = Place(10_000);
        Pay(hold, 2_000, 2_000, keeps);
        Assert.Equal(left, _till.Journal[^1].Figure);
        Assert.Equal(free - (keeps ? 0 : 2_000), _till.State.FreePrincipal(_till.Now));
        Pay(hold, 1_000, 1_000);
        Assert.Equal(keeps ? Outcome.Posted : Outcome.HoldCaptured, _till.Outcome);
    }

    [Fact]
    public void One_that_takes_nothing_of_it_frees_it_and_one_that_takes_all_ends_it()
    {
        var hold = Place(10_000);
        Pay(hold, 0, 2_000);
        Assert.Equal((Outcome.Posted, 60_000), (_till.Outcome, _till.State.FreePrincipal(_till.Now)));
        Pay(hold, 0, 2_000);
        Assert.Equal(Outcome.HoldCaptured, _till.Outcome);
        hold = Place(10_000);
        Pay(hold, 10_000, 10_000, keeps: true);
        Assert.Empty(_till.State.Membership.Holds);
    }

    [Fact]
    public void A_hold_that_is_not_open_is_told_first()
    {
        var hold = Place(100);
        Pay(Guid.NewGuid(), 99_999, 1);
        Assert.Equal(Outcome.HoldUnknown, _till.Outcome);
        _till.Post(OperationKind.ReleaseHold, original: hold);
        Pay(hold, 99_999, 1);
        Assert.Equal(Outcome.HoldReleased, _till.Outcome);
        hold = Place(100);
        _till.Time = _till.Time.AddMinutes(61);
        Pay(hold, 99_999, 1);
        Assert.Equal(Outcome.HoldExpired, _till.Outcome);
    }

    // A refund leaves the hold as it is; a reversal makes as if nothing had been paid from it.
    [Theory]
    [InlineData(OperationKind.Refund, false, 0)]
    [InlineData(OperationKind.Refund, true, 8_000)]
    [InlineData(OperationKind.Reverse, false, 20_000)]
    [InlineData(OperationKind.Reverse, true, 20_000)]
    public void Undone_it_gives_back_what_it_took(OperationKind kind, bool keeps, long held)
    {
        var hold = Place(20_000);
        Pay(hold, 12_000, 45_000, keeps);
        _till.Post(kind, original: _till.LastKey);
        Assert.Equal(Outcome.Posted, _till.Outcome);
        Assert.Equal((60_000, 500, 0), (_till.State.Principal, _till.State.Bonus, _till.State.Points));
        Assert.Equal(60_000 - held, _till.State.FreePrincipal(_till.Now));
    }

    [Fact]
    public void A_reversal_sets_aside_again_what_the_hold_had_paid_and_no_more()
    {
        _till.Rules = _till.Rules with { PoolOrder = PoolOrder.BonusFirst };
        var hold = Place(10_000);
        var before = Held(hold);
        Pay(hold, 25_000, 25_000);
        var bought = _till.LastKey;
        _till.Post(OperationKind.Reverse, original: bought);
        Assert.Equal((before.PrincipalMinor, before.LeftMinor, 50_500), (Held(hold).PrincipalMinor, Held(hold).LeftMinor, Value));

        // Without the rest where that is spent; and not at all when its time is over.
        Pay(hold, 2_000, 2_000);
        bought = _till.LastKey;
        _till.Post(OperationKind.Debit, 58_500);
        _till.Post(OperationKind.Reverse, original: bought);
        Assert.Equal((Outcome.Posted, 2_000, 0), (_till.Outcome, Held(hold).LeftMinor, Value));
        Pay(hold, 2_000, 2_000);
        bought = _till.LastKey;
        _till.Time = _till.Time.AddMinutes(61);
        _till.Post(OperationKind.Reverse, original: bought);
        Assert.Equal((Outcome.Posted, 2_000), (_till.Outcome, Value));
        Assert.Empty(_till.State.Membership.Holds);
    }

    [Fact]
    public void Returned_in_parts_it_comes_to_the_same()
    {
        var hold = Place(10_000);
        Pay(hold, 12_000, 30_000);
        var (bought, earned) = (_till.LastKey, Basket.EarnedPoints);
        foreach (var part in new long[] { 1, 9_999, 7_000, 13_000 }) _till.Refund(bought, part);
        Assert.Equal((Outcome.Posted, 30), (_till.Outcome, earned));
        Assert.Equal((60_000, 500, 0), (_till.State.Principal, _till.State.Bonus, _till.State.Points));
        _till.Refund(bought, 1);
        Assert.Equal(Outcome.ExceedsOriginal, _till.Outcome);
    }

    [Fact]
    public void The_PIN_is_asked_for_as_at_any_checkout()
    {
        _till.Post(OperationKind.SetPin, terms: new PinTerms([1], [2], false));
        _till.Rules = _till.Rules with { Pin = new PinRules(false, 5_000, 3, 15, 5) };
        var hold = Place(5_000);
        Pay(hold, 5_000, 5_001, keeps: true);
        Assert.Equal(Outcome.Posted, _till.Outcome);
        hold = Place(5_000);
        Pay(hold, 5_001, 5_001);
        Assert.Equal(Outcome.PinRequired, _till.Outcome);
    }

    [Fact]
    public void A_card_that_closes_at_zero_closes_with_the_last_of_the_hold()
    {
        var till = new Till(_rules with { CardTypes = [CardType.Member, new CardType("gift", "Gift") { ClosesAtZero = true }] });
        till.Post(OperationKind.IssueCard, newCard: new NewCard(Guid.NewGuid(), "1111", "gift"));
        till.Post(OperationKind.TopUp, 10_000);
        var hold = till.Post(OperationKind.PlaceHold, 10_000, terms: new HoldTerms(0))[0].Key;
        till.Post(OperationKind.Checkout, 10_000, terms: new CheckoutTerms([Line(10_000)], 0, long.MaxValue, null, false), original: hold);
        Assert.Equal((Outcome.Posted, CardStatus.Void), (till.Outcome, till.State.Cards[0].Status));
        till.Refund(till.LastKey);
        Assert.Equal(CardStatus.Active, till.State.Cards[0].Status);
    }

    /// <summary>Stored value that is free.</summary>
    private long Value => _till.State.FreePrincipal(_till.Now) + _till.State.FreeBonus(_till.Date, _till.Now);

    private BasketFacts Basket => _till.Detail.Basket!;

    private HoldFacts Held(Guid hold) => _till.State.Membership.HoldOf(hold)!;

    private Guid Place(long amount)
    {
        var row = _till.Post(OperationKind.PlaceHold, amount, terms: new HoldTerms(60))[0];
        Assert.Equal(Outcome.Posted, row.Outcome);
        return row.Key;
    }

    private JournalRow[] Pay(Guid hold, long stored, long due, bool keeps = false) => _till.Post(OperationKind.Checkout, due,
        terms: new CheckoutTerms([Line(due)], 0, stored, null, false) { KeepHold = keeps }, original: hold);
}

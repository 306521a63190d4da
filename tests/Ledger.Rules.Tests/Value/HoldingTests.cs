using Ledger.Rules.Tests.Deciding;
using Ledger.Rules.Asked;
using Ledger.Rules.Codes;
using Ledger.Rules.Program;
using Ledger.Rules.Rows;
using Ledger.Rules.Time;

namespace Ledger.Rules.Tests.Value;

/// <summary>Stored value set aside: what can be set aside, taken and freed, and which refusal a caller sees.</summary>
public sealed class HoldingTests
{
    private readonly Branch _branch = new(Branch.Demo with { Holds = new HoldRules(60, 2) });

    public HoldingTests() => _branch.Open(5).Give(5, principal: 1000, bonus: 500);

    [Fact]
    public void Place_hold_asks_how_many_there_are_before_it_asks_for_the_amount()
    {
        Place(100);
        Place(100);
        Assert.Equal((Outcome.HoldLimit, 2), Told(_branch.Post(OperationKind.PlaceHold, 5, 5000)));
        _branch.Later(minutes: 60);
        _branch.Upkeep(5);
        Assert.Equal((Outcome.InsufficientFunds, 1500), Told(_branch.Post(OperationKind.PlaceHold, 5, 1501)));
        Assert.Equal(Outcome.Posted, _branch.Try(OperationKind.PlaceHold, 5, 1500));
    }

    [Fact]
    public void What_is_held_can_be_neither_spent_nor_held_again_but_stays_in_the_balance()
    {
        Place(1200);
        Assert.Equal("0/1000/500", _branch.Holdings(5));
        Assert.Equal((Outcome.InsufficientFunds, 300), Told(_branch.Post(OperationKind.Debit, 5, 301)));
        Assert.Equal((Outcome.InsufficientFunds, 300), Told(_branch.Post(OperationKind.PlaceHold, 5, 301)));
        Assert.Equal(Outcome.Posted, _branch.Try(OperationKind.Debit, 5, 300));
        Assert.Equal("0/700/500", _branch.Holdings(5));
    }

    [Theory]
    [InlineData(PoolOrder.BonusFirst, 600, 100, 500)]
    [InlineData(PoolOrder.PrincipalFirst, 600, 600, 0)]
    [InlineData(PoolOrder.Proportional, 600, 400, 200)]
    public void A_hold_sets_aside_in_the_order_of_the_program(PoolOrder order, long asked, long principal, long bonus)
    {
        _branch.Rules = _branch.Rules with { PoolOrder = order };
        var hold = Open(Place(asked));
        Assert.Equal((principal, bonus), (hold.PrincipalMinor, hold.Bonus.Sum(lot => lot.Amount)));
    }

    [Fact]
    public void Bonus_that_expires_before_the_hold_ends_is_not_set_aside()
    {
        _branch.Rules = _branch.Rules with { BonusValidity = new Validity(ValidityKind.Days, 0), Holds = new HoldRules(3 * 24 * 60, 2) };
        _branch.Give(5, bonus: 70);
        Assert.Equal((Outcome.InsufficientFunds, 1500), Told(_branch.Post(OperationKind.PlaceHold, 5, 1501)));
        Assert.Equal(Outcome.Posted, _branch.Try(OperationKind.Debit, 5, 70));
        // Two minutes of the day it ends on are safe.
        _branch.Give(5, bonus: 70);
        Assert.Equal(Outcome.Posted, _branch.Try(OperationKind.PlaceHold, 5, 1570, terms: new HoldTerms(2)));
    }

    [Theory]
    [InlineData(0, 60)]
    [InlineData(15, 15)]
    [InlineData(1000, 60)]
    public void A_hold_lasts_as_long_as_asked_for_within_what_the_program_allows(int asked, int lasts) =>
        Assert.Equal(_branch.Now.AddMinutes(lasts),
            Open(_branch.Post(OperationKind.PlaceHold, 5, 10, terms: new HoldTerms(asked))[0].Key).ExpiresAt);

    [Theory]
    [InlineData(-5, 60)]
    [InlineData(0, 60)]
    [InlineData(5, 65)]
    public void A_hold_lasts_from_the_later_of_both_clocks_on(int ahead, int lasts)
    {
        var key = _branch.Post(OperationKind.PlaceHold, 5, 10, when: _branch.Now.AddMinutes(ahead))[0].Key;
        Assert.Equal(_branch.Now.AddMinutes(lasts), Open(key).ExpiresAt);
    }

    [Fact]
    public void Captures_take_bonus_first_and_part_by_part_until_nothing_is_left()
    {
        var key = Place(700);
        var first = Capture(key, 600);
        Assert.Equal("0/900/0", _branch.Holdings(5));
        Assert.Equal((100, 100), (first[0].Figure, Open(key).LeftMinor));
        Assert.Equal((Outcome.ExceedsHold, 100), Told(Capture(key, 101)));
        Assert.Equal(0, Capture(key, 0)[0].Figure);
        Assert.Equal("0/800/0", _branch.Holdings(5));
        Assert.Empty(_branch[5].Membership.Holds);
        Assert.Equal(Outcome.HoldCaptured, Capture(key, 1)[0].Outcome);
        Assert.Equal(Outcome.HoldCaptured, _branch.Try(OperationKind.ReleaseHold, 5, original: key));
        // A capture is no hold.
        Assert.Equal(Outcome.HoldUnknown, Capture(first[0].Key, 1)[0].Outcome);
    }

    [Fact]
    public void Of_several_lots_the_earliest_is_held_and_captured_first_and_none_is_named_of_which_nothing_is()
    {
        _branch.Rules = _branch.Rules with { BonusValidity = new Validity(ValidityKind.Days, 30), Holds = new HoldRules(60, 3) };
        _branch.Give(5, bonus: 70);
        Assert.Equal([50], LotsOf(Place(50)));
        var key = Place(420);
        Assert.Equal([20, 400], LotsOf(key));
        // What is held in whole is no part of the next hold.
        Assert.Equal([100], LotsOf(Place(100)));
        Capture(key, 5);
        Assert.Equal([15, 400], LotsOf(key));
        Capture(key, 115);
        Assert.Equal([300], LotsOf(key));
        Capture(key, 300);
        Assert.Equal("0/1000/150", _branch.Holdings(5));
    }

    [Fact]
    public void What_is_spent_beside_a_hold_is_of_other_lots_and_points_of_the_same_day_are_no_part_of_it()
    {
        var month = new Validity(ValidityKind.Days, 30);
        _branch.Rules = _branch.Rules with { BonusValidity = month, PointsValidity = month };
        _branch.Give(5, bonus: 70, points: 300);
        Assert.Equal([70], LotsOf(Place(70)));
        Assert.Equal(Outcome.Posted, _branch.Try(OperationKind.Debit, 5, 100));
        Assert.Equal([70, 400], _branch[5].BonusLots.Span.ToArray().Select(lot => lot.Amount));
        Assert.Equal(Outcome.Posted, _branch.Try(OperationKind.Redeem, 5, 300));
        Assert.Equal("0/1000/470", _branch.Holdings(5));
    }

    [Fact]
    public void The_last_capture_frees_what_is_left()
    {
        var key = Place(700);
        Assert.Equal(0, Capture(key, 100, last: true)[0].Figure);
        Assert.Equal((1000, 400), (_branch[5].FreePrincipal(_branch.Now), _branch[5].FreeBonus(_branch.Today, _branch.Now)));
        Assert.Equal(Outcome.HoldCaptured, Capture(key, 1)[0].Outcome);
    }

    [Theory]
    [InlineData(59, Outcome.Posted)]
    [InlineData(60, Outcome.HoldExpired)]
    [InlineData(61, Outcome.HoldExpired)]
    public void A_late_capture_is_refused_by_either_clock_before_its_amount_is_looked_at(int minutes, Outcome outcome)
    {
        var key = Place(700);
        var asked = outcome == Outcome.Posted ? 700 : 9999;
        Assert.Equal(outcome, _branch.Try(OperationKind.CaptureHold, 5, asked, original: key, when: _branch.Now.AddMinutes(minutes)));
        key = Place(100);
        _branch.Later(minutes: minutes);
        Assert.Equal(outcome, _branch.Try(OperationKind.CaptureHold, 5, Math.Min(asked, 100), original: key,
            when: _branch.Now.AddMinutes(-30)));
    }

    [Fact]
    public void A_hold_that_has_ended_tells_how()
    {
        var (released, timedOut, unknown) = (Place(10), Place(10), Guid.NewGuid());
        Assert.Equal(Outcome.Posted, _branch.Try(OperationKind.ReleaseHold, 5, original: released));
        _branch.Later(minutes: 60);
        // Until upkeep comes to tidy it up it is open to nobody.
        Assert.Equal(Outcome.HoldExpired, _branch.Try(OperationKind.ReleaseHold, 5, original: timedOut));
        Assert.Equal([new DueOperation(OperationKind.TimeOutHold, timedOut)],
            Due.On(_branch[5], _branch.Rules, new ProgramDays(_branch.Today), _branch.Now));
        Assert.Equal(1, _branch.Upkeep(5));
        foreach (var kind in new[] { OperationKind.CaptureHold, OperationKind.ReleaseHold, OperationKind.TimeOutHold })
        {
            Assert.Equal(Outcome.HoldUnknown, _branch.Try(kind, 5, original: unknown));
            Assert.Equal(Outcome.HoldReleased, _branch.Try(kind, 5, original: released));
            Assert.Equal(Outcome.HoldExpired, _branch.Try(kind, 5, original: timedOut));
        }
    }

    [Fact]
    public void A_refused_hold_and_a_hold_of_another_account_are_unknown()
    {
        var refused = _branch.Post(OperationKind.PlaceHold, 5, 99_999)[0].Key;
        var others = Place(10);
        _branch.Open(6);
        Assert.Equal(Outcome.HoldUnknown, Capture(refused, 1)[0].Outcome);
        Assert.Equal(Outcome.HoldUnknown, _branch.Try(OperationKind.CaptureHold, 6, 1, original: others));
    }

    [Fact]
    public void What_a_hold_has_set_aside_is_free_from_its_end_on_before_upkeep_comes()
    {
        var key = Place(1500);
        Assert.Equal(Outcome.InsufficientFunds, _branch.Try(OperationKind.Debit, 5, 1500));
        Assert.Equal(Outcome.HoldsOpen, _branch.Try(OperationKind.CashOut, 5));
        _branch.Later(minutes: 60);
        Assert.Equal((1000, 500), (_branch[5].FreePrincipal(_branch.Now), _branch[5].FreeBonus(_branch.Today, _branch.Now)));
        Assert.Equal(Outcome.Posted, _branch.Try(OperationKind.Debit, 5, 1500));
        Assert.Equal("0/0/0", _branch.Holdings(5));
        Assert.Equal(Outcome.HoldExpired, Capture(key, 1)[0].Outcome);
        Assert.Equal(Outcome.PostedBefore, _branch.Try(OperationKind.Reverse, 5, original: key));
        Assert.Equal(1, _branch.Upkeep(5));
        Assert.Empty(_branch[5].Membership.Holds);
        Assert.Equal("0/0/0", _branch.Holdings(5));
    }

    [Fact]
    public void An_ended_hold_keeps_nobody_from_leaving_and_is_tidied_up_afterwards()
    {
        Place(700);
        _branch.Later(minutes: 60);
        Assert.Equal(Outcome.Posted, _branch.Try(OperationKind.CancelAccount, 5));
        Assert.Equal("0/0/0", _branch.Holdings(5));
        Assert.Equal(1, _branch.Upkeep(5));
        Assert.Equal(0, _branch.Upkeep(5));
        Assert.Empty(_branch[5].Membership.Holds);
    }

    private Guid Place(long amount)
    {
        var row = _branch.Post(OperationKind.PlaceHold, 5, amount)[0];
        Assert.Equal(Outcome.Posted, row.Outcome);
        return row.Key;
    }

    private long[] LotsOf(Guid hold) => [.. Open(hold).Bonus.Select(lot => lot.Amount)];

    private HoldFacts Open(Guid key) => _branch[5].Membership.HoldOf(key)!;

    private JournalRow[] Capture(Guid key, long amount, bool last = false) =>
        _branch.Post(OperationKind.CaptureHold, 5, amount, original: key, terms: new CaptureTerms(last));

    private static (Outcome, long) Told(JournalRow[] rows) => (rows[0].Outcome, rows[0].Figure);
}

using Ledger.Rules.Asked;
using Ledger.Rules.Codes;
using Ledger.Rules.Tests.Deciding;
using static Ledger.Rules.Tests.Deciding.Till;
using static Ledger.Rules.Tests.Programs.Examples.Example;

namespace Ledger.Rules.Tests.Programs.Examples;

public sealed class TicketingTests
{
    private static readonly DateOnly _day = new(2026, 5, 4);

    [Fact]
    public void A_points_member_becomes_a_discount_member_at_1000_points_by_himself()
    {
        var till = InGroup("points");
        Assert.Equal(999, till.Buys(_day, Line(99_900)));
        Assert.Equal("points", till.State.Membership.Tier);
        till.Buys(_day, Line(100));
        Assert.Equal("discount", till.State.Membership.Tier);
        Assert.Equal(9_500, till.Price(_day, Line(10_000)));
    }

    [Fact]
    public void An_ordinary_member_earns_nothing_and_is_promised_nothing()
    {
        var till = InGroup("ordinary");
        Assert.Equal(0, till.Buys(_day, Line(99_900)));
        Assert.Equal(("ordinary", null, 0), (till.Detail.Standing!.Tier, till.Detail.Standing.NextTier, till.Detail.Standing.NextPoints));
        var other = InGroup("stored_value");
        other.Buys(_day, Line(99_900));
        Assert.Equal(("discount", 1), (other.Detail.Standing!.NextTier, other.Detail.Standing.NextPoints));
    }

    [Theory]
    [InlineData("ordinary", false, false)]
    [InlineData("points", true, false)]
    [InlineData("stored_value", true, true)]
    [InlineData("discount", true, true)]
    public void Each_group_has_its_own_policy(string group, bool earns, bool loads)
    {
        var till = InGroup(group);
        till.Post(OperationKind.Accrue, 10_000, Asset.Principal);
        Assert.Equal(earns ? Outcome.Posted : Outcome.NotCapable, till.Outcome);
        till.Post(OperationKind.TopUp, 10_000, note: "cash");
        Assert.Equal(loads ? Outcome.Posted : Outcome.NotCapable, till.Outcome);
    }

    [Fact]
    public void Stored_value_is_spent_with_the_PIN_alone()
    {
        var till = InGroup("stored_value");
        till.Post(OperationKind.TopUp, 10_000, note: "cash");
        till.Post(OperationKind.Debit, 1_000);
        Assert.Equal(Outcome.PinNotSet, till.Outcome);
        till.Post(OperationKind.SetPin, terms: new PinTerms([1], [2], IsReset: false));
        till.Post(OperationKind.Debit, 1_000);
        Assert.Equal(Outcome.PinRequired, till.Outcome);
        till.Post(OperationKind.Debit, 1_000, pin: Typed(till, right: true));
        Assert.Equal((Outcome.Posted, 9_000), (till.Outcome, till.State.Principal));
    }

    [Fact]
    public void Three_wrong_PINs_lock_for_half_an_hour()
    {
        var till = InGroup("stored_value");
        till.Post(OperationKind.TopUp, 10_000, note: "cash");
        till.Post(OperationKind.SetPin, terms: new PinTerms([1], [2], IsReset: false));
        for (var left = 2; left >= 0; left--)
        {
            till.Post(OperationKind.Debit, 1_000, pin: Typed(till, right: false));
            Assert.Equal((Outcome.WrongPin, left), (till.Outcome, till.Figure));
        }
        till.Time = till.Time.AddMinutes(29);
        till.Post(OperationKind.Debit, 1_000, pin: Typed(till, right: true));
        Assert.Equal(Outcome.PinLocked, till.Outcome);
        till.Time = till.Time.AddMinutes(1);
        till.Post(OperationKind.Debit, 1_000, pin: Typed(till, right: true));
        Assert.Equal(Outcome.Posted, till.Outcome);
    }

    [Fact]
    public void A_decline_says_what_is_there()
    {
        var till = InGroup("stored_value");
        till.Post(OperationKind.TopUp, 3_000, note: "cash");
        till.Post(OperationKind.SetPin, terms: new PinTerms([1], [2], IsReset: false));
        till.Post(OperationKind.Debit, 5_000, pin: Typed(till, right: true));
        Assert.Equal((Outcome.InsufficientFunds, 3_000), (till.Outcome, till.Figure));
    }

    [Theory]
    [InlineData("sign_in", 1)]
    [InlineData("share", 5)]
    [InlineData("referral", 100)]
    public void Signing_in_sharing_and_referring_give_points(string action, long points)
    {
        var till = InGroup("points");
        till.Post(OperationKind.Accrue, asset: Asset.None, note: action);
        Assert.Equal((Outcome.Posted, points), (till.Outcome, till.State.Points));
    }

    private static Till InGroup(string group)
    {
        var till = new Till(RulesOf("ticketing"), opens: false) { Date = _day };
        till.Post(OperationKind.OpenAccount, terms: new MemberTerms([], [], group));
        Assert.Equal(Outcome.Posted, till.Outcome);
        return till;
    }

    private static PinProof Typed(Till till, bool right) => new(IsGiven: true, right, till.State.Membership.PinSetBySeq);
}

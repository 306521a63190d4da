using Ledger.Rules.Asked;
using Ledger.Rules.Codes;
using Ledger.Rules.Program;
using Ledger.Rules.State;
using Ledger.Rules.Tests.Deciding;
using Ledger.Rules.Tests.Members;
using Ledger.Rules.Tests.Model;

namespace Ledger.Rules.Tests.Returns;

/// <summary>What is reversed has never been, also when something that came after it stood, or was reversed, before it.</summary>
public sealed class OutOfTurnTests
{
    private static readonly int[][] _orders = [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]];

    public static TheoryData<int, int, int> Orders()
    {
        var orders = new TheoryData<int, int, int>();
        foreach (var order in _orders) orders.Add(order[0], order[1], order[2]);
        return orders;
    }

    [Theory]
    [MemberData(nameof(Orders))]
    public void A_status(int first, int second, int third) => Check([first, second, third], member => member.Status,
        till => till.Post(OperationKind.Freeze, note: "lost"), till => till.Post(OperationKind.Unfreeze, note: "found"),
        till => till.Post(OperationKind.Freeze, note: "lost again"));

    [Theory]
    [MemberData(nameof(Orders))]
    public void A_PIN_and_the_count_of_wrong_ones(int first, int second, int third) => Check([first, second, third],
        member => (member.Pin?.Hash[0], member.PinSetBySeq, member.PinFailures, member.PinTriesBySeq),
        till => SetPin(till, 1), till => SetPin(till, 2), till => SetPin(till, 3));

    [Fact]
    public void Wrong_PINs_between_changes_that_are_reversed_still_count()
    {
        var till = new Till(Plain);
        SetPin(till, 1);
        var (first, wrong) = (till.LastKey, new PinProof(true, false, till.State.Membership.PinSetBySeq));
        Typed(till, wrong);
        till.Post(OperationKind.UnlockPin);
        var second = till.LastKey;
        Typed(till, wrong);
        Typed(till, wrong);
        till.Post(OperationKind.UnlockPin);
        var third = till.LastKey;
        foreach (var key in new[] { second, third }) till.Post(OperationKind.Reverse, original: key);
        Assert.Equal((Outcome.Posted, 3), (till.Outcome, till.State.Membership.PinFailures));
        till.Post(OperationKind.Reverse, original: first);
        Assert.Null(till.State.Membership.Pin);
    }

    [Theory]
    [MemberData(nameof(Orders))]
    public void What_the_member_is_found_by_and_born_on(int first, int second, int third)
    {
        static MemberTerms Of(string mobile, int month) => new(
            [new NewIdentifier(IdentifierKind.Mobile, Ask.CardId(mobile), "1234")], [new Birthday("own", month, 1)]);
        Check([first, second, third],
            member => (string.Join(' ', member.Identifiers.Select(held => held.Id)), string.Join(' ', member.Birthdays),
                member.NamedBy?.Count ?? 0),
            till => till.Post(OperationKind.Describe, terms: Of("mobile 1", 1)),
            // Kept, removed, or given anew: it is the member's own again each time.
            till => till.Post(OperationKind.Describe, terms: new MemberTerms([], []) { Removed = [IdentifierKind.Mobile] }),
            till => till.Post(OperationKind.Describe, terms: Of("mobile 1", 3)));
    }

    [Theory]
    [MemberData(nameof(Orders))]
    public void A_tier_that_was_given_by_hand(int first, int second, int third) => Check([first, second, third],
        member => member.TierNow with { BySeq = 0 },
        till => till.Post(OperationKind.SetTier, note: "silver"), till => till.Post(OperationKind.SetTier, note: "gold"),
        till => till.Post(OperationKind.SetTier, note: "ordinary"));

    [Theory]
    [MemberData(nameof(Orders))]
    public void A_tier_between_purchases_and_hands(int first, int second, int third) => Check([first, second, third],
        member => (member.Tier, member.TierFloor, member.TierByHand),
        till => Shop.Buys(till, 7_900), till => till.Post(OperationKind.SetTier, note: "ordinary"), till => Shop.Buys(till, 18_800));

    [Theory]
    [MemberData(nameof(Orders))]
    public void A_card_that_was_lost_and_found(int first, int second, int third) => Check([first, second, third],
        member => member.Status,
        till => till.Post(OperationKind.ReportLoss, terms: new CardTerms("")),
        till => till.Post(OperationKind.FindCard, terms: new CardTerms("")),
        till => till.Post(OperationKind.ReportLoss, terms: new CardTerms("")));

    [Fact]
    public void What_stands_between_two_that_are_reversed_holds()
    {
        var till = new Till(Plain);
        Guid[] keys = [.. new[] { "silver", "gold", "platinum" }.Select(tier =>
        {
            till.Post(OperationKind.SetTier, note: tier);
            return till.LastKey;
        })];
        till.Post(OperationKind.Reverse, original: keys[0]);
        till.Post(OperationKind.Reverse, original: keys[2]);
        Assert.Equal(("gold", true), (till.State.Membership.Tier, till.State.Membership.TierByHand));
    }

    [Fact]
    public void A_second_loss_holds_when_the_first_is_reversed()
    {
        var till = WithCard();
        till.Post(OperationKind.ReportLoss, terms: new CardTerms(""));
        var loss = till.LastKey;
        till.Post(OperationKind.FindCard, terms: new CardTerms(""));
        till.Post(OperationKind.ReportLoss, terms: new CardTerms(""));
        till.Post(OperationKind.Reverse, original: loss);
        Assert.Equal((Outcome.Posted, CardStatus.Lost), (till.Outcome, till.State.Cards[0].Status));
    }

    [Fact]
    public void A_loss_that_was_found_leaves_nothing_to_undo()
    {
        var till = WithCard();
        till.Post(OperationKind.ReportLoss, terms: new CardTerms(""));
        var loss = till.LastKey;
        till.Post(OperationKind.FindCard, terms: new CardTerms(""));
        till.Post(OperationKind.Reverse, original: loss);
        Assert.Equal((Outcome.Posted, CardStatus.Active), (till.Outcome, till.State.Cards[0].Status));
        till.Post(OperationKind.Reverse, original: loss);
        Assert.Equal(Outcome.PostedBefore, till.Outcome);
    }

    [Fact]
    public void Of_what_was_reversed_out_of_turn_the_newest_twenty_are_known()
    {
        var till = new Till(Plain);
        for (var times = 0; times <= Membership.OvertakenMax + 1; times++)
        {
            till.Post(OperationKind.SetTier, note: "silver");
            var first = till.LastKey;
            till.Post(OperationKind.SetTier, note: "gold");
            till.Post(OperationKind.Reverse, original: first);
        }
        Assert.Equal(Membership.OvertakenMax, till.State.Membership.Overtaken!.Count);
        till.Post(OperationKind.Reverse, original: till.Journal.Last(row => row.Kind == OperationKind.SetTier).Key);
        Assert.Equal("gold", till.State.Membership.Tier);
    }

    private static ProgramRules Plain => Shop.Rules;

    private static Till WithCard()
    {
        var till = new Till(Plain, opens: false);
        till.Post(OperationKind.OpenAccount, newCard: new NewCard(Ask.CardId("card 1111"), "1111"));
        return till;
    }

    // Each on a day of its own, reversed in the order given: all is as it was before the first.
    private static void Check(int[] order, Func<Membership, object> known, params Action<Till>[] changes)
    {
        var till = WithCard();
        var before = (known(till.State.Membership), till.State.Cards[0].Status);
        var keys = new List<Guid>();
        foreach (var change in changes)
        {
            change(till);
            Assert.Equal(Outcome.Posted, till.Outcome);
            keys.Add(till.LastKey);
            till.Date = till.Date.AddDays(1);
        }
        foreach (var which in order)
        {
            till.Post(OperationKind.Reverse, original: keys[which]);
            Assert.Equal(Outcome.Posted, till.Outcome);
        }
        Assert.Equal(before, (known(till.State.Membership), till.State.Cards[0].Status));
    }

    private static void SetPin(Till till, byte hash) => till.Post(OperationKind.SetPin, terms: new PinTerms([9], [hash], true));

    private static void Typed(Till till, PinProof pin)
    {
        till.Post(OperationKind.Debit, 1, pin: pin);
        Assert.Equal(Outcome.WrongPin, till.Outcome);
    }
}

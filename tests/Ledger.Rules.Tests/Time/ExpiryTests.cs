using Ledger.Rules.Tests.Deciding;
using Ledger.Rules.Asked;
using Ledger.Rules.Codes;
using Ledger.Rules.Program;
using Ledger.Rules.Time;

namespace Ledger.Rules.Tests.Time;

/// <summary>What is past its last day goes to breakage, once, and the checkpoint knows when to look again.</summary>
public sealed class ExpiryTests
{
    private static readonly CardType _gift = new("gift", "Gift") { Earns = false, Validity = new Validity(ValidityKind.Months, 12),
        ForfeitsAtExpiry = true };

    private readonly Branch _branch = new(Branch.Demo with
    {
        PointsValidity = new Validity(ValidityKind.Days, 365), BonusValidity = new Validity(ValidityKind.Days, 30),
            CardTypes = [CardType.Member, _gift],
        Holds = new HoldRules(24 * 60, 5),
    });

    [Fact]
    public void A_lot_expires_the_day_after_its_last_one()
    {
        _branch.Open(5).Give(5, principal: 700, bonus: 200, points: 30);
        Assert.Equal(new DateOnly(2026, 12, 23), Due.Next(_branch[5]));
        _branch.Later(days: 30);
        Assert.Equal(0, _branch.Upkeep(5));
        _branch.Later(days: 1);
        Assert.Equal(1, _branch.Upkeep(5));
        Assert.Equal("30/700/0", _branch.Holdings(5));
        Assert.Equal(new DateOnly(2027, 11, 23), Due.Next(_branch[5]));
        _branch.Later(days: 335);
        Assert.Equal(1, _branch.Upkeep(5));
        Assert.Equal("0/700/0", _branch.Holdings(5));
        Assert.All(_branch.Journal.Where(row => row.Kind == OperationKind.Expire), row =>
            Assert.Equal(SystemAccount.Breakage, row.Counter));
        Assert.Null(Due.Next(_branch[5]));
    }

    [Fact]
    public void A_backlog_of_lots_expires_in_one_transaction()
    {
        _branch.Open(5);
        for (var month = 0; month < 4; month++)
        {
            _branch.Give(5, bonus: 100, points: 10);
            _branch.Later(days: 31);
        }
        _branch.Later(days: 1000);
        var due = Due.On(_branch[5], _branch.Rules, new ProgramDays(_branch.Today), _branch.Now);
        Assert.Equal([new DueOperation(OperationKind.Expire)], due);
        Assert.Equal(8, _branch.Post(OperationKind.Expire, 5).Length);
        Assert.Equal("0/0/0", _branch.Holdings(5));
    }

    [Fact]
    public void Expire_with_nothing_to_do_is_posted_and_moves_nothing()
    {
        _branch.Open(5, "card 1111").Give(5, points: 30);
        var row = Assert.Single(_branch.Post(OperationKind.Expire, 5));
        Assert.Equal((Outcome.Posted, 0, null), (row.Outcome, row.Amount, row.Detail));
    }

    [Fact]
    public void Lots_without_an_end_are_never_due()
    {
        _branch.Rules = Branch.Demo with { PointsValidity = Validity.Unlimited, BonusValidity = Validity.Unlimited };
        _branch.Open(5).Give(5, principal: 1, bonus: 1, points: 1);
        Assert.Null(Due.Next(_branch[5]));
        _branch.Later(days: 100_000);
        Assert.Empty(Due.On(_branch[5], _branch.Rules, new ProgramDays(_branch.Today), _branch.Now));
    }

    [Fact]
    public void What_is_left_on_a_gift_card_goes_to_breakage_with_the_card_after_its_last_day()
    {
        _branch.Rules = _branch.Rules with { BonusValidity = Validity.Unlimited };
        _branch.Open(5, "gift 1111", "gift").Give(5, principal: 700, bonus: 200);
        Assert.Equal(new DateOnly(2027, 11, 23), Due.Next(_branch[5]));
        _branch.Later(days: 365);
        Assert.Equal(0, _branch.Upkeep(5));
        _branch.Later(days: 1);
        Assert.Equal(1, _branch.Upkeep(5));
        Assert.Equal(("0/0/0", CardStatus.Void), (_branch.Holdings(5), _branch[5].Cards[0].Status));
        Assert.Null(Due.Next(_branch[5]));
        Assert.Equal(0, _branch.Upkeep(5));
    }

    [Fact]
    public void An_empty_gift_card_is_voided_once_and_a_void_one_is_not_due()
    {
        _branch.Open(5, "gift 1111", "gift");
        _branch.Later(days: 366);
        Assert.Equal(1, _branch.Upkeep(5));
        Assert.Equal(CardStatus.Void, _branch[5].Cards[0].Status);
        Assert.Equal(0, _branch.Upkeep(5));
    }

    [Fact]
    public void With_another_card_that_lives_nothing_is_forfeited()
    {
        _branch.Open(5, "gift 1111", "gift").Give(5, principal: 700);
        _branch.Post(OperationKind.IssueCard, 5, newCard: "card 2222");
        _branch.Later(days: 366);
        Assert.Equal(0, _branch.Upkeep(5));
        Assert.Equal("0/700/0", _branch.Holdings(5));
    }

    [Fact]
    public void What_a_hold_sets_aside_stays_and_the_card_with_it_until_the_hold_has_ended()
    {
        _branch.Open(5, "gift 1111", "gift").Give(5, principal: 700);
        _branch.Later(days: 365);
        var hold = _branch.Post(OperationKind.PlaceHold, 5, 300)[0].Key;
        Assert.Equal(_branch.Now.AddDays(1), Due.NextHold(_branch[5]));
        _branch.Later(days: 1, minutes: -1);
        Assert.Equal(1, _branch.Upkeep(5));
        Assert.Equal(("0/300/0", CardStatus.Active), (_branch.Holdings(5), _branch[5].Cards[0].Status));
        Assert.Equal(0, _branch.Upkeep(5));
        _branch.Later(minutes: 1);
        Assert.Equal(
            [new DueOperation(OperationKind.TimeOutHold, hold), new DueOperation(OperationKind.Expire, null)],
            Due.On(_branch[5], _branch.Rules, new ProgramDays(_branch.Today), _branch.Now));
        Assert.Equal(2, _branch.Upkeep(5));
        Assert.Null(Due.NextHold(_branch[5]));
        Assert.Equal(0, _branch.Upkeep(5));
        Assert.Equal(("0/0/0", CardStatus.Void), (_branch.Holdings(5), _branch[5].Cards[0].Status));
    }

    [Fact]
    public void Bonus_that_a_hold_sets_aside_stays_and_what_is_free_beside_it_is_forfeited_once()
    {
        _branch.Rules = _branch.Rules with { BonusValidity = Validity.Unlimited, PoolOrder = PoolOrder.PrincipalFirst };
        _branch.Open(5, "gift 1111", "gift").Give(5, principal: 300, bonus: 200);
        _branch.Later(days: 365);
        Assert.Equal(Outcome.Posted, _branch.Try(OperationKind.PlaceHold, 5, 400));
        _branch.Later(days: 1, minutes: -1);
        Assert.Equal(1, _branch.Upkeep(5));
        Assert.Equal(("0/300/100", CardStatus.Active), (_branch.Holdings(5), _branch[5].Cards[0].Status));
        Assert.Equal(0, _branch.Upkeep(5));
        Assert.Equal((Outcome.Posted, 0), (_branch.Post(OperationKind.Expire, 5) is [var row] ? (row.Outcome, row.Amount) : default));
    }

    [Theory]
    [InlineData(0, 0, true)]
    [InlineData(1, 1, false)]
    [InlineData(1, 0, false)]
    public void A_tier_brings_its_bonus_on_its_last_day_too_and_behind_it_is_reviewed_first(int own, int last, bool brings)
    {
        _branch.Rules = _branch.Rules with
        {
            Tiers = [new Tier("ordinary", "Ordinary", []), new Tier("gold", "Gold", []) { MonthlyBonusMinor = 300 }],
                TierValidity = new Validity(ValidityKind.Months, 1),
        };
        _branch.Open(5);
        _branch.Post(OperationKind.SetTier, 5, note: "gold");
        var until = _branch[5].Membership.TierUntil;
        var due = Due.On(_branch[5], _branch.Rules, new ProgramDays(until.AddDays(own), until.AddDays(last)), _branch.Now);
        Assert.Equal(brings, due.Contains(new DueOperation(OperationKind.GrantBonus)) && due.Count == 1);
        Assert.Equal(last > 0, due.Contains(new DueOperation(OperationKind.ReviewTier)));
    }

    [Fact]
    public void A_card_that_only_ends_is_looked_at_and_never_expired()
    {
        _branch.Rules = _branch.Rules with { CardTypes = [CardType.Member with { Validity = new Validity(ValidityKind.Months, 1) }] };
        _branch.Open(5, "card 1111").Give(5, principal: 700);
        _branch.Later(days: 60);
        Assert.Equal(new DateOnly(2026, 12, 23), Due.Next(_branch[5]));
        Assert.Empty(Due.On(_branch[5], _branch.Rules, new ProgramDays(_branch.Today), _branch.Now));
    }

    [Fact]
    public void The_earliest_hold_is_the_next()
    {
        _branch.Open(5).Give(5, principal: 700);
        Assert.Null(Due.NextHold(_branch[5]));
        foreach (var minutes in new[] { 30, 10, 20 }) _branch.Post(OperationKind.PlaceHold, 5, 10, terms: new HoldTerms(minutes));
        Assert.Equal(_branch.Now.AddMinutes(10), Due.NextHold(_branch[5]));
        _branch.Later(minutes: 20);
        Assert.Equal(2, _branch.Upkeep(5));
    }

    [Fact]
    public void What_a_cancelled_account_gets_back_expires_and_its_tier_is_left_alone()
    {
        _branch.Rules = _branch.Rules with
        {
            Tiers = [new Tier("ordinary", "Ordinary", []), new Tier("gold", "Gold", []) { MonthlyBonusMinor = 300 }],
                TierValidity = new Validity(ValidityKind.Months, 1),
        };
        _branch.Open(5).Give(5, bonus: 100);
        _branch.Post(OperationKind.SetTier, 5, note: "gold");
        var debit = _branch.Post(OperationKind.Debit, 5, 100)[0].Key;
        _branch.Post(OperationKind.CancelAccount, 5);
        Assert.Null(Due.Next(_branch[5]));
        _branch.Post(OperationKind.Refund, 5, original: debit);
        Assert.Equal(new DateOnly(2026, 12, 23), Due.Next(_branch[5]));
        _branch.Later(days: 400);
        Assert.Equal(
            [new DueOperation(OperationKind.Expire)], Due.On(_branch[5], _branch.Rules, new ProgramDays(_branch.Today), _branch.Now));
        Assert.Equal(1, _branch.Upkeep(5));
    }
}

using Ledger.Rules.Tests.Deciding;
using Ledger.Rules.Codes;
using Ledger.Rules.Members;
using Ledger.Rules.Program;
using Ledger.Rules.Rows;
using Ledger.Rules.State;
using Ledger.Rules.Time;

namespace Ledger.Rules.Tests.Members;

/// <summary>
/// The tiers of an online shop: silver from 2 purchases or 79 yuan, gold 5 or 188, platinum 15 or 688, diamond 30 or 1288, with 3, 5 and 10
/// yuan a month from gold on.
/// </summary>
public sealed class TierTests
{
    private static readonly ProgramRules _shop = Branch.Demo with
    {
        TierValidity = new Validity(ValidityKind.Months, 12),
        Tiers =
        [
            new Tier("ordinary", "Ordinary", []),
            Of("silver", 980, 2, 7_900, 0), Of("gold", 960, 5, 18_800, 300), Of("platinum", 930, 15, 68_800, 500),
            Of("diamond", 900, 30, 128_800, 1000),
        ],
    };

    private readonly Branch _branch = new(_shop);

    public TierTests() => _branch.Open(5);

    [Theory]
    [InlineData(1, 7_899, "ordinary")]
    [InlineData(1, 7_900, "silver")]
    [InlineData(2, 1, "silver")]
    [InlineData(4, 1, "silver")]
    [InlineData(5, 1, "gold")]
    [InlineData(1, 18_800, "gold")]
    [InlineData(1, 68_799, "gold")]
    [InlineData(1, 68_800, "platinum")]
    [InlineData(15, 1, "platinum")]
    [InlineData(1, 128_800, "diamond")]
    [InlineData(30, 1, "diamond")]
    public void Purchases_or_spend_reach_a_tier_several_at_once(int purchases, long each, string tier)
    {
        for (var i = 0; i < purchases; i++) Buy(each);
        Assert.Equal(tier == "ordinary" ? "" : tier, _branch[5].Membership.Tier);
        Assert.Equal(tier, TierStanding.Of(_branch[5], _shop, _branch.Today)!.Tier);
    }

    [Fact]
    public void The_receipt_tells_the_tier_and_what_is_missing_for_the_next()
    {
        Assert.Equal(new StandingFacts("ordinary", 1000, 100, "silver", 1, 6_900, 0), Buy(1_000).Standing);
        Assert.Equal(new StandingFacts("silver", 980, 100, "gold", 3, 16_800, 0), Buy(1_000).Standing);
        Assert.Equal(new StandingFacts("diamond", 900, 100, null, 0, 0, 0), Buy(128_800).Standing);
    }

    [Fact]
    public void A_tier_is_kept_for_its_validity_and_brings_its_bonus_from_the_next_month_on()
    {
        var ordinary = new TierFloor("", DateOnly.MaxValue, default);
        Assert.Equal(new TierFacts("silver", new DateOnly(2027, 11, 22), DateOnly.MaxValue) { Since = _branch.Today, Floor = ordinary },
            Buy(7_900).Tier);
        Assert.Equal(new TierFacts("gold", new DateOnly(2027, 11, 22), new DateOnly(2026, 12, 1)) { Since = _branch.Today, Floor = ordinary },
            Buy(18_800).Tier);
        Assert.Null(Buy(1).Tier);
    }

    [Fact]
    public void Where_nothing_counts_nothing_is_noted_and_with_a_cap_of_the_day_alone_the_day_is()
    {
        var branch = new Branch(Branch.Demo).Open(5);
        Assert.Null(branch.Post(OperationKind.Accrue, 5, 5000, Asset.Principal)[0].Detail);
        branch.Rules = branch.Rules with { DayPointsMax = 100 };
        var detail = branch.Post(OperationKind.Accrue, 5, 5000, Asset.Principal)[0].Detail!;
        Assert.Equal(new ActivityFacts(branch.Today, 1, 5000, 5), detail.Activity);
        Assert.True(detail is { Tier: null, Standing: null });
    }

    [Theory]
    [InlineData(TierWindow.Ever, 0, 900, true)]
    [InlineData(TierWindow.Day, 0, 0, true)]
    [InlineData(TierWindow.Day, 0, 1, false)]
    // To the day: 1 October counts on 31 October and no more on 1 November.
    [InlineData(TierWindow.Months, 1, 8, true)]
    [InlineData(TierWindow.Months, 1, 30, true)]
    [InlineData(TierWindow.Months, 1, 31, false)]
    [InlineData(TierWindow.Months, 24, 730, true)]
    [InlineData(TierWindow.Months, 24, 731, false)]
    [InlineData(TierWindow.Year, 0, 91, true)]
    [InlineData(TierWindow.Year, 0, 92, false)]
    public void A_window_counts_what_lies_in_it(TierWindow window, int months, int daysLater, bool reached)
    {
        var branch = new Branch(_shop with
        {
            Tiers = [new Tier("ordinary", "Ordinary", []),
                new Tier("discount", "Discount", [new Reach(TierMeasure.Points, 1000, window, months)])],
        }) { Now = new DateTime(2026, 10, 1, 4, 0, 0, DateTimeKind.Utc) };
        branch.Open(5);
        branch.Post(OperationKind.Accrue, 5, 999, Asset.Points, note: "counted");
        branch.Later(days: daysLater);
        branch.Post(OperationKind.Accrue, 5, 1, Asset.Points, note: "counted");
        Assert.Equal(reached ? "discount" : "", branch[5].Membership.Tier);
    }

    [Theory]
    [InlineData("copper", Outcome.TierUnknown)]
    [InlineData("platinum", Outcome.Posted)]
    public void Set_tier(string tier, Outcome outcome)
    {
        Assert.Equal(outcome, _branch.Try(OperationKind.SetTier, 5, note: tier));
        if (outcome == Outcome.Posted) Assert.Equal(new DateOnly(2027, 11, 22), _branch[5].Membership.TierUntil);
    }

    [Fact]
    public void The_first_tier_has_no_end_unless_it_is_given_by_hand_and_holds()
    {
        Buy(18_800);
        _branch.Post(OperationKind.SetTier, 5, note: "ordinary");
        Assert.Equal(("ordinary", new DateOnly(2027, 11, 22), DateOnly.MaxValue), Membership());
        _branch.Rules = _shop with { TierByHand = TierByHand.Starts };
        _branch.Post(OperationKind.SetTier, 5, note: "ordinary");
        Assert.Equal(("ordinary", DateOnly.MaxValue, DateOnly.MaxValue), Membership());
        // Its points end one day, the tier does not.
        Assert.Equal(new DateOnly(2028, 1, 1), Due.Next(_branch[5]));
    }

    [Theory]
    [InlineData(TierEnd.ToReached, 0, "ordinary")]
    [InlineData(TierEnd.OneStep, 0, "gold")]
    [InlineData(TierEnd.ToReached, 7_900, "silver")]
    [InlineData(TierEnd.OneStep, 7_900, "gold")]
    [InlineData(TierEnd.ToReached, 68_800, "platinum")]
    [InlineData(TierEnd.OneStep, 68_800, "platinum")]
    public void At_the_end_of_its_window_a_tier_is_kept_or_lost_by_what_was_bought_in_it(TierEnd end, long bought, string tier)
    {
        // Of the calendar year, so the window that ends on 31 December 2027 does not see what was bought in 2026.
        var branch = new Branch(_shop with
        {
            TierEnd = end, TierValidity = new Validity(ValidityKind.EndOfYear, 1),
            Tiers = [.. _shop.Tiers.Select(one =>
                one with { Reaches = [.. one.Reaches.Select(reach => reach with { Window = TierWindow.Year })] })],
        });
        branch.Open(5).Post(OperationKind.SetTier, 5, note: "platinum");
        branch.Now = new DateTime(2027, 6, 1, 4, 0, 0, DateTimeKind.Utc);
        if (bought > 0) branch.Post(OperationKind.Accrue, 5, bought, Asset.Principal);

        branch.Now = new DateTime(2027, 12, 31, 4, 0, 0, DateTimeKind.Utc);
        Assert.DoesNotContain(new DueOperation(OperationKind.ReviewTier), DueNow());
        branch.Later(days: 1);
        Assert.Contains(new DueOperation(OperationKind.ReviewTier), DueNow());
        branch.Post(OperationKind.ReviewTier, 5);
        Assert.Equal(tier, branch[5].Membership.Tier);
        Assert.Equal(tier == "ordinary" ? DateOnly.MaxValue : new DateOnly(2028, 12, 31), branch[5].Membership.TierUntil);
        Assert.DoesNotContain(new DueOperation(OperationKind.ReviewTier), DueNow());

        IReadOnlyList<DueOperation> DueNow() => Due.On(branch[5], branch.Rules, new ProgramDays(branch.Today), branch.Now);
    }

    [Fact]
    public void A_review_lifts_nobody_above_the_tier_that_ends()
    {
        _branch.Rules = _shop with { TierByHand = TierByHand.Starts };
        Buy(128_800);
        _branch.Post(OperationKind.SetTier, 5, note: "silver");
        _branch.Later(days: 366);
        _branch.Post(OperationKind.ReviewTier, 5);
        Assert.Equal(("silver", new DateOnly(2028, 11, 22), DateOnly.MaxValue), Membership());
    }

    [Fact]
    public void However_late_it_comes_one_review_makes_up_for_every_window_that_has_ended()
    {
        _branch.Rules = _shop with { TierEnd = TierEnd.OneStep };
        _branch.Post(OperationKind.SetTier, 5, note: "diamond");
        _branch.Now = new DateTime(2029, 12, 1, 0, 0, 0, DateTimeKind.Utc);
        _branch.Post(OperationKind.ReviewTier, 5);
        // Three windows: November 2027, 2028 and 2029.
        Assert.Equal(("silver", new DateOnly(2030, 11, 22)), (_branch[5].Membership.Tier, _branch[5].Membership.TierUntil));
    }

    [Fact]
    public void A_review_that_is_not_due_changes_nothing()
    {
        Buy(18_800);
        var before = Membership();
        Assert.Null(_branch.Post(OperationKind.ReviewTier, 5)[0].Detail);
        Assert.Equal(before, Membership());
    }

    [Theory]
    [InlineData("ordinary", 0)]
    [InlineData("silver", 0)]
    [InlineData("gold", 300)]
    [InlineData("platinum", 500)]
    [InlineData("diamond", 1000)]
    public void The_first_of_a_month_brings_3_5_or_10_yuan_once(string tier, long bonus)
    {
        _branch.Post(OperationKind.SetTier, 5, note: tier);
        _branch.Now = new DateTime(2026, 11, 30, 4, 0, 0, DateTimeKind.Utc);
        Assert.Equal(0, _branch.Upkeep(5));
        _branch.Later(days: 1);
        Assert.Equal(bonus > 0 ? 1 : 0, _branch.Upkeep(5));
        Assert.Equal(0, _branch.Upkeep(5));
        Assert.Equal(bonus, _branch[5].Bonus);
        if (bonus > 0) Assert.Equal(new DateOnly(2027, 1, 1), Due.Next(_branch[5]));
    }

    [Fact]
    public void Months_that_upkeep_missed_are_made_up_for_as_far_as_the_balance_limit_allows()
    {
        _branch.Post(OperationKind.SetTier, 5, note: "gold");
        _branch.Now = new DateTime(2027, 2, 10, 4, 0, 0, DateTimeKind.Utc);
        Assert.Equal(1, _branch.Upkeep(5));
        Assert.Equal(900, _branch[5].Bonus);
        _branch.Rules = _branch.Rules with { StoredValueMaxMinor = 1000 };
        _branch.Later(days: 30);
        _branch.Upkeep(5);
        Assert.Equal((1000, new DateOnly(2027, 4, 1)), (_branch[5].Bonus, _branch[5].Membership.NextGrantOn));
        Assert.Equal(Outcome.Posted, _branch.Try(OperationKind.GrantBonus, 5));
        Assert.Equal(1000, _branch[5].Bonus);
    }

    [Fact]
    public void A_grant_that_is_due_survives_a_higher_tier_reached_on_the_same_day()
    {
        Buy(18_800);
        _branch.Now = new DateTime(2026, 12, 1, 4, 0, 0, DateTimeKind.Utc);
        Buy(68_800);
        Assert.Equal(1, _branch.Upkeep(5));
        Assert.Equal(500, _branch[5].Bonus);
    }

    private RowDetail Buy(long amount) => _branch.Post(OperationKind.Accrue, 5, amount, Asset.Principal)[0].Detail!;

    private (string, DateOnly, DateOnly) Membership() =>
        (_branch[5].Membership.Tier, _branch[5].Membership.TierUntil, _branch[5].Membership.NextGrantOn);

    private static Tier Of(string code, int pay, long purchases, long spend, long monthly) =>
        new(code, code, [new Reach(TierMeasure.Purchases, purchases, TierWindow.Ever),
            new Reach(TierMeasure.Spend, spend, TierWindow.Ever)])
        {
            PayPermille = pay, MonthlyBonusMinor = monthly,
        };
}

using Ledger.Rules.Codes;
using Ledger.Rules.Program;
using Ledger.Rules.Rows;
using Ledger.Server.Audit;
using Ledger.Server.Programs;

namespace Ledger.Rules.Tests.Audit;

/// <summary>What a row may say about a tier, beside what the rows in front of it say.</summary>
public sealed class FoldedTierTests
{
    private static readonly DateOnly _day = new(2026, 11, 29);

    private static readonly ProgramRules _rules = ProgramDocument.Parse("tiers.yaml",
        """
        program: 1
        name: Tiers
        version: 1
        active_from: 2020-01-01T00:00:00Z
        earn: { points: 1, per_minor: 100 }
        points_validity: { kind: unlimited }
        redeem: { block: 1, worth_minor: 1 }
        bonus_validity: { kind: unlimited }
        pool_order: bonus_first
        tiers:
          - { code: ordinary, name: Ordinary }
          - { code: silver, name: Silver, reached_by: [{ spend_minor: 500, within: { months: 12 } }] }
          - { code: gold, name: Gold, reached_by: [{ spend_minor: 900, within: { months: 12 } }] }
        tier_validity: { kind: months, count: 12 }
        limits: { top_up_minor: 1000, debit_minor: 1000, purchase_minor: 1000, points: 1000, stored_value_minor: 1000,
                  points_balance: 1000, cards: 1 }
        """).Rules;

    private readonly FoldedTier _tier = new();
    private readonly FoldedActivity _activity = new();
    private readonly List<string> _findings = [];
    private long _seq;

    [Theory]
    [InlineData(499, false)]
    [InlineData(500, true)]
    public void A_purchase_sets_what_has_been_reached(long spent, bool isSound)
    {
        Take(OperationKind.Accrue, "silver", spent);

        Assert.Equal(isSound, _findings.Count == 0);
    }

    [Fact]
    public void What_was_done_before_the_window_reaches_nothing()
    {
        Take(OperationKind.Accrue, tier: null, 500, _day.AddMonths(-12));
        Take(OperationKind.Accrue, "silver", 1);

        Assert.Equal("row 2: sets the tier silver, which nothing that had counted until then reaches", _findings.Single());
    }

    [Theory]
    [InlineData(499, "silver", false)]
    [InlineData(500, "silver", true)]
    [InlineData(0, "ordinary", true)]
    [InlineData(1000, "gold", false)]
    public void A_review_keeps_what_was_reached_until_then_and_lifts_nobody(long spent, string tier, bool isSound)
    {
        Take(OperationKind.SetTier, "silver");
        _findings.Clear();
        _activity.Take(new ActivityFacts(_day, 1, spent, 0));
        Take(OperationKind.ReviewTier, tier, since: _day);

        Assert.Equal(isSound, _findings.Count == 0);
    }

    [Fact]
    public void A_review_lifts_whom_a_person_had_put_lower()
    {
        Take(OperationKind.SetTier, "ordinary", byHand: true);
        _activity.Take(new ActivityFacts(_day, 1, 1000, 0));
        Take(OperationKind.ReviewTier, "gold", since: _day);

        Assert.Empty(_findings);
    }

    [Fact]
    public void A_tier_that_is_put_back_is_what_the_row_had_set_that_it_names()
    {
        Take(OperationKind.SetTier, "gold");
        Take(OperationKind.SetTier, "silver");
        Take(OperationKind.Reverse, "gold", bySeq: 1);
        Assert.Empty(_findings);

        Take(OperationKind.Reverse, "silver", bySeq: 1);
        Take(OperationKind.Reverse, "silver", bySeq: 3);
        Assert.Equal(
            ["row 4: puts back the tier silver, which row 1 had not set", "row 5: puts back the tier silver, which row 3 had not set"],
            _findings);
    }

    [Theory]
    [InlineData("gold", false)]
    [InlineData("silver", true)]
    [InlineData("ordinary", true)]
    // A version that has no such tier any more puts it back all the same.
    [InlineData("bronze", true)]
    public void A_return_puts_back_no_more_than_there_was(string tier, bool isSound)
    {
        Take(OperationKind.SetTier, "silver");
        Take(OperationKind.Refund, tier);

        Assert.Equal(isSound, _findings.Count == 0);
    }

    [Fact]
    public void A_tier_that_the_version_does_not_have_is_set_by_nobody()
    {
        Take(OperationKind.SetTier, "bronze");

        Assert.Equal("row 1: sets the tier bronze, which version 1 does not have", _findings.Single());
    }

    private void Take(
        OperationKind kind, string? tier, long spent = 0, DateOnly? on = null, DateOnly since = default, bool byHand = false,
        long bySeq = 0)
    {
        var counted = spent > 0 ? new ActivityFacts(on ?? _day, 1, spent, 0) : null;
        if (counted is not null) _activity.Take(counted);
        var row = new JournalRow
        {
            Seq = ++_seq, Kind = kind, Outcome = Outcome.Posted, BusinessDate = on ?? _day,
            Detail = new RowDetail
            {
                Activity = counted,
                Tier = tier is null ? null
                    : new TierFacts(tier, DateOnly.MaxValue, DateOnly.MaxValue) { Since = since, ByHand = byHand, BySeq = bySeq },
            },
        };
        _tier.Take(row, _activity, _rules, knowsAll: true, $"row {_seq}", (_, where) => _findings.Add(where));
    }
}

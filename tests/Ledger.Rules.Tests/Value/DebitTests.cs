using FsCheck;
using FsCheck.Fluent;
using Ledger.Rules.Codes;
using Ledger.Rules.Deciding;
using Ledger.Rules.Rows;
using Ledger.Rules.State;
using Ledger.Rules.Tests.Model;
using Ledger.Rules.Value;

namespace Ledger.Rules.Tests.Value;

/// <summary>How a debit takes from principal and bonus, whatever the order of pools.</summary>
public sealed class DebitTests
{
    [Theory]
    [InlineData((int)Pools.BonusFirst, 400, 0, 400)]
    [InlineData((int)Pools.BonusFirst, 600, 100, 500)]
    [InlineData((int)Pools.PrincipalFirst, 400, 400, 0)]
    [InlineData((int)Pools.PrincipalFirst, 1100, 1000, 100)]
    [InlineData((int)Pools.InProportion, 300, 200, 100)]
    // Of 100, 33.3 would come from bonus: the odd unit is principal's.
    [InlineData((int)Pools.InProportion, 100, 67, 33)]
    [InlineData((int)Pools.InProportion, 1, 1, 0)]
    [InlineData((int)Pools.InProportion, 1500, 1000, 500)]
    public void The_order_of_pools_decides_what_is_taken_from_which(int pools, long amount, long fromPrincipal, long fromBonus)
    {
        var rows = Debit(new Holding((Pools)pools, 1000, 300, 200, amount), allowPartial: false);
        Assert.Equal((fromPrincipal, fromBonus),
            (Taken(rows, Ledger.Rules.Codes.Asset.Principal), Taken(rows, Ledger.Rules.Codes.Asset.Bonus)));
    }

    [Fact]
    public void A_debit_takes_the_exact_amount_and_no_more_than_a_pool_has() => Cases.Hold(Holdings, 1000, holding =>
    {
        var rows = Debit(holding, allowPartial: false);
        if (holding.Amount > holding.Principal + holding.Bonus)
        {
            Assert.Equal(Ledger.Rules.Codes.Outcome.InsufficientFunds, Assert.Single(rows).Outcome);
            return;
        }
        var (principal, bonus) = (Taken(rows, Ledger.Rules.Codes.Asset.Principal), Taken(rows, Ledger.Rules.Codes.Asset.Bonus));
        Assert.Equal(holding.Amount, principal + bonus);
        Assert.InRange(principal, 0, holding.Principal);
        Assert.InRange(bonus, 0, holding.Bonus);
    });

    [Fact]
    public void In_proportion_neither_pool_gives_a_whole_unit_more_than_its_share() => Cases.Hold(Holdings, 1000, holding =>
    {
        var rows = Debit(holding with { Pools = Pools.InProportion }, allowPartial: false);
        if (!rows[0].Outcome.IsPosted()) return;
        var share = (decimal)holding.Amount * holding.Bonus / (holding.Principal + holding.Bonus);
        Assert.True(Math.Abs(Taken(rows, Ledger.Rules.Codes.Asset.Bonus) - share) < 1);
        Assert.True(Taken(rows, Ledger.Rules.Codes.Asset.Bonus) <= share, "the odd unit comes from principal");
    });

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_debit_split_in_two_never_takes_more_in_total(bool allowPartial) => Cases.Hold(Holdings, 1000, holding =>
    {
        if (holding.Amount < 2) return;
        var whole = Sum(Debit(holding, allowPartial));
        var first = Debit(holding with { Amount = (holding.Amount + 2) / 3 }, allowPartial);
        var split = Sum(first) + Sum(Debit(holding, allowPartial, already: first, amount: holding.Amount - (holding.Amount + 2) / 3));
        Assert.InRange(split, 0, Math.Min(holding.Amount, holding.Principal + holding.Bonus));
        // What is there is taken in two as in one.
        if (allowPartial) Assert.Equal(whole, split);
        else Assert.True(whole <= split);
    });

    [Fact]
    public void A_partial_debit_takes_what_is_there_and_says_so() => Cases.Hold(Holdings, 1000, holding =>
    {
        var there = holding.Principal + holding.Bonus;
        var rows = Debit(holding, allowPartial: true);
        var expected = there == 0 ? Ledger.Rules.Codes.Outcome.InsufficientFunds
            : there < holding.Amount ? Ledger.Rules.Codes.Outcome.PostedInPart : Ledger.Rules.Codes.Outcome.Posted;
        Assert.All(rows, row => Assert.Equal(expected, row.Outcome));
        Assert.Equal(Math.Min(there, holding.Amount), Sum(rows));
    });

    /// <summary>Principal, two lots of bonus, and what is asked for.</summary>
    internal sealed record Holding(Pools Pools, long Principal, long BonusSoon, long BonusLate, long Amount)
    {
        public long Bonus => BonusSoon + BonusLate;
    }

    private static Arbitrary<Holding> Holdings { get; } = Arb.From(
        from pools in Gen.Elements(Pools.BonusFirst, Pools.PrincipalFirst, Pools.InProportion)
        from principal in Gen.OneOf(Gen.Constant(0L), Histories.Amount)
        from soon in Gen.OneOf(Gen.Constant(0L), Histories.Amount)
        from late in Gen.OneOf(Gen.Constant(0L), Histories.Amount)
        from amount in Histories.Amount
        from exact in Gen.Choose(0, 3)
        select new Holding(pools, principal, soon, late, exact == 0 ? Math.Max(1, principal + soon + late) : amount));

    private static JournalRow[] Debit(Holding holding, bool allowPartial, JournalRow[]? already = null, long? amount = null)
    {
        var ask = new Ask(Guid.NewGuid(), V1.Kind.Debit, 5) { Amount = amount ?? holding.Amount, AllowPartial = allowPartial };
        var state = AccountState.Restore(5, 1, 1, holding.Principal, [],
            [new Lot(ask.Date.AddDays(-1), 77), new Lot(ask.Date, holding.BonusSoon), new Lot(DateOnly.MaxValue, holding.BonusLate)], []);
        var next = 2L;
        foreach (var row in already ?? [])
        {
            state.Apply(row);
            next = row.Seq + 1;
        }
        var rows = new RowBuffer();
        var rules = (Terms.Demo with { Pools = holding.Pools }).ToRules();
        Decide.On(state, ask.ToOperation(), rules, default, new Position(0, next, Desk.Now), rows);
        return rows.Rows.ToArray();
    }

    private static long Taken(JournalRow[] rows, Asset asset) => -rows.Where(row => row.Asset == asset).Sum(row => row.Amount);

    private static long Sum(JournalRow[] rows) => -rows.Sum(row => row.Amount);
}

using Ledger.Rules.Basics;
using Ledger.Rules.Rows;
using Ledger.Rules.State;
using Ledger.Rules.Tests.Model;

namespace Ledger.Rules.Tests.State;

/// <summary>Points and bonus lie in lots by expiry date.</summary>
public sealed class LotTests
{
    [Fact]
    public void I12_The_lots_of_a_balance_add_up_to_it_are_never_empty_and_lie_earliest_first() => Cases.Hold(Histories.Any, 400, history =>
    {
        foreach (var state in Desk.Of(history).Accounts.Values)
        {
            Assert.Equal(state.Points, state.PointsLots.Total);
            Assert.Equal(state.Bonus, state.BonusLots.Total);
            foreach (var lots in new[] { state.PointsLots.Span.ToArray(), state.BonusLots.Span.ToArray() })
            {
                Assert.All(lots, lot => Assert.True(lot.Amount > 0));
                Assert.Equal(lots.Select(lot => lot.ExpiresOn).Distinct().Order(), lots.Select(lot => lot.ExpiresOn));
            }
        }
    });

    [Fact]
    public void I12_Nothing_is_spent_after_its_expiry() => Cases.Hold(Histories.Any, 400, history =>
    {
        foreach (var row in Desk.Of(history).Journal)
            if (row.Amount < 0 && row.Lot is { } lot)
                Assert.True(lot >= row.BusinessDate, $"row {row.Seq} spends {lot} on {row.BusinessDate}");
    });

    [Fact]
    public void I12_Usable_lots_are_spent_earliest_expiry_first_each_to_its_end_before_the_next() =>
        Cases.Hold(Histories.Any, 400, history =>
    {
        var desk = new Desk(history.Programs);
        foreach (var ask in history.Asks())
        {
            var before = desk.Accounts.GetValueOrDefault(ask.Account)?.Clone();
            var first = desk.Journal.Count;
            desk.Post(ask);
            foreach (var spent in desk.Journal.Skip(first).Where(row => row.Amount < 0 && row.Lot is not null).GroupBy(row => row.Asset))
            {
                var lots = (spent.Key == Ledger.Rules.Codes.Asset.Points ? before!.PointsLots : before!.BonusLots).Span.ToArray()
                    .Where(lot => lot.ExpiresOn >= ask.Date).ToArray();
                var rows = spent.ToArray();
                Assert.Equal(lots.Take(rows.Length).Select(lot => lot.ExpiresOn), rows.Select(row => row.Lot!.Value));
                Assert.Equal(lots.Take(rows.Length - 1).Select(lot => lot.Amount), rows.SkipLast(1).Select(row => -row.Amount));
            }
        }
    });

    [Fact]
    public void I12_A_lot_can_be_spent_on_its_last_day_and_not_on_the_day_after()
    {
        var lots = new Lots();
        lots.Add(new DateOnly(2026, 6, 30), 40);
        lots.Add(DateOnly.MaxValue, 2);
        Assert.Equal(42, lots.UsableOn(new DateOnly(2026, 6, 30)));
        Assert.Equal(2, lots.UsableOn(new DateOnly(2026, 7, 1)));
        Assert.Equal(42, lots.Total);
    }

    [Fact]
    public void I12_A_lot_never_goes_below_zero()
    {
        var lots = new Lots();
        lots.Add(new DateOnly(2026, 6, 30), 40);
        Assert.Throws<InvariantBrokenException>(() => lots.Add(new DateOnly(2026, 6, 30), -41));
        Assert.Throws<InvariantBrokenException>(() => lots.Add(new DateOnly(2026, 7, 1), -1));
        Assert.Equal(40, lots.Total);
    }

    [Fact]
    public void A_lot_that_is_used_up_is_gone_and_its_neighbours_stay()
    {
        var lots = new Lots();
        foreach (var day in new[] { 3, 1, 2 }) lots.Add(new DateOnly(2026, 1, day), day * 10);
        var copy = new Lots();
        copy.Add(new DateOnly(2030, 1, 1), 7);
        copy.CopyFrom(lots);
        lots.Add(new DateOnly(2026, 1, 2), -20);
        Assert.Equal([new Lot(new DateOnly(2026, 1, 1), 10), new Lot(new DateOnly(2026, 1, 3), 30)], lots.Span.ToArray());
        Assert.Equal(60, copy.Total);
    }
}

using Ledger.Rules.State;

namespace Ledger.Rules.Tests.State;

/// <summary>What counts for tiers is known to the day for 26 months, and all of it for ever.</summary>
public sealed class ActivityTests
{
    private static readonly DateOnly _day = new(2026, 11, 29);

    [Theory]
    [InlineData("2026-11-28", "2026-11-29", 1)]
    [InlineData("2026-11-29", "2026-11-30", 2)]
    [InlineData("2026-11-01", "2026-11-30", 3)]
    [InlineData("2026-10-31", "2026-11-30", 3)]
    [InlineData("2026-10-31", "2026-12-01", 7)]
    [InlineData("2026-11-30", "2026-12-31", 4)]
    [InlineData("2025-01-01", "2026-11-29", 1)]
    public void Between_two_days_counts_what_was_done_after_the_one_and_through_the_other(string after, string through, long purchases)
    {
        var activity = Activity.None.With(_day, new ActivitySum(1, 10, 0)).With(_day.AddDays(1), new ActivitySum(2, 20, 0))
            .With(_day.AddDays(2), new ActivitySum(4, 40, 0));
        Assert.Equal(purchases, activity.Between(DateOnly.Parse(after, null), DateOnly.Parse(through, null)).Purchases);
    }

    [Fact]
    public void What_was_before_is_as_it_was_after_something_was_added()
    {
        var before = Activity.None.With(_day, new ActivitySum(1, 10, 5));
        var after = before.With(_day, new ActivitySum(1, 10, 5)).With(_day.AddDays(-1), new ActivitySum(1, 1, 1));
        Assert.Equal((1, 3), (before.Ever.Purchases, after.Ever.Purchases));
        Assert.Equal((10, 20), (before.On(_day).SpendMinor, after.On(_day).SpendMinor));
        Assert.Equal([_day, _day.AddDays(-1)], after.Months[0].Days.Select(day => day.From));
    }

    [Fact]
    public void What_is_older_than_26_months_counts_for_ever_alone()
    {
        var activity = Activity.None.With(_day, new ActivitySum(1, 10, 0)).With(_day.AddMonths(25), new ActivitySum(1, 10, 0));
        Assert.Equal(2, activity.Months.Count);
        activity = activity.With(_day.AddMonths(26), new ActivitySum(1, 10, 0)).With(_day, new ActivitySum(1, 10, 0));
        Assert.Equal((2, 4), (activity.Months.Count, activity.Ever.Purchases));
        Assert.Equal(0, activity.On(_day).Purchases);
    }

    [Fact]
    public void What_the_month_of_an_older_checkpoint_has_beyond_its_days_was_done_on_its_last_day()
    {
        var activity = Activity.Restore(
            [new ActivitySpan(_day, new ActivitySum(1, 10, 0))],
            [new ActivitySpan(new DateOnly(2026, 11, 1), new ActivitySum(3, 70, 2)),
                new ActivitySpan(new DateOnly(2026, 2, 1), new ActivitySum(2, 5, 0))],
            new ActivitySum(9, 900, 90));
        Assert.Equal((1, 2, 2),
            (activity.On(_day).Purchases, activity.On(new DateOnly(2026, 11, 30)).Purchases,
            activity.On(new DateOnly(2026, 2, 28)).Purchases));
        Assert.Equal(new ActivitySum(9, 900, 90), activity.Ever);
    }
}

using FsCheck;
using FsCheck.Fluent;
using Ledger.Rules.Program;
using Ledger.Rules.Tests.Model;
using Ledger.Server.Contract;

namespace Ledger.Rules.Tests.Program;

/// <summary>The last day of what is given.</summary>
public sealed class ValidityTests
{
    [Theory]
    [InlineData("2026-01-31", ValidityKind.Unlimited, 0, "9999-12-31")]
    [InlineData("2026-01-31", ValidityKind.Days, 0, "2026-01-31")]
    [InlineData("2026-12-31", ValidityKind.Days, 1, "2027-01-01")]
    [InlineData("2026-01-31", ValidityKind.Months, 1, "2026-02-28")]
    [InlineData("2028-01-31", ValidityKind.Months, 1, "2028-02-29")]
    [InlineData("2028-02-29", ValidityKind.Months, 12, "2029-02-28")]
    [InlineData("2026-01-01", ValidityKind.EndOfYear, 0, "2026-12-31")]
    [InlineData("2026-12-31", ValidityKind.EndOfYear, 1, "2027-12-31")]
    public void The_last_day_follows_from_the_day_of_earning(string earnedOn, ValidityKind kind, int count, string lastDay) =>
        Assert.Equal(DateOnly.Parse(lastDay, null), new Validity(kind, count).LastDay(DateOnly.Parse(earnedOn, null)));

    [Fact]
    public void Last_days_agree_with_a_calendar_worked_out_by_hand() => Cases.Hold(Any, 2000, given =>
    {
        var terms = Terms.Demo with { PointsLast = (given.Kind, given.Count) };
        Assert.Equal(
            NaiveCalendar.LastDay(given.On, terms.PointsLast), DateNumber.Of(terms.ToRules().PointsValidity.LastDay(given.On)));
    });

    private static Arbitrary<(DateOnly On, Lasting Kind, int Count)> Any { get; } = Arb.From(
        from day in Gen.Choose(0, 40_000)
        from kind in Gen.Elements(Lasting.Forever, Lasting.Days, Lasting.Months, Lasting.YearEnd)
        from count in Gen.Choose(0, 800)
        select (new DateOnly(2000, 1, 1).AddDays(day), kind, count));
}

using Ledger.Rules.Tests.Model;
using Ledger.Server.Programs;

namespace Ledger.Rules.Tests.Programs;

/// <summary>Which version of a program decides at which business time.</summary>
public sealed class ProgramBookTests
{
    private static readonly DateTime _spring = new(2026, 3, 1, 0, 0, 0, DateTimeKind.Utc);
    private static readonly DateTime _autumn = new(2026, 9, 1, 0, 0, 0, DateTimeKind.Utc);

    private static readonly ProgramBook _book = new(
        [new Store(1, 1, "Central", TimeZoneInfo.Utc), new Store(2, 2, "Riverside", TimeZoneInfo.Utc)],
        [
            Terms.Demo.ToRules(2, _autumn), Terms.Demo.ToRules(1, _spring), (Terms.Demo with { Program = 2 }).ToRules(7, _autumn),
            // Two versions from one moment on: the later one corrects the earlier.
            (Terms.Demo with { Program = 3 }).ToRules(1, _spring), (Terms.Demo with { Program = 3 }).ToRules(2, _spring),
        ]);

    [Theory]
    [InlineData(1, "2026-03-01T00:00:00.0000000Z", 1)]
    [InlineData(1, "2026-08-31T23:59:59.9999999Z", 1)]
    [InlineData(1, "2026-09-01T00:00:00.0000000Z", 2)]
    [InlineData(1, "2030-01-01T00:00:00.0000000Z", 2)]
    // Business that happened before the first version is decided by it.
    [InlineData(1, "2020-01-01T00:00:00.0000000Z", 1)]
    [InlineData(2, "2020-01-01T00:00:00.0000000Z", 7)]
    [InlineData(3, "2026-03-01T00:00:00.0000000Z", 2)]
    public void The_version_in_force_at_the_business_time_decides(short program, string at, int version)
    {
        var rules = _book.RulesAt(program, DateTime.Parse(at, null, System.Globalization.DateTimeStyles.RoundtripKind));
        Assert.Equal((program, version), (rules.Program, rules.Version));
    }

    [Theory]
    [InlineData("Asia/Shanghai", "00:00")]
    [InlineData("America/New_York", "02:30")]
    [InlineData("America/St_Johns", "04:00")]
    [InlineData("Asia/Kathmandu", "00:01")]
    [InlineData("Australia/Lord_Howe", "01:45")]
    [InlineData("Pacific/Chatham", "12:00")]
    public void A_business_date_is_the_date_on_the_stores_clock_whatever_was_asked_before(string zone, string starts)
    {
        var dayStarts = TimeOnly.Parse(starts, System.Globalization.CultureInfo.InvariantCulture);
        var store = new Store(1, 1, "Central", TimeZoneInfo.FindSystemTimeZoneById(zone), dayStarts: dayStarts);
        Cases.Hold(FsCheck.Fluent.Arb.From(FsCheck.Fluent.Gen.Choose(0, 20 * 365 * 24 * 60)), 1000, minute =>
        {
            // From the second before to the second after: the edges of dates, and of what the store remembers.
            foreach (var second in new[] { 0, -1, 1, 59, 60, 15 * 60 - 1, 15 * 60 })
            {
                var at = new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc).AddMinutes(minute / 15 * 15).AddSeconds(second);
                var clock = TimeZoneInfo.ConvertTimeFromUtc(at, store.TimeZone);
                var isBefore = TimeOnly.FromDateTime(clock) < dayStarts;
                Assert.Equal(DateOnly.FromDateTime(clock).AddDays(isBefore ? -1 : 0), store.BusinessDateAt(at));
            }
        });
    }

    [Fact]
    public void A_version_is_found_whether_it_is_in_force_or_not()
    {
        Assert.Equal((1, 1), ((int)_book.Version(1, 1).Program, _book.Version(1, 1).Version));
        Assert.Equal((3, 2), ((int)_book.Version(3, 2).Program, _book.Version(3, 2).Version));
        // Another server may know it: an operation fails by that, never a partition.
        Assert.Throws<InvalidOperationException>(() => _book.Version(1, 7));
    }

    [Fact]
    public void Stores_are_found_by_number()
    {
        Assert.True(_book.TryGetStore(2, out var store));
        Assert.Equal(("Riverside", 2), (store.Name, (int)store.Program));
        Assert.False(_book.TryGetStore(3, out _));
    }
}

using System.Globalization;
using Ledger.Client.Testing;
using Ledger.Server.Tests.Recorded;
using Ledger.V1;

namespace Ledger.Client.Tests.InMemory;

/// <summary>
/// Every rule that knows a date sees the new one at the same moment: when the business day begins on the store's own clock, also where that
/// clock is put forward or back, and again the old one when the till's clock steps back.
/// </summary>
public sealed class BusinessDayTests
{
    private const string Card = "6600123412341234";

    /// <summary>A store's zone and the beginning of its day, the first moment of a day in UTC, and that day.</summary>
    private static readonly (string Zone, string Starts, string First, string Date)[] _beginnings =
    [
        ("UTC", "00:00", "2026-03-10T00:00:00Z", "2026-03-10"),
        ("Asia/Shanghai", "04:00", "2026-03-09T20:00:00Z", "2026-03-10"),
        ("Pacific/Kiritimati", "12:00", "2026-06-14T22:00:00Z", "2026-06-15"),
        ("Pacific/Pago_Pago", "00:00", "2026-06-15T11:00:00Z", "2026-06-15"),
        // The day of 23 hours begins, has begun at four, and is over; a day that would begin in the hour left out begins after it.
        ("America/New_York", "00:00", "2026-03-08T05:00:00Z", "2026-03-08"),
        ("America/New_York", "02:30", "2026-03-08T07:00:00Z", "2026-03-08"),
        ("America/New_York", "04:00", "2026-03-08T08:00:00Z", "2026-03-08"),
        ("America/New_York", "00:00", "2026-03-09T04:00:00Z", "2026-03-09"),
        ("Europe/London", "01:30", "2026-03-29T01:00:00Z", "2026-03-29"),
        ("Europe/London", "04:00", "2026-03-29T03:00:00Z", "2026-03-29"),
        // The day of 25 hours.
        ("America/New_York", "04:00", "2026-11-01T09:00:00Z", "2026-11-01"),
        ("America/New_York", "00:00", "2026-11-02T05:00:00Z", "2026-11-02"),
        ("Europe/London", "04:00", "2026-10-25T04:00:00Z", "2026-10-25"),
        ("Europe/London", "00:00", "2026-10-26T00:00:00Z", "2026-10-26"),
        // Half an hour.
        ("Australia/Lord_Howe", "00:00", "2026-04-04T13:00:00Z", "2026-04-05"),
        ("Australia/Lord_Howe", "00:00", "2026-04-05T13:30:00Z", "2026-04-06"),
        ("Australia/Lord_Howe", "02:15", "2026-10-03T15:30:00Z", "2026-10-04"),
        ("Australia/Lord_Howe", "04:00", "2026-10-03T17:00:00Z", "2026-10-04"),
    ];

    /// <summary>
    /// A rule: what its program says (of the day that begins), what is posted in the last moment of the day before, what is asked then and
    /// in the first moment of the day, and the two answers.
    /// </summary>
    private sealed record Rule(
        string Name, Func<DateOnly, string> Program, Func<ILedgerClient, Task<PostingResult>>? Before,
        Func<ILedgerClient, Operation> Asked, Func<Receipt, string> Said, string Old, string New);

    private static readonly Target _member = Target.Account(5);

    private static readonly Rule[] _rules =
    [
        new("points on their last day", _ => "points_validity: { kind: days, count: 0 }\n",
            till => till.AccruePurchaseAsync(_member, 100_00), till => till.Operations.Redeem(_member, 100), Outcome,
            "Posted", "InsufficientPoints"),
        new("points that wait", _ => "points_waiting: { kind: days, days: 1 }\n",
            till => till.AccruePurchaseAsync(_member, 100_00), till => till.Operations.Redeem(_member, 100), Outcome,
            "InsufficientPoints", "Posted"),
        new("bonus on its last day", _ => "bonus_validity: { kind: days, count: 0 }\ntop_up_bonus: [{ from_minor: 1, bonus_minor: 500 }]\n",
            till => till.TopUpAsync(_member, 10_00), till => till.Operations.Debit(_member, 15_00), Outcome,
            "Posted", "InsufficientFunds"),
        new("the cap of a day", _ => "caps: { day_points: 100 }\n",
            till => till.AccruePurchaseAsync(_member, 100_00), Purchase, Points, "0", "10"),
        new("a weekday", day => Doubled($"weekdays: [{day.DayOfWeek.ToString().ToLowerInvariant()}]"), null, Purchase, Points, "10", "20"),
        new("a day of the month", day => Doubled($"days_of_month: [{day.Day}]"), null, Purchase, Points, "10", "20"),
        new("a campaign that begins", day => Doubled($"from: {day:yyyy-MM-dd}"), null, Purchase, Points, "10", "20"),
        new("a campaign that ends", day => Doubled($"through: {day.AddDays(-1):yyyy-MM-dd}"), null, Purchase, Points, "20", "10"),
        new("a birthday", _ => Doubled("birthday: { of: own, span: day }"), null, Purchase, Points, "10", "20"),
        new("a discount on a day of the year",
            day => $"discounts: [{{ name: half, pay: \"50%\", when: {{ days_of_year: [\"{day:MM-dd}\"] }} }}]\n", null,
            till => till.Operations.Checkout(_member, [new() { AmountMinor = 10_00 }]), receipt => $"{receipt.Basket.DueMinor}",
            "1000", "500"),
        new("a tier reached within a day",
            _ => "tiers: [{ code: ordinary, name: O }, { code: gold, name: G, reached_by: [{ spend_minor: 11000, within: day }] }]\n",
            till => till.AccruePurchaseAsync(_member, 100_00), Purchase, receipt => receipt.Standing.Tier, "gold", "ordinary"),
        new("a card on its last day", _ => "card_types: [{ code: member, name: Member, validity: { kind: days, count: 0 } }]\n", null,
            till => till.Operations.AccruePurchase(Target.Card(Card), 10_00), Outcome, "Posted", "CardExpired"),
    ];

    public static TheoryData<string, string, string, string, string> Cases()
    {
        var cases = new TheoryData<string, string, string, string, string>();
        foreach (var (zone, starts, first, date) in _beginnings)
            foreach (var rule in _rules) cases.Add(rule.Name, zone, starts, first, date);
        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task A_rule_sees_the_day_begin(string name, string zone, string starts, string first, string date)
    {
        var rule = _rules.Single(one => one.Name == name);
        var (begins, day) = (Moment(first), DateOnly.Parse(date, CultureInfo.InvariantCulture));
        var clock = new StandingClock(begins.AddTicks(-10));
        using var ledger = Ledger(rule.Program(day), clock, $"{zone}, day_starts: \"{starts}\"");
        var till = ledger.Client();
        await PostedAsync(till.OpenAccountAsync(
            new AccountOpening { Card = Card, Birthdays = [new() { Whose = "own", Month = day.Month, Day = day.Day }] }, 5));
        if (rule.Before is { } before) await PostedAsync(before(till));

        Assert.Equal((rule.Old, NumberOf(day.AddDays(-1))), await AskAsync());
        clock.Set(begins);
        Assert.Equal((rule.New, NumberOf(day)), await AskAsync());
        clock.Set(begins.AddTicks(-10));
        Assert.Equal((rule.Old, NumberOf(day.AddDays(-1))), await AskAsync());

        async Task<(string, int)> AskAsync()
        {
            var receipt = (await till.GetQuoteAsync(rule.Asked(till)))!;
            return (rule.Said(receipt), receipt.BusinessDate);
        }
    }

    [Fact]
    public async Task What_comes_twice_in_the_night_of_the_change_is_of_the_day_that_the_clock_shows()
    {
        var clock = new StandingClock(default);
        using var ledger = Ledger("", clock, "America/New_York, day_starts: \"01:30\"");
        var till = ledger.Client();
        var dates = new List<int>();
        // 1:29 and 1:30 of daylight saving time, then 1:00, 1:29 and 1:30 again.
        foreach (var at in new[] { "05:29", "05:30", "06:00", "06:29", "06:30" })
        {
            clock.Set(Moment($"2026-11-01T{at}:00Z"));
            dates.Add((await PostedAsync(till.OpenAccountAsync())).BusinessDate);
        }
        Assert.Equal([2026_10_31, 2026_11_01, 2026_10_31, 2026_10_31, 2026_11_01], dates);
    }

    [Theory]
    [InlineData("Pacific/Kiritimati", "Pacific/Pago_Pago", "2026-06-15T10:00:00Z", "2026-06-16T11:00:00Z")]
    [InlineData("Asia/Shanghai", "Europe/London", "2026-06-15T16:00:00Z", "2026-06-15T23:00:00Z")]
    [InlineData("Asia/Shanghai", "Europe/London, day_starts: \"04:00\"", "2026-06-15T16:00:00Z", "2026-06-16T03:00:00Z")]
    public async Task What_has_a_last_day_is_there_until_it_is_over_at_the_last_store(
        string home, string other, string atHome, string atLast)
    {
        var clock = new StandingClock(Moment(atHome).AddHours(-1));
        using var ledger = Ledger(
            "points_validity: { kind: days, count: 0 }\nbonus_validity: { kind: days, count: 0 }\n"
            + "top_up_bonus: [{ from_minor: 1, bonus_minor: 500 }]\n", clock, home, other);
        var (here, there) = (ledger.Client(store: 1), ledger.Client(store: 2));
        await PostedAsync(here.OpenAccountAsync(new AccountOpening(), 5));
        await PostedAsync(here.AccruePurchaseAsync(_member, 100_00));
        await PostedAsync(here.TopUpAsync(_member, 10_00));

        // It is over here and not there, as long as the day lasts there.
        foreach (var moment in new[] { Moment(atHome), Moment(atLast).AddTicks(-10) })
        {
            clock.Set(moment);
            ledger.DoWhatIsDue();
            Assert.Equal(V1.Outcome.InsufficientPoints, (await here.GetQuoteAsync(here.Operations.Redeem(_member, 100)))!.Outcome);
            await PostedAsync(there.RedeemAsync(_member, 10));
            await PostedAsync(there.DebitAsync(_member, 100));
        }
        clock.Set(Moment(atLast));
        ledger.DoWhatIsDue();
        var held = (await here.GetBalancesAsync(_member))!.Holdings;
        Assert.Equal((0, 10_00, 0), (held.Points, held.PrincipalMinor, held.BonusMinor));
        Assert.Empty(ledger.Verify());
    }

    [Fact]
    public async Task A_clock_that_steps_back_posts_nothing_earlier_than_what_is_there()
    {
        var clock = new StandingClock(Moment("2026-06-15T10:00:00Z"));
        using var ledger = Ledger("", clock, "UTC");
        var till = ledger.Client();
        var opened = await PostedAsync(till.OpenAccountAsync(new AccountOpening(), 5));
        clock.Set(Moment("2026-06-15T09:00:00Z"));
        Assert.Equal(opened.PostedAt, (await PostedAsync(till.TopUpAsync(_member, 10_00))).PostedAt);
        clock.Set(Moment("2026-06-15T11:00:00Z"));
        Assert.True((await PostedAsync(till.TopUpAsync(_member, 10_00))).PostedAt > opened.PostedAt);
    }

    private static Operation Purchase(ILedgerClient till) => till.Operations.AccruePurchase(_member, 10_00);

    private static string Points(Receipt receipt) => $"{receipt.Transfers.Sum(transfer => transfer.Amount)}";

    private static string Outcome(Receipt receipt) => $"{receipt.Outcome}";

    private static string Doubled(string when) => $"multipliers: [{{ name: double, times: 2, when: {{ {when} }} }}]\n";

    private static int NumberOf(DateOnly date) => date.Year * 10_000 + date.Month * 100 + date.Day;

    private static DateTimeOffset Moment(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);

    /// <param name="more">Of the program; takes the place of what is there.</param>
    /// <param name="zones">Of the stores from 1 on.</param>
    private static InMemoryLedger Ledger(string more, TimeProvider clock, params string[] zones)
    {
        string[] plain = ["points_validity: { kind: unlimited }", "bonus_validity: { kind: unlimited }"];
        var program = """
            program: 1
            name: Days
            version: 1
            active_from: 2020-01-01T00:00:00Z
            earn: { points: 1, per_minor: 100 }
            redeem: { block: 1, worth_minor: 1 }
            pool_order: bonus_first
            limits: { top_up_minor: 1000000, debit_minor: 1000000, purchase_minor: 1000000, points: 1000000, stored_value_minor: 1000000,
              points_balance: 1000000, cards: 5 }

            """ + string.Concat(plain.Where(field => !more.Contains(field.Split(':')[0] + ":", StringComparison.Ordinal))
                .Select(field => field + "\n")) + more;
        var stores = zones.Select((zone, place) => $"  - {{ store: {place + 1}, program: 1, name: Store, time_zone: {zone} }}\n");
        return new InMemoryLedger(new InMemoryLedgerOptions
        {
            Programs = [program], Stores = "stores:\n" + string.Concat(stores), TimeProvider = clock,
        });
    }

    private static async Task<Receipt> PostedAsync(Task<PostingResult> posting) =>
        Assert.IsType<PostingResult.Posted>(await posting).Receipt;
}

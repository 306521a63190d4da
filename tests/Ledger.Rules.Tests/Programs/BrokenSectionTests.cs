namespace Ledger.Rules.Tests.Programs;

/// <summary>Whatever is wrong in a section is told with file, line, path and reason: once, and nothing else.</summary>
public sealed class BrokenSectionTests
{
    [Theory]
    // Single fields.
    [InlineData("notice_days: 3", "notice_days: 366", "5: notice_days: \"366\" is not a whole number from 0 to 365.")]
    [InlineData("when_full: refuse", "when_full: wait", "79: when_full: \"wait\" is none of cap, refuse.")]
    [InlineData("cancel_in_debt: net", "cancel_in_debt: forget",
        "80: cancel_in_debt: \"forget\" is none of refuse, net, write_off.")]
    [InlineData("bonus_earns: true", "bonus_earns: perhaps", "14: bonus_earns: \"perhaps\" is none of true, false.")]
    [InlineData("times: \"1.5\"", "times: \"0.5\"",
        "17: multipliers[0].times: \"0.5\" is not a factor from 1 to 100 with at most two decimals, e.g. 2 or 1.5.")]
    [InlineData("times: \"1.5\"", "times: 1.555",
        "17: multipliers[0].times: \"1.555\" is not a factor from 1 to 100 with at most two decimals, e.g. 2 or 1.5.")]
    [InlineData("times: \"1.5\"", "times: -2",
        "17: multipliers[0].times: \"-2\" is not a factor from 1 to 100 with at most two decimals, e.g. 2 or 1.5.")]
    [InlineData("Always, times: 2", "Always", "29: multipliers[1].times: is missing.")]
    [InlineData("points_share: \"50%\"", "points_share: 50", "35: points_share: \"50\" is not a share from 0% to 100%, e.g. 98% or 97.5%.")]
    [InlineData("points_share: \"50%\"", "points_share: 100.1%",
        "35: points_share: \"100.1%\" is not a share from 0% to 100%, e.g. 98% or 97.5%.")]
    [InlineData("pay: \"97.5%\"", "pay: \"0%\"", "40: discounts[0].pay: \"0%\" is not a share from 0.1% to 100%, e.g. 98% or 97.5%.")]
    [InlineData("pay: \"97.5%\"", "pay: \"97.55%\"",
        "40: discounts[0].pay: \"97.55%\" is not a share from 0.1% to 100%, e.g. 98% or 97.5%.")]
    [InlineData(", pay: \"97.5%\"", "", "40: discounts[0].pay: is missing.")]
    [InlineData("form: bonus", "form: cash", "38: rewards[1].form: \"cash\" is none of coupon, bonus.")]
    [InlineData("spent_points: net", "spent_points: forget", "77: returns.spent_points: \"forget\" is none of negative, net, cap.")]
    // Conditions.
    [InlineData("days_of_month: [8, 18, 28]", "days_of_month: [8, 31]",
        "19: multipliers[0].when.days_of_month[1]: \"31\" is not a whole number from 1 to 30.")]
    [InlineData("days_of_month: [8, 18, 28]", "days_of_month: [8, 8]", "19: multipliers[0].when.days_of_month[1]: \"8\" is there twice.")]
    [InlineData("days_of_month: [8, 18, 28]", "days_of_month: 8", "19: multipliers[0].when.days_of_month: a list is expected.")]
    [InlineData("days_of_month: [8, 18, 28]\n", "\n", "20: multipliers[0].when.calendar: days_of_month says which days of it.")]
    [InlineData("weekdays: [monday, sunday]", "weekdays: [mon]",
        "21: multipliers[0].when.weekdays[0]: \"mon\" is none of monday, tuesday, wednesday, thursday, friday, saturday, sunday.")]
    [InlineData("weekdays: [monday, sunday]", "weekdays: []",
        "21: multipliers[0].when.weekdays: the list is empty; leave it out where it does not matter.")]
    [InlineData("from: 2026-02-01", "from: 2026-02-30", "22: multipliers[0].when.from: \"2026-02-30\" is not a date like 2026-11-11.")]
    [InlineData("through: 2026-11-30", "through: 2026-01-31", "23: multipliers[0].when.through: is before from.")]
    [InlineData("\"12-25\"", "\"12-32\"", "24: multipliers[0].when.days_of_year[0]: \"12-32\" is not a day of the year like 12-25.")]
    [InlineData("span: week", "span: year", "25: multipliers[0].when.birthday.span: \"year\" is none of day, week, month.")]
    [InlineData("tiers: [gold]", "tiers: [golden]", "26: multipliers[0].when.tiers: \"golden\" is no tier of this program.")]
    [InlineData("stores: [4, 5]", "stores: [0]", "27: multipliers[0].when.stores[0]: \"0\" is not a whole number from 1 to 2147483647.")]
    [InlineData("stores: [4, 5]", "stores: [[4]]", "27: multipliers[0].when.stores[0]: a single value is expected.")]
    [InlineData("stores: [4, 5]", "shops: [4]", "27: multipliers[0].when.shops: is not known here; known are stores, from, tiers, through, birthday, weekdays, calendar, days_of_year, days_of_month.")]
    // Entries that do not fit each other.
    [InlineData("code: books", "code: food",
        "11: categories[2].code: \"food\" is there twice.|28: multipliers[0].categories: \"books\" is no category of this program.")]
    [InlineData("code: sale, earns_nothing", "code: sale, points: 1, per_minor: 1, earns_nothing",
        "10: categories[1].earns_nothing: goods that earn nothing have no rate.")]
    [InlineData("code: food, points: 2, per_minor: 500", "code: food, points: 2", "9: categories[0].per_minor: is missing.")]
    [InlineData("categories: [food, books]", "categories: [foot]",
        "28: multipliers[0].categories: \"foot\" is no category of this program.")]
    [InlineData("name: Always", "name: Member day", "29: multipliers[1].name: \"Member day\" is there twice.")]
    [InlineData("from_points: 500", "from_points: 200", "31: threshold_bonuses: step 1 must start above step 0.")]
    [InlineData("from_points: 500, points: 30", "from_points: 500, points: 9",
        "31: threshold_bonuses: step 1 must not bring less than step 0: a larger purchase would earn less.")]
    [InlineData("day_points: 2000", "day_points: 500", "32: caps: a purchase may earn more than a day.")]
    [InlineData("sign_in, points: 5", "sign_in, points: 1000001",
        "33: actions[0].points: \"1000001\" is not a whole number from 1 to 1000000.")]
    [InlineData("kind: days, days: 7", "kind: next_year, days: 7", "13: points_waiting.days: only the kind days counts days.")]
    [InlineData("kind: days, days: 7", "kind: days", "13: points_waiting.days: is missing.")]
    [InlineData("points_validity: { kind: end_of_year, count: 1 }", "points_validity: { kind: days, count: 6 }",
        "13: points_waiting: points earned on 01-01 would expire before they can be spent.")]
    [InlineData("code: rebate", "code: gift", "38: rewards[1].code: \"gift\" is there twice.")]
    [InlineData("points: 1000, worth", "points: 1000001, worth",
        "37: rewards[0].points: costs more points than one operation may redeem (limits.points).")]
    [InlineData("worth_minor: 500, form", "worth_minor: 10000001, form",
        "38: rewards[1].worth_minor: a bonus is from 1 up to what an account can hold (limits.stored_value_minor).")]
    [InlineData("code: gold\n", "code: plain\n",
        "45: tiers[1].code: \"plain\" is there twice.|26: multipliers[0].when.tiers: \"gold\" is no tier of this program.")]
    [InlineData("{ purchases: 5, within: ever }", "{ purchases: 5, spend_minor: 1, within: ever }",
        "52: tiers[1].reached_by[0].within: one of purchases, spend_minor and points is expected beside it.")]
    [InlineData("{ purchases: 5, within: ever }", "{ within: ever }",
        "52: tiers[1].reached_by[0].within: one of purchases, spend_minor and points is expected beside it.")]
    [InlineData("{ purchases: 5, within: ever }", "{ purchases: 5 }", "52: tiers[1].reached_by[0].within: is missing.")]
    [InlineData("within: day", "within: week", "53: tiers[1].reached_by[1].within: \"week\" is none of ever, day, year.")]
    [InlineData("months: 12 } }", "months: 25 } }", "55: tiers[1].reached_by[3].within.months: \"25\" is not a whole number from 1 to 24.")]
    [InlineData("spends: false }", "spends: false, reached_by: [{ purchases: 1, within: ever }] }",
        "44: tiers: the first tier is where every account starts; nothing is to be reached for it.")]
    [InlineData("spends: false }", "spends: false }\n  - { code: silver, name: Silver, reached_by: [{ purchases: 5, within: ever }] }",
        "44: tiers: \"gold\" must ask for more than \"silver\", which stands before it.")]
    [InlineData("kind: months, count: 36", "kind: unlimited", "72: card_types[1].forfeits_at_expiry: the card never expires (validity).")]
    [InlineData("requires: [document, mobile]", "requires: [passport]",
        "73: issue.requires[0]: \"passport\" is none of member_number, mobile, document.")]
    [InlineData("tries_max: 9", "tries_max: 2", "76: pin.tries_max: is less than tries.")]
    [InlineData("kind: extend, days: 14", "kind: forfeit, days: 14", "77: returns.expired_lots.days: only the kind extend counts days.")]
    [InlineData("redeem: { block: 100, worth_minor: 500 }", "redeem: { block: 100, worth_minor: 0 }",
        "77: returns: points can only be netted where they have a worth (redeem.worth_minor).")]
    public void One_mistake_is_named_with_file_line_and_path(string old, string changed, string mistakes) =>
        Assert.Equal(mistakes.Split('|').Select(mistake => $"card.yaml:{mistake}").Order(StringComparer.Ordinal),
            SampleDocument.MistakesIn(FullDocument.With(old, changed)).Order(StringComparer.Ordinal));

    [Theory]
    [InlineData("multiply", 99_99, 99_99, 99_99, false)]
    [InlineData("multiply", 10_00, 10_00, 10_00, true)]
    [InlineData("add", 99_99, 99_99, 99_99, true)]
    [InlineData("highest", 99_99, 99_99, 99_99, true)]
    public void What_multiplies_the_largest_purchase_must_stay_within_what_the_ledger_can_hold(string combination, int one, int two,
        int three, bool isTaken)
    {
        // The largest purchase earns 10^10 points at the plain rate; 10^15 are the most.
        var text = SampleDocument.With("{ points: 1, per_minor: 1000 }", "{ points: 1, per_minor: 1 }")
            .Replace("purchase_minor: 10000000", "purchase_minor: 10000000000", StringComparison.Ordinal) + $"""
            multiplier_combination: {combination}
            multipliers:
              - name: one
                times: {one / 100m}
              - name: two
                times: {two / 100m}
              - name: three
                times: {three / 100m}

            """;
        Assert.Equal(isTaken, SampleDocument.MistakesIn(text).Count == 0);
        if (!isTaken)
            Assert.Equal(
                ["card.yaml:25: multipliers: the largest purchase (limits.purchase_minor) with all that multiplies it earns more points than the ledger can hold."],
                SampleDocument.MistakesIn(text));
    }

    [Fact]
    public void The_best_rate_of_a_category_counts_with_all_that_multiplies() => Assert.Equal(
        ["card.yaml:25: multipliers: the largest purchase (limits.purchase_minor) with all that multiplies it earns more points than the ledger can hold."],
        SampleDocument.MistakesIn(SampleDocument.With("purchase_minor: 10000000", "purchase_minor: 1000000000000")
            + "categories: [{ code: gold, points: 1000, per_minor: 1 }]\nmultipliers:\n  - { name: Double, times: 2 }\n"));

    [Fact]
    public void A_list_has_a_bound() => Assert.Equal(
        ["card.yaml:23: actions: at most 100 entries are taken."],
        SampleDocument.MistakesIn(SampleDocument.Text
        + $"actions: [{string.Join(", ", Enumerable.Range(1, 101).Select(i => $"{{ code: a{i}, points: 1 }}"))}]\n"));
}

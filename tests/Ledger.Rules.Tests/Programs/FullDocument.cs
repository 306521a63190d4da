namespace Ledger.Rules.Tests.Programs;

/// <summary>A program document with every section and every field.</summary>
internal static class FullDocument
{
    public const string Text = """
        program: 9
        name: Everything
        version: 3
        active_from: 2026-01-01T00:00:00+08:00
        notice_days: 3
        limits: { top_up_minor: 1000000, debit_minor: 1000000, purchase_minor: 10000000, points: 1000000, stored_value_minor: 10000000, points_balance: 100000000, cards: { active: 2, ever: 5 } }
        earn: { points: 1, per_minor: 1000 }
        categories:
          - { code: food, points: 2, per_minor: 500 }
          - { code: sale, earns_nothing: true, no_discount: true }
          - { code: books, no_discount: true }
        points_validity: { kind: end_of_year, count: 1 }
        points_waiting: { kind: days, days: 7 }
        bonus_earns: true
        multipliers:
          - name: Member day
            times: "1.5"
            when:
              days_of_month: [8, 18, 28]
              calendar: lunar
              weekdays: [monday, sunday]
              from: 2026-02-01
              through: 2026-11-30
              days_of_year: ["12-25", "02-29"]
              birthday: { of: child, span: week }
              tiers: [gold]
              stores: [4, 5]
            categories: [food, books]
          - { name: Always, times: 2 }
        multiplier_combination: add
        threshold_bonuses: [{ from_points: 200, points: 10 }, { from_points: 500, points: 30 }]
        caps: { purchase_points: 1000, day_points: 2000 }
        actions: [{ code: sign_in, points: 5 }]
        redeem: { block: 100, worth_minor: 500 }
        points_share: "50%"
        rewards:
          - { code: gift, points: 1000, worth_minor: 20000, steps: { points: 500, worth_minor: 20000 } }
          - { code: rebate, points: 200, worth_minor: 500, form: bonus }
        discounts:
          - { name: Members, pay: "97.5%" }
          - { name: Birthday, pay: "90%", when: { birthday: { of: own } } }
        discount_combination: multiply
        tiers:
          - { code: plain, name: Plain, earns: false, loads: false, spends: false }
          - code: gold
            name: Gold
            pay: "88%"
            times: 1.25
            monthly_bonus_minor: 300
            benefits: Tea
            reached_by:
              - { purchases: 5, within: ever }
              - { spend_minor: 30000, within: day }
              - { points: 300, within: year }
              - { spend_minor: 90000, within: { months: 12 } }
        tier_validity: { kind: months, count: 12 }
        tier_end: one_step
        top_up_bonus: [{ from_minor: 20000, bonus_minor: 1500 }]
        bonus_validity: { kind: months, count: 12 }
        pool_order: proportional
        holds: { minutes: 60, count: 3 }
        card_types:
          - { code: member, name: Member card, top_up_bonus: false, reload: false, cash_out: false, member_prices: false, transfers_in: false }
          - code: gift
            name: Gift card
            earns: false
            loads: false
            spends: true
            needs_approval: true
            validity: { kind: months, count: 36 }
            closes_at_zero: true
            forfeits_at_expiry: true
        issue: { purchase_minor: 2000, total_minor: 30000, requires: [document, mobile] }
        replacement_fees: { lost_minor: 200, damaged_minor: 100 }
        fees_belong_to: store
        pin: { when_set: false, above_minor: 50000, tries: 3, lock_minutes: 30, tries_max: 9 }
        returns: { spent_points: net, expired_lots: { kind: extend, days: 14 }, spent_bonus: refuse, tier_on_return: keep }
        transfers: { points: true, value: true }
        when_full: refuse
        cancel_in_debt: net
        card_codes: exact
        tier_by_hand: starts
        """;

    /// <summary>The document with <paramref name="old"/> replaced; it must be in there.</summary>
    public static string With(string old, string changed)
    {
        Assert.Contains(old, Text, StringComparison.Ordinal);
        return Text.Replace(old, changed, StringComparison.Ordinal);
    }
}

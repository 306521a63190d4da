using System.Collections.Frozen;
using Ledger.Rules.Program;
using static Ledger.Server.Programs.ProgramDocument;

namespace Ledger.Server.Programs;

/// <summary>
/// What points are given for: rates by goods, threshold bonuses, caps and actions; and from when to when they can be spent.
/// </summary>
internal static class EarnSection
{
    private static readonly Dictionary<string, PointsWaitingKind> Waitings = new()
    {
        ["none"] = PointsWaitingKind.None,
        ["days"] = PointsWaitingKind.Days,
        ["next_year"] = PointsWaitingKind.NextYear,
    };

    private static readonly Dictionary<string, WhenFull> WaysWhenFull = new() { ["cap"] = WhenFull.Cap, ["refuse"] = WhenFull.Refuse };

    public static ProgramRules Read(DocumentReader document, ProgramRules rules)
    {
        rules = document.Mapping("earn", true, m => rules with
        {
            EarnPoints = m.Number("points", 1, 1000), EarnPerMinor = m.Number("per_minor", 1, LargestAmount),
        }) ?? rules;
        var codes = new UniqueCodes();
        var categories = document.List("categories", m => ReadCategory(m, codes, rules), most: 500);
        rules = rules with
        {
            PointsValidity = document.Mapping("points_validity", true, ValidityField.Read) ?? Validity.Unlimited,
            PointsWaiting = document.Mapping("points_waiting", false, ReadWaiting) ?? PointsWaiting.None,
            Categories = categories.DistinctBy(category => category.Code).ToFrozenDictionary(category => category.Code),
            BonusEarns = document.Flag("bonus_earns", otherwise: false),
            WhenFull = document.Choice("when_full", WaysWhenFull, rules.WhenFull),
            ThresholdBonuses = [.. document.List("threshold_bonuses",
                m => new ThresholdBonus(m.Number("from_points", 1, LargestAmount), m.Number("points", 1, LargestAmount)), most: 20)],
            Actions = ReadActions(document, rules),
        };
        rules = document.Mapping("caps", false, m => rules with
        {
            PurchasePointsMax = m.Number("purchase_points", 1, LargestAmount, otherwise: long.MaxValue),
            DayPointsMax = m.Number("day_points", 1, LargestAmount, otherwise: long.MaxValue),
        }) ?? rules;
        if (document.IsRight) Check(document, rules);
        return rules;
    }

    // Goods without a rate of their own earn at the program's; they have a code to take no discount, or to be multiplied.
    private static Category ReadCategory(DocumentReader m, UniqueCodes codes, ProgramRules rules)
    {
        var (hasRate, earnsNothing) = (m.Has("points") || m.Has("per_minor"), m.Flag("earns_nothing", otherwise: false));
        var points = m.Number("points", 1, 1000, otherwise: hasRate ? null : rules.EarnPoints);
        var per = m.Number("per_minor", 1, LargestAmount, otherwise: hasRate ? null : rules.EarnPerMinor);
        if (hasRate && earnsNothing) m.Wrong("earns_nothing", "goods that earn nothing have no rate");
        return new Category(codes.Read(m, "code", LongestCode), earnsNothing ? 0 : points, per, m.Flag("no_discount", otherwise: false));
    }

    private static PointsWaiting ReadWaiting(DocumentReader m)
    {
        var kind = m.Choice("kind", Waitings);
        var days = m.Number("days", 1, 365, otherwise: kind == PointsWaitingKind.Days ? null : 0);
        if (kind != PointsWaitingKind.Days && m.Has("days")) m.Wrong("days", "only the kind days counts days");
        return new PointsWaiting(kind, kind == PointsWaitingKind.Days ? (int)days : 0);
    }

    private static AccrualAction[] ReadActions(DocumentReader document, ProgramRules rules)
    {
        var codes = new UniqueCodes();
        return [.. document.List(
            "actions", m => new AccrualAction(codes.Read(m, "code", LongestCode), m.Number("points", 1, rules.PointsMax)), most: 100)];
    }

    private static void Check(DocumentReader document, ProgramRules rules)
    {
        for (var i = 1; i < rules.ThresholdBonuses.Length; i++)
            if (rules.ThresholdBonuses[i].FromPoints <= rules.ThresholdBonuses[i - 1].FromPoints)
                document.Wrong("threshold_bonuses", $"step {i} must start above step {i - 1}");
            else if (rules.ThresholdBonuses[i].Points < rules.ThresholdBonuses[i - 1].Points)
                document.Wrong("threshold_bonuses", $"step {i} must not bring less than step {i - 1}: a larger purchase would earn less");
        if (rules.DayPointsMax < rules.PurchasePointsMax && rules.PurchasePointsMax != long.MaxValue)
            document.Wrong("caps", "a purchase may earn more than a day");
        // A leap year's days stand for all others.
        for (var day = new DateOnly(2024, 1, 1); day.Year == 2024; day = day.AddDays(1))
            if (rules.PointsWaiting.FirstDay(day) > rules.PointsValidity.LastDay(day))
            {
                document.Wrong("points_waiting", $"points earned on {day:MM-dd} would expire before they can be spent");
                break;
            }
    }
}

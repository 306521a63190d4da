using Ledger.Rules.Program;
using static Ledger.Server.Programs.ProgramDocument;

namespace Ledger.Server.Programs;

/// <summary>
/// <c>tiers</c>, <c>tier_validity</c>, <c>tier_end</c> and <c>tier_by_hand</c>: the groups members are in, and how they rise and fall.
/// </summary>
internal static class TierSection
{
    private static readonly Dictionary<string, TierEnd> Ends = new() { ["to_reached"] = TierEnd.ToReached, ["one_step"] = TierEnd.OneStep };

    private static readonly Dictionary<string, TierByHand> Hands = new()
    {
        ["holds"] = TierByHand.Holds,
        ["starts"] = TierByHand.Starts,
    };

    private static readonly Dictionary<string, TierWindow> Windows = new()
    {
        ["ever"] = TierWindow.Ever,
        ["day"] = TierWindow.Day,
        ["year"] = TierWindow.Year,
    };

    private static readonly string[] _measures = ["purchases", "spend_minor", "points"];

    public static ProgramRules Read(DocumentReader document, ProgramRules rules)
    {
        var codes = new UniqueCodes();
        Tier[] tiers = [.. document.List("tiers", m => ReadTier(m, codes, rules.StoredValueMaxMinor), most: 20)];
        if (document.IsRight) CheckOrder(document, tiers);
        return rules with
        {
            Tiers = tiers,
            TierValidity = document.Mapping("tier_validity", false, ValidityField.Read) ?? rules.TierValidity,
            TierEnd = document.Choice("tier_end", Ends, rules.TierEnd),
            TierByHand = document.Choice("tier_by_hand", Hands, rules.TierByHand),
        };
    }

    private static Tier ReadTier(DocumentReader m, UniqueCodes codes, long bonusMax) => new(
        codes.Read(m, "code", LongestCode), m.Text("name", LongestName), [.. m.List("reached_by", ReadReach, most: 10)])
    {
        PayPermille = m.Permille("pay", 1, 1000, otherwise: 1000),
        EarnPercent = m.Percent("times", 0, 10_000, otherwise: 100),
        Earns = m.Flag("earns", otherwise: true),
        Loads = m.Flag("loads", otherwise: true),
        Spends = m.Flag("spends", otherwise: true),
        MonthlyBonusMinor = m.Number("monthly_bonus_minor", 0, Math.Min(LargestAmount, bonusMax), otherwise: 0),
        Benefits = m.Text("benefits", 500, otherwise: ""),
    };

    private static Reach ReadReach(DocumentReader m)
    {
        var purchases = m.Number("purchases", 1, LargestAmount, otherwise: 0);
        var spend = m.Number("spend_minor", 1, LargestResult, otherwise: 0);
        var points = m.Number("points", 1, LargestResult, otherwise: 0);
        var (window, months) = ReadWindow(m);
        if (_measures.Count(m.Has) != 1) m.Wrong("within", "one of purchases, spend_minor and points is expected beside it");
        return purchases > 0 ? new Reach(TierMeasure.Purchases, purchases, window, months)
            : spend > 0 ? new Reach(TierMeasure.Spend, spend, window, months)
            : new Reach(TierMeasure.Points, points, window, months);
    }

    // "within: year", or "within: { months: 12 }".
    private static (TierWindow Window, int Months) ReadWindow(DocumentReader m)
    {
        if (m.HasMapping("within"))
            return (TierWindow.Months, m.Mapping("within", true, within => new Count((int)within.Number("months", 1, 24)))?.Months ?? 1);
        return (m.Choice("within", Windows), 0);
    }

    private static void CheckOrder(DocumentReader document, Tier[] tiers)
    {
        if (tiers.Length > 0 && tiers[0].Reaches.Length > 0)
            document.Wrong("tiers", "the first tier is where every account starts; nothing is to be reached for it");
        for (var high = 1; high < tiers.Length; high++)
            for (var low = 0; low < high; low++)
                foreach (var reach in tiers[high].Reaches)
                    if (tiers[low].Reaches.Any(other => other with { Least = 0 } == reach with { Least = 0 } && other.Least >= reach.Least))
                        document.Wrong(
                            "tiers", $"\"{tiers[high].Code}\" must ask for more than \"{tiers[low].Code}\", which stands before it");
    }

    private sealed record Count(int Months);
}

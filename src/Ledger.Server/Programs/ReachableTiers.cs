using Ledger.Rules.Program;

namespace Ledger.Server.Programs;

/// <summary>
/// That somebody can get into every tier that has lines to be reached: a line that nobody passes is a mistake of its author. Documents that
/// a ledger holds already are not asked.
/// </summary>
internal static class ReachableTiers
{
    public static void Check(DocumentReader document, ProgramRules rules)
    {
        for (var index = 1; index < rules.Tiers.Length; index++)
        {
            var tier = rules.Tiers[index];
            var wrong = tier.Reaches.Select(reach => WhatIsWrongWith(reach, index, rules)).ToArray();
            // One line that can be passed is enough.
            if (wrong.Length > 0 && wrong.All(one => one is not null))
                document.Wrong("tiers", $"nobody reaches \"{tier.Code}\": {wrong[0]}");
        }
    }

    private static string? WhatIsWrongWith(Reach reach, int tier, ProgramRules rules)
    {
        if (reach.Least > ProgramDocument.LargestAmount)
            return $"{reach.Least} is more than any account comes to ({ProgramDocument.LargestAmount})";
        if (reach.Measure != TierMeasure.Points) return null;
        if (!rules.Tiers.Take(tier).Any(below => Earns(below, rules))) return "it asks for points, and the tiers below earn none (earns, times)";
        var isCapped = reach.Window == TierWindow.Day && reach.Least > rules.DayPointsMax && rules.Actions.Length == 0;
        return isCapped ? $"it asks for {reach.Least} points in a day, which earns {rules.DayPointsMax} at most (caps.day_points)" : null;
    }

    // What multiplies by nothing still gives what actions give.
    private static bool Earns(Tier tier, ProgramRules rules) => tier.Earns && (tier.EarnPercent > 0 || rules.Actions.Length > 0);
}

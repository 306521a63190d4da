using Ledger.Rules.Codes;
using Ledger.Rules.Program;
using Ledger.Rules.Rows;

namespace Ledger.Server.Audit;

/// <summary>
/// The tier an account is in, and whether the row that put it there may do so: the tier is one of the program's, a purchase has reached it
/// by what had counted until then, and a review never lifts anybody. What is given by hand needs no figures.
/// </summary>
internal sealed class FoldedTier
{
    public string Code { get; private set; } = "";
    public DateOnly Until { get; private set; } = DateOnly.MaxValue;
    public DateOnly NextGrantOn { get; private set; } = DateOnly.MaxValue;

    /// <param name="first">A first row; what it counts is in <paramref name="activity"/> already.</param>
    /// <param name="rules">What decided it; null: not there any more.</param>
    public void Take(in JournalRow first, FoldedActivity activity, ProgramRules? rules, string at, Action<string, string> report)
    {
        if (first.Detail is { Tier: { } tier } detail)
        {
            if (rules is not null) Check(first, tier, detail.Activity, activity, rules, at, report);
            (Code, Until, NextGrantOn) = (tier.Tier, tier.Until, tier.NextGrantOn);
        }
        if (first.Detail?.NextGrantOn is { } grant) NextGrantOn = grant;
    }

    private void Check(
        in JournalRow first, TierFacts tier, ActivityFacts? counted, FoldedActivity activity, ProgramRules rules, string at,
        Action<string, string> report)
    {
        var index = Array.FindIndex(rules.Tiers, one => one.Code == tier.Tier);
        if (index < 0)
        {
            if (tier.Tier.Length > 0) report("tiers", $"{at}: sets the tier {tier.Tier}, which version {rules.Version} does not have");
            return;
        }
        if (first.Kind == OperationKind.ReviewTier && index > Math.Max(0, Array.FindIndex(rules.Tiers, one => one.Code == Code)))
            report("tiers", $"{at}: a review lifts from the tier {Code} to {tier.Tier}");
        if (counted is not { Purchases: >= 0, SpendMinor: >= 0, Points: >= 0 } || index == 0) return;
        var date = first.BusinessDate;
        if (!rules.Tiers[index].Reaches.Any(reach => activity.Done(reach, date) >= reach.Least))
            report("tiers", $"{at}: sets the tier {tier.Tier}, which nothing that had counted until then reaches");
    }
}

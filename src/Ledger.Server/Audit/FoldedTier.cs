using Ledger.Rules.Codes;
using Ledger.Rules.Program;
using Ledger.Rules.Rows;
using Ledger.Rules.State;

namespace Ledger.Server.Audit;

/// <summary>
/// The tier an account is in, and whether the row that put it there may do so: the tier is one of the program's, a purchase has reached it
/// by what had counted until then, and a review never lifts anybody. What is given by hand needs no figures.
/// </summary>
internal sealed class FoldedTier
{
    private TierFacts _facts = Membership.New.TierNow;

    public TierFacts Facts => _facts;

    /// <param name="first">A first row; what it counts is in <paramref name="activity"/> already.</param>
    /// <param name="rules">What decided it; null: not there any more.</param>
    public void Take(in JournalRow first, FoldedActivity activity, ProgramRules? rules, string at, Action<string, string> report)
    {
        if (first.Detail is { Tier: { } tier } detail)
        {
            if (rules is not null) Check(first, tier, detail.Activity, activity, rules, at, report);
            _facts = tier with { BySeq = tier.BySeq != 0 ? tier.BySeq : first.Seq };
        }
        if (first.Detail?.NextGrantOn is { } grant) _facts = _facts with { NextGrantOn = grant };
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
        var lifts = index > Math.Max(0, Array.FindIndex(rules.Tiers, one => one.Code == _facts.Tier));
        if (first.Kind == OperationKind.ReviewTier && lifts && !_facts.ByHand)
            report("tiers", $"{at}: a review lifts from the tier {_facts.Tier} to {tier.Tier}");
        // A return puts back a tier that was reached before.
        if (first.Kind is OperationKind.Reverse or OperationKind.Refund) return;
        if (counted is not { Purchases: >= 0, SpendMinor: >= 0, Points: >= 0 } || index == 0) return;
        var date = first.BusinessDate;
        if (!rules.Tiers[index].Reaches.Any(reach => activity.Done(reach, date) >= reach.Least))
            report("tiers", $"{at}: sets the tier {tier.Tier}, which nothing that had counted until then reaches");
    }
}

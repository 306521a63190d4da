using Ledger.Rules.Codes;
using Ledger.Rules.Program;
using Ledger.Rules.Rows;
using Ledger.Rules.State;

namespace Ledger.Server.Audit;

/// <summary>
/// The tier an account is in, and whether the row that put it there may do so: the tier is one of the program's; a purchase has reached it
/// by what had counted until then; a review leaves no more than that reaches; what is put back was there before. What is given by hand
/// needs no figures.
/// </summary>
internal sealed class FoldedTier
{
    private readonly Dictionary<long, TierFacts> _set = [];
    private TierFacts _facts = Membership.New.TierNow;
    private long _closedSeq;

    public TierFacts Facts => _facts;

    /// <summary>A purchase set it, and nothing has counted since.</summary>
    public bool IsNew { get; private set; }

    /// <summary>As a closing has it.</summary>
    /// <param name="membership">The account as of the closing.</param>
    /// <param name="closedSeq">Its last row: which tiers rows up to it had set before the one there is, nobody says.</param>
    public void Begin(Membership membership, long closedSeq)
    {
        (_facts, IsNew, _closedSeq) = (membership.TierNow, membership.IsTierNew, closedSeq);
        if (_facts.BySeq > 0) _set.Add(_facts.BySeq, _facts);
    }

    /// <param name="first">A first row; what it counts is in <paramref name="activity"/> already.</param>
    /// <param name="rules">What decided it; null: not there any more.</param>
    /// <param name="knowsAll">No server of 0.2.0 had the account.</param>
    public void Take(
        in JournalRow first, FoldedActivity activity, ProgramRules? rules, bool knowsAll, RowPlace at, Action<string, string> report)
    {
        var isCounted = first.Kind is OperationKind.Accrue or OperationKind.Checkout && first.Detail?.Activity is not null;
        if (isCounted) IsNew = false;
        if (first.Detail is { Tier: { } tier } detail)
        {
            IsNew = isCounted || (IsNew && tier.BySeq == _facts.BySeq);
            if (first.Kind is OperationKind.Reverse or OperationKind.Refund)
            {
                if (WrongAfterReturn(first, tier, activity, rules, knowsAll) is { } wrong)
                    report("tiers", $"{at}: puts back the tier {tier.Tier}, {wrong}");
            }
            else if (rules is not null && Wrong(first, tier, detail.Activity, activity, rules, knowsAll) is { } wrong)
                report("tiers", $"{at}: sets the tier {tier.Tier}, {wrong}");
            _facts = tier with { BySeq = tier.BySeq != 0 ? tier.BySeq : first.Seq };
            _set.TryAdd(_facts.BySeq, _facts);
        }
        if (first.Detail?.NextGrantOn is { } grant) _facts = _facts with { NextGrantOn = grant };
    }

    private string? Wrong(
        in JournalRow first, TierFacts tier, ActivityFacts? counted, FoldedActivity activity, ProgramRules rules, bool knowsAll)
    {
        var index = Array.FindIndex(rules.Tiers, one => one.Code == tier.Tier);
        if (index < 0) return tier.Tier.Length > 0 ? $"which version {rules.Version} does not have" : null;
        var held = IndexOf(_facts.Tier, rules);
        if (first.Kind == OperationKind.ReviewTier) return WrongAfterReview(index, held, tier, activity, rules, knowsAll);
        if (counted is null || index == 0 || IsReached(rules.Tiers[index], activity, first.BusinessDate, knowsAll)) return null;
        return "which nothing that had counted until then reaches";
    }

    // A window that has ended never lifts anybody but whom a person had put lower.
    private string? WrongAfterReview(
        int index, int held, TierFacts tier, FoldedActivity activity, ProgramRules rules, bool knowsAll)
    {
        if (index > held && !_facts.ByHand) return $"which is above {_facts.Tier}";
        // Rows of 0.2.0 do not say what day the window ended on. A step down from a tier, also from one risen to before, needs no figures.
        if (index == 0 || tier.Since == default || (rules.TierEnd == TierEnd.OneStep && (index < held || _facts.ByHand))) return null;
        return IsReached(rules.Tiers[index], activity, tier.Since, knowsAll) ? null : $"which nothing until {tier.Since:O} reaches";
    }

    // What a row had set before it is again as that row set it, but for the monthly bonus and where it falls to; otherwise it is
    // no higher than now, or what is left reaches it.
    private string? WrongAfterReturn(
        in JournalRow first, TierFacts tier, FoldedActivity activity, ProgramRules? rules, bool knowsAll)
    {
        if (!knowsAll) return null;
        if (tier.BySeq != 0 && tier.BySeq <= _closedSeq && !_set.ContainsKey(tier.BySeq)) return null;
        if (tier.BySeq != 0)
            return _set.TryGetValue(tier.BySeq, out var set)
                && set with { NextGrantOn = tier.NextGrantOn, Floor = tier.Floor, Tier = tier.Tier } == tier
                && (set.Tier == tier.Tier || IsLower(tier, set, rules)) ? null : $"which row {tier.BySeq} had not set";
        if (rules is null) return null;
        var index = IndexOf(tier.Tier, rules);
        if (index <= IndexOf(_facts.Tier, rules)) return null;
        if (tier.Since != default && IsReached(rules.Tiers[index], activity, tier.Since, knowsAll)) return null;
        return IsReached(rules.Tiers[index], activity, first.BusinessDate, knowsAll) ? null : $"which is above {_facts.Tier}";
    }

    // A part of the purchase that had raised it has come back.
    private static bool IsLower(TierFacts tier, TierFacts set, ProgramRules? rules) =>
        tier.Floor is not null && (rules is null || IndexOf(tier.Tier, rules) < IndexOf(set.Tier, rules));

    private static int IndexOf(string tier, ProgramRules rules) => Math.Max(0, Array.FindIndex(rules.Tiers, one => one.Code == tier));

    private static bool IsReached(Tier tier, FoldedActivity activity, DateOnly date, bool knowsAll) =>
        tier.Reaches.Any(reach => activity.Done(reach, date, knowsAll) >= reach.Least);
}

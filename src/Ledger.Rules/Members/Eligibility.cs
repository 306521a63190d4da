using Ledger.Rules.Asked;
using Ledger.Rules.Codes;
using Ledger.Rules.Deciding;
using Ledger.Rules.Program;

namespace Ledger.Rules.Members;

/// <summary>Whether somebody gets the first card, however it comes: by what was bought, and by what is known of the member.</summary>
internal static class Eligibility
{
    /// <summary>Why the card is not given; null: it is, or it is not the first.</summary>
    public static Refusal? Check(in Case asked, MemberTerms? terms)
    {
        var rules = asked.Rules.Issue;
        if (asked.State.Cards.Count > 0) return null;
        if (!HasBought(rules, terms, asked.State.Activity?.Ever.SpendMinor ?? 0)) return new Refusal(Outcome.NotEligible, Threshold(rules));
        foreach (var kind in rules.Requires)
            if (!IsKnown(asked, terms, kind)) return new Refusal(Outcome.NotEligible);
        return null;
    }

    // All that was bought: what the till says, or what the ledger has counted.
    private static bool HasBought(IssueRules rules, MemberTerms? terms, long countedMinor) => Threshold(rules) == 0
        || (rules.PurchaseMinor > 0 && terms?.QualifyingPurchaseMinor >= rules.PurchaseMinor)
        || (rules.TotalMinor > 0 && Math.Max(countedMinor, terms?.QualifyingTotalMinor ?? 0) >= rules.TotalMinor);

    private static long Threshold(IssueRules rules) => rules.PurchaseMinor > 0 ? rules.PurchaseMinor : rules.TotalMinor;

    private static bool IsKnown(in Case asked, MemberTerms? terms, IdentifierKind kind)
    {
        foreach (var held in asked.State.Membership.Identifiers)
            if (held.Kind == kind) return true;
        foreach (var given in terms?.Identifiers ?? [])
            if (given.Kind == kind) return true;
        return false;
    }
}

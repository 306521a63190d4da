using Ledger.Rules.Asked;
using Ledger.Rules.Codes;
using Ledger.Rules.Deciding;
using Ledger.Rules.Program;
using Ledger.Rules.Rows;
using Ledger.Rules.State;

namespace Ledger.Rules.Members;

/// <summary>The life of an account: opened, described, warned, frozen, cancelled.</summary>
internal static class Accounts
{
    public static void Open(ref Decision decision)
    {
        var (rules, operation) = (decision.Rules, decision.Operation);
        var terms = operation.Terms as MemberTerms;
        if (decision.State.IsOpen) { decision.Refuse(Outcome.AccountExists); return; }
        if (operation.NewCard is { } card && decision.Circumstances.IsTaken(card.Id)) { decision.Refuse(Outcome.CardTaken); return; }
        if (IsAnyTaken(decision, terms)) { decision.Refuse(Outcome.IdentifierTaken); return; }
        if (terms is { Tier.Length: > 0 } && !TierLife.Has(rules, terms.Tier)) { decision.Refuse(Outcome.TierUnknown); return; }
        if (operation.NewCard is not null && !Qualifies(rules.Issue, terms)) { decision.Refuse(Outcome.NotEligible, Threshold(rules.Issue)); return; }
        if (operation.NewCard is not null && !Identifies(rules.Issue, terms)) { decision.Refuse(Outcome.NotEligible); return; }

        // Decided.
        decision.Detail = DetailOf(decision, terms);
        decision.Note();
    }

    /// <summary>Why the account as a whole cannot do this; null: it can.</summary>
    public static Outcome? RefusedByStatus(in Decision decision)
    {
        var kind = decision.Operation.Kind;
        switch (decision.State.Membership.Status)
        {
            // A return may still bring something in: it is paid out, or follows to the account that stays.
            case AccountStatus.Cancelled:
                return OutlivesAccount(kind) || kind is OperationKind.CashOut or OperationKind.CancelAccount ? null : Outcome.AccountCancelled;
            case AccountStatus.Merged:
                return OutlivesAccount(kind) || kind == OperationKind.Merge ? null : Outcome.AccountMerged;
            case AccountStatus.Frozen: return IsDoneWhileFrozen(decision.Operation) ? null : Outcome.AccountFrozen;
            default: return null;
        }
    }

    public static void Freeze(ref Decision decision)
    {
        if (decision.State.Membership.Status == AccountStatus.Frozen) { decision.Refuse(Outcome.AccountFrozen); return; }

        // Decided.
        decision.Detail = new RowDetail { Status = AccountStatus.Frozen };
        decision.Note();
    }

    public static void Unfreeze(ref Decision decision)
    {
        if (decision.State.Membership.Status != AccountStatus.Frozen) { decision.Refuse(Outcome.AccountNotFrozen); return; }

        // Decided.
        decision.Detail = new RowDetail { Status = AccountStatus.Active };
        decision.Note();
    }

    /// <summary>The row itself is the warning: the account counts rows of this kind.</summary>
    public static void Warn(ref Decision decision) => decision.Note();

    /// <summary>Ends the membership: principal is paid out, everything else goes to breakage, what the member owes in points too.</summary>
    public static void Cancel(ref Decision decision)
    {
        var state = decision.State;
        if (state.Membership.Holds.Count > 0) { decision.Refuse(Outcome.HoldsOpen); return; }

        // Decided.
        decision.Detail = new RowDetail { Status = AccountStatus.Cancelled, Cards = CardLife.VoidAll(state), PayOutMinor = state.Principal };
        decision.PayOutStoredValue();
        foreach (var lot in state.PointsLots.Span) decision.Transfer(Asset.Points, -lot.Amount, SystemAccount.Breakage, lot.ExpiresOn, lot.UsableFrom);
        if (state.PointsOwed > 0) decision.Owe(-state.PointsOwed, SystemAccount.Breakage);
        decision.Note();
    }

    public static void Describe(ref Decision decision)
    {
        var terms = decision.Operation.Terms as MemberTerms;
        if (IsAnyTaken(decision, terms)) { decision.Refuse(Outcome.IdentifierTaken); return; }

        // Decided.
        decision.Detail = new RowDetail { Identifiers = IdentifiersOf(terms), Birthdays = BirthdaysOf(terms) };
        decision.Note();
    }

    // What undoes, brings back or ends something that the account left behind.
    private static bool OutlivesAccount(OperationKind kind) => kind is OperationKind.Refund or OperationKind.Reverse or OperationKind.ComeBack
        or OperationKind.Expire or OperationKind.ReleaseHold;

    private static bool IsDoneWhileFrozen(Operation operation) => operation.Kind switch
    {
        OperationKind.Refund or OperationKind.Reverse or OperationKind.ReleaseHold or OperationKind.CaptureHold => true,
        OperationKind.ReportLoss or OperationKind.Describe or OperationKind.UnlockPin => true,
        OperationKind.Freeze or OperationKind.Unfreeze or OperationKind.Warn or OperationKind.CancelAccount => true,
        OperationKind.SetPin => operation.Terms is PinTerms { IsReset: true },
        OperationKind.Arrive or OperationKind.ComeBack or OperationKind.Expire or OperationKind.TimeOutHold => true,
        OperationKind.ReviewTier or OperationKind.GrantBonus => true,
        _ => false,
    };

    // The account's own identifiers, given again, are no other account's.
    private static bool IsAnyTaken(in Decision decision, MemberTerms? terms)
    {
        if (terms is null) return false;
        foreach (var identifier in terms.Identifiers)
            if (decision.Circumstances.IsTaken(identifier.Id) && !IsOwn(decision.State.Membership, identifier)) return true;
        return false;
    }

    private static bool IsOwn(Membership membership, NewIdentifier identifier) => membership.Identifiers.Any(own => own.Id == identifier.Id);

    private static bool Qualifies(IssueRules rules, MemberTerms? terms) => Threshold(rules) == 0
        || (rules.PurchaseMinor > 0 && terms?.QualifyingPurchaseMinor >= rules.PurchaseMinor)
        || (rules.TotalMinor > 0 && terms?.QualifyingTotalMinor >= rules.TotalMinor);

    private static long Threshold(IssueRules rules) => rules.PurchaseMinor > 0 ? rules.PurchaseMinor : rules.TotalMinor;

    private static bool Identifies(IssueRules rules, MemberTerms? terms) =>
        rules.Requires.All(kind => terms?.Identifiers.Any(identifier => identifier.Kind == kind) == true);

    // Nothing at all for an account that starts where every other one does.
    private static RowDetail? DetailOf(in Decision decision, MemberTerms? terms)
    {
        var (rules, date) = (decision.Rules, decision.Operation.BusinessDate);
        var detail = (TierLife.OfNewAccount(decision.State, rules, terms?.Tier ?? "", date) ?? new RowDetail()) with
        {
            Card = decision.Operation.NewCard is { } card ? CardLife.FactsOf(rules, card, date) : null,
            Identifiers = IdentifiersOf(terms),
            Birthdays = BirthdaysOf(terms),
        };
        return detail == new RowDetail() ? null : detail;
    }

    private static IReadOnlyList<NewIdentifier>? IdentifiersOf(MemberTerms? terms) => terms is { Identifiers.Count: > 0 } ? terms.Identifiers : null;

    private static IReadOnlyList<Birthday>? BirthdaysOf(MemberTerms? terms) => terms is { Birthdays.Count: > 0 } ? terms.Birthdays : null;
}

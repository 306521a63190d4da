using Ledger.Rules.Asked;
using Ledger.Rules.Codes;
using Ledger.Rules.Program;
using Ledger.Server.Basics;
using Ledger.Server.Contract;

namespace Ledger.Server.Intake.Checking;

/// <summary>Reads what concerns cards and the payment PIN.</summary>
internal static class KindsOfCards
{
    public static KindFields Issue(V1.IssueCard issue, Limits limits, Violations check)
    {
        check.Card("issue_card.card", issue.Card);
        check.Code("issue_card.card_type", issue.CardType);
        check.Text("issue_card.reason", issue.Reason, 0, OperationKinds.ReasonMaxLength);
        check.Amount("issue_card.qualifying_purchase_minor", issue.QualifyingPurchaseMinor, 0, limits.AmountMax);
        check.Amount("issue_card.qualifying_total_minor", issue.QualifyingTotalMinor, 0, limits.AmountMax);
        var qualifies = issue.QualifyingPurchaseMinor != 0 || issue.QualifyingTotalMinor != 0;
        return new KindFields(OperationKind.IssueCard, NewCard: issue.Card, Note: OperationKinds.NullIfEmpty(issue.Reason))
        {
            CardType = issue.CardType,
            Terms = qualifies ? new MemberTerms([], [], "", issue.QualifyingPurchaseMinor, issue.QualifyingTotalMinor) : null,
        };
    }

    public static KindFields ReportLoss(V1.ReportLoss loss, Violations check)
    {
        check.LastFour("report_loss.last_four", loss.LastFour);
        return new KindFields(OperationKind.ReportLoss) { Terms = new CardTerms(loss.LastFour) };
    }

    public static KindFields Find(V1.FindCard find, Violations check)
    {
        check.LastFour("find_card.last_four", find.LastFour);
        return new KindFields(OperationKind.FindCard) { Terms = new CardTerms(find.LastFour) };
    }

    public static KindFields Replace(V1.ReplaceCard replace, Violations check)
    {
        check.Card("replace_card.card", replace.Card);
        check.LastFour("replace_card.last_four", replace.LastFour);
        return new KindFields(OperationKind.ReplaceCard, NewCard: replace.Card)
        {
            Terms = new CardTerms(replace.LastFour, replace.Damaged, replace.FeeFromStoredValue),
        };
    }

    public static KindFields Approve(V1.ApproveCard approve, Violations check)
    {
        check.LastFour("approve_card.last_four", approve.LastFour);
        check.Text("approve_card.reason", approve.Reason, 1, OperationKinds.ReasonMaxLength);
        return new KindFields(OperationKind.ApproveCard, Note: approve.Reason) { Terms = new CardTerms(approve.LastFour) };
    }

    /// <summary>The terms need the slow hash of the new PIN and are made later.</summary>
    public static KindFields SetPin(V1.SetPin set, Violations check)
    {
        check.Pin("set_pin.new_pin", set.NewPin);
        return new KindFields(OperationKind.SetPin) { NewPin = set.NewPin, Terms = new PinTerms([], [], set.Reset) };
    }

    public static KindFields UnlockPin() => new(OperationKind.UnlockPin);
}

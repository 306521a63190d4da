using Ledger.Server.Rules;
using Case = Ledger.V1.Operation.KindOneofCase;

namespace Ledger.Server.Intake;

/// <summary>What the <c>oneof kind</c> of an operation says, and the path of its amount for messages.</summary>
internal readonly record struct KindFields(
    OperationKind Kind, long Asked = 0, Asset Asset = Asset.None, bool AllowPartial = false, string? Note = null, string? NewCard = null, string AmountField = "");

/// <summary>Reads and checks the part of an operation that belongs to its kind.</summary>
internal static class OperationKinds
{
    private const int NoteMaxLength = 128;
    private const int TenderMaxLength = 64;

    public static KindFields Read(V1.Operation wire, Limits limits, Violations check)
    {
        switch (wire.KindCase)
        {
            case Case.OpenAccount:
                if (wire.OpenAccount.Card.Length == 0) return new KindFields(OperationKind.OpenAccount);
                check.Card("open_account.card", wire.OpenAccount.Card);
                return new KindFields(OperationKind.OpenAccount, NewCard: wire.OpenAccount.Card);
            case Case.IssueCard:
                check.Card("issue_card.card", wire.IssueCard.Card);
                return new KindFields(OperationKind.IssueCard, NewCard: wire.IssueCard.Card);
            case Case.TopUp:
                check.Range("top_up.amount_minor", wire.TopUp.AmountMinor, 1, limits.AmountMax);
                check.Text("top_up.tender", wire.TopUp.Tender, 0, TenderMaxLength);
                return new KindFields(OperationKind.TopUp, wire.TopUp.AmountMinor, Note: NullIfEmpty(wire.TopUp.Tender), AmountField: "top_up.amount_minor");
            case Case.Accrue:
                return ReadAccrue(wire.Accrue, limits, check);
            case Case.Debit:
                check.Range("debit.amount_minor", wire.Debit.AmountMinor, 1, limits.AmountMax);
                return new KindFields(OperationKind.Debit, wire.Debit.AmountMinor, AllowPartial: wire.Debit.AllowPartial, AmountField: "debit.amount_minor");
            case Case.Redeem:
                check.Range("redeem.points", wire.Redeem.Points, 1, limits.AmountMax);
                return new KindFields(OperationKind.Redeem, wire.Redeem.Points, AmountField: "redeem.points");
            case Case.Adjust:
                return ReadAdjust(wire.Adjust, limits, check);
            default:
                check.Add("kind", "is missing, or is one this server does not know", "REQUIRED");
                return default;
        }
    }

    private static KindFields ReadAccrue(V1.Accrue accrue, Limits limits, Violations check)
    {
        switch (accrue.BasisCase)
        {
            case V1.Accrue.BasisOneofCase.PurchaseMinor:
                check.Range("accrue.purchase_minor", accrue.PurchaseMinor, 1, limits.AmountMax);
                if (accrue.Reason.Length > 0) check.Add("accrue.reason", "must be empty with purchase_minor", "NOT_ALLOWED");
                return new KindFields(OperationKind.Accrue, accrue.PurchaseMinor, Asset.Principal, AmountField: "accrue.purchase_minor");
            case V1.Accrue.BasisOneofCase.Points:
                check.Range("accrue.points", accrue.Points, 1, limits.AmountMax);
                check.Text("accrue.reason", accrue.Reason, 1, NoteMaxLength);
                return new KindFields(OperationKind.Accrue, accrue.Points, Asset.Points, Note: accrue.Reason, AmountField: "accrue.points");
            default:
                check.Add("accrue.basis", "is missing: purchase_minor or points", "REQUIRED");
                return default;
        }
    }

    private static KindFields ReadAdjust(V1.Adjust adjust, Limits limits, Violations check)
    {
        if (adjust.Asset is not (V1.Asset.Points or V1.Asset.Principal or V1.Asset.Bonus)) check.Add("adjust.asset", "must be points, principal or bonus", "REQUIRED");
        if (adjust.Amount == 0) check.Add("adjust.amount", "must not be 0", "OUT_OF_RANGE");
        else check.Range("adjust.amount", adjust.Amount, -limits.AmountMax, limits.AmountMax);
        check.Text("adjust.reason", adjust.Reason, 1, NoteMaxLength);
        return new KindFields(OperationKind.Adjust, adjust.Amount, (Asset)adjust.Asset, Note: adjust.Reason, AmountField: "adjust.amount");
    }

    private static string? NullIfEmpty(string text) => text.Length > 0 ? text : null;
}

using Ledger.Rules.Codes;
using Ledger.Server.Basics;
using Ledger.Server.Contract;
using Basis = Ledger.V1.Accrue.BasisOneofCase;

namespace Ledger.Server.Intake.Checking;

/// <summary>Reads what gives and spends points outside a checkout.</summary>
internal static class KindsOfPoints
{
    public static KindFields Accrue(V1.Accrue accrue, Limits limits, Violations check)
    {
        switch (accrue.BasisCase)
        {
            case Basis.PurchaseMinor:
                check.Amount("accrue.purchase_minor", accrue.PurchaseMinor, 1, limits.AmountMax);
                if (accrue.Reason.Length > 0) check.Add("accrue.reason", "must be empty with purchase_minor", "NOT_ALLOWED");
                return new KindFields(OperationKind.Accrue, accrue.PurchaseMinor, Asset.Principal, AmountField: "accrue.purchase_minor");
            case Basis.Points:
                check.Amount("accrue.points", accrue.Points, 1, limits.AmountMax);
                check.Text("accrue.reason", accrue.Reason, 1, OperationKinds.ReasonMaxLength);
                return new KindFields(OperationKind.Accrue, accrue.Points, Asset.Points, Note: accrue.Reason, AmountField: "accrue.points");
            case Basis.Action:
                check.Code("accrue.action", accrue.Action, required: true);
                if (accrue.Reason.Length > 0) check.Add("accrue.reason", "must be empty with action", "NOT_ALLOWED");
                return new KindFields(OperationKind.Accrue, Note: accrue.Action);
            default:
                check.Add("accrue.basis", "is missing: purchase_minor, points or action", "REQUIRED");
                return default;
        }
    }

    public static KindFields Redeem(V1.Redeem redeem, Limits limits, Violations check)
    {
        // A reward of a fixed cost may leave the points to the program.
        check.Amount("redeem.points", redeem.Points, redeem.Reward.Length > 0 ? 0 : 1, limits.AmountMax);
        check.Code("redeem.reward", redeem.Reward);
        return new KindFields(
            OperationKind.Redeem, redeem.Points, Note: OperationKinds.NullIfEmpty(redeem.Reward), AmountField: "redeem.points");
    }
}

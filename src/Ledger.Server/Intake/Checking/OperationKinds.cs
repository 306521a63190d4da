using Ledger.Server.Basics;
using Ledger.Server.Contract;
using Case = Ledger.V1.Operation.KindOneofCase;

namespace Ledger.Server.Intake.Checking;

/// <summary>Reads and checks the part of an operation that belongs to its kind: the table of kinds.</summary>
internal static class OperationKinds
{
    /// <summary>Longest reason, in UTF-16 code units.</summary>
    public const int ReasonMaxLength = 128;

    public static KindFields Read(V1.Operation wire, Limits limits, Violations check)
    {
        switch (wire.KindCase)
        {
            case Case.Accrue: return KindsOfPoints.Accrue(wire.Accrue, limits, check);
            case Case.Redeem: return KindsOfPoints.Redeem(wire.Redeem, limits, check);
            case Case.TopUp: return KindsOfValue.TopUp(wire.TopUp, limits, check);
            case Case.Debit: return KindsOfValue.Debit(wire.Debit, limits, check);
            case Case.Adjust: return KindsOfValue.Adjust(wire.Adjust, limits, check);
            case Case.PlaceHold: return KindsOfValue.PlaceHold(wire.PlaceHold, limits, check);
            case Case.CaptureHold: return KindsOfValue.CaptureHold(wire.CaptureHold, limits, check);
            case Case.ReleaseHold: return KindsOfValue.ReleaseHold(wire.ReleaseHold, check);
            case Case.CashOut: return KindsOfValue.CashOut();
            case Case.Checkout: return KindsOfPurchases.Checkout(wire.Checkout, limits, check);
            case Case.Refund: return KindsOfPurchases.Refund(wire, limits, check);
            case Case.Reverse: return KindsOfPurchases.Reverse(wire, check);
            case Case.IssueCard: return KindsOfCards.Issue(wire.IssueCard, limits, check);
            case Case.ReportLoss: return KindsOfCards.ReportLoss(wire.ReportLoss, check);
            case Case.FindCard: return KindsOfCards.Find(wire.FindCard, check);
            case Case.ReplaceCard: return KindsOfCards.Replace(wire.ReplaceCard, check);
            case Case.ApproveCard: return KindsOfCards.Approve(wire.ApproveCard, check);
            case Case.SetPin: return KindsOfCards.SetPin(wire.SetPin, check);
            case Case.UnlockPin: return KindsOfCards.UnlockPin();
            case Case.OpenAccount: return KindsOfMembers.Open(wire.OpenAccount, limits, check);
            case Case.Describe: return KindsOfMembers.Describe(wire.Describe, check);
            case Case.Freeze: return KindsOfMembers.Freeze(wire.Freeze, check);
            case Case.Unfreeze: return KindsOfMembers.Unfreeze(wire.Unfreeze, check);
            case Case.Warn: return KindsOfMembers.Warn(wire.Warn, check);
            case Case.CancelAccount: return KindsOfMembers.Cancel(wire.CancelAccount, check);
            case Case.SetTier: return KindsOfMembers.SetTier(wire.SetTier, check);
            case Case.Transfer: return KindsOfMembers.Transfer(wire.Transfer, limits, check);
            case Case.Merge: return KindsOfMembers.Merge(wire.Merge, check);
            default:
                check.Add("kind", "is missing, or is one this server does not know", "REQUIRED");
                return default;
        }
    }

    public static string? NullIfEmpty(string text) => text.Length > 0 ? text : null;
}

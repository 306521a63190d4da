using Ledger.Rules.Asked;
using Ledger.Rules.Codes;
using Ledger.Rules.Deciding;
using Ledger.Rules.State;

namespace Ledger.Rules.Members;

/// <summary>What a frozen, cancelled or merged account still allows.</summary>
internal static class AccountUse
{
    /// <summary>Why the account as a whole cannot do this; null: it can.</summary>
    public static Refusal? Check(in Case asked)
    {
        var (membership, operation) = (asked.State.Membership, asked.Operation);
        return membership.Status switch
        {
            // A return may still bring something in: it is paid out, or follows to the account that stays.
            AccountStatus.Cancelled when !OutlivesAccount(operation.Kind)
                && operation.Kind is not (OperationKind.CashOut or OperationKind.CancelAccount) => new Refusal(Outcome.AccountCancelled),
            AccountStatus.Merged when operation.Kind != OperationKind.Merge
                && (!OutlivesAccount(operation.Kind) || IsDecidedElsewhere(membership, operation.Kind)) =>
                new Refusal(Outcome.AccountMerged, membership.MergedInto),
            AccountStatus.Frozen when !IsDoneWhileFrozen(operation) => new Refusal(Outcome.AccountFrozen),
            _ => null,
        };
    }

    /// <summary>True for returns of what a merged account did: one account decides them, so that none is done twice.</summary>
    public static bool IsDecidedElsewhere(Membership membership, OperationKind kind) =>
        membership.Follows && kind is OperationKind.Refund or OperationKind.Reverse or OperationKind.TakeBack;

    // What undoes, brings back or ends something that the account left behind.
    private static bool OutlivesAccount(OperationKind kind) =>
        kind is OperationKind.Refund or OperationKind.Reverse or OperationKind.ComeBack or OperationKind.Expire
            or OperationKind.ReleaseHold or OperationKind.TimeOutHold;

    private static bool IsDoneWhileFrozen(Operation operation) => operation.Kind switch
    {
        OperationKind.Refund or OperationKind.Reverse or OperationKind.ReleaseHold or OperationKind.CaptureHold => true,
        OperationKind.ReportLoss or OperationKind.FindCard or OperationKind.Describe or OperationKind.UnlockPin => true,
        OperationKind.Freeze or OperationKind.Unfreeze or OperationKind.Warn or OperationKind.CancelAccount => true,
        OperationKind.SetPin => operation.Terms is PinTerms { IsReset: true },
        OperationKind.Arrive or OperationKind.ComeBack or OperationKind.TakeBack => true,
        OperationKind.Expire or OperationKind.TimeOutHold => true,
        OperationKind.ReviewTier or OperationKind.GrantBonus => true,
        _ => false,
    };
}

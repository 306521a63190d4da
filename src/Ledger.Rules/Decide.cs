using Ledger.Rules.Asked;
using Ledger.Rules.Basics;
using Ledger.Rules.Codes;
using Ledger.Rules.Deciding;
using Ledger.Rules.Earning;
using Ledger.Rules.Members;
using Ledger.Rules.Program;
using Ledger.Rules.Returns;
using Ledger.Rules.Rows;
using Ledger.Rules.State;
using Ledger.Rules.Time;
using Ledger.Rules.Value;

namespace Ledger.Rules;

/// <summary>
/// Decides an operation: which rows it adds to the journal. Pure: the same state, operation, rules and circumstances give the same rows; no
/// clock, no input or output. Each kind is one function whose checks stand in the order in which a caller sees them refused; below its
/// "decided" line nothing is refused any more. The checks all kinds share come first, here.
/// </summary>
public static class Decide
{
    /// <summary>
    /// Adds the rows of <paramref name="operation"/> to <paramref name="rows"/>: at least one, a refusal included. The account must be
    /// open, unless the operation opens it.
    /// </summary>
    public static void On(
        AccountState state, Operation operation, ProgramRules rules, in Circumstances circumstances, in Position position, RowBuffer rows)
    {
        Invariant.Require(state.Account == operation.Account);
        var decision = new Decision(state, operation, rules, circumstances, position, rows);

        if (operation.Kind == OperationKind.OpenAccount)
        {
            Accounts.Open(ref decision);
            return;
        }

        // What is sent to an account that is not there is refused for good, so that it can come back.
        Invariant.Require(state.IsOpen || operation.Kind == OperationKind.Arrive);
        if (state.Program != operation.Program) decision.Refuse(Outcome.OtherProgram);
        else if (Accounts.RefusedByStatus(decision) is { } status) decision.Refuse(status, state.Membership.MergedInto);
        else if (CardUse.RefusedByCard(decision) is { } card) decision.Refuse(card);
        else if (Pins.RefusedByPin(decision) is { } pin) decision.Refuse(pin, Pins.TriesLeft(decision, pin));
        else OfKind(ref decision);
    }

    private static void OfKind(ref Decision decision)
    {
        switch (decision.Operation.Kind)
        {
            case OperationKind.TopUp: StoredValue.TopUp(ref decision); break;
            case OperationKind.Debit: StoredValue.Debit(ref decision); break;
            case OperationKind.CashOut: StoredValue.CashOut(ref decision); break;
            case OperationKind.Accrue: Purchases.Accrue(ref decision); break;
            case OperationKind.Checkout: Purchases.Checkout(ref decision); break;
            case OperationKind.Redeem: Redemption.Redeem(ref decision); break;
            case OperationKind.Adjust: Adjustment.Adjust(ref decision); break;
            case OperationKind.Refund: Refunds.Refund(ref decision); break;
            case OperationKind.Reverse: Refunds.Reverse(ref decision); break;
            case OperationKind.PlaceHold: Holding.Place(ref decision); break;
            case OperationKind.CaptureHold: Holding.Capture(ref decision); break;
            case OperationKind.ReleaseHold: Holding.Release(ref decision); break;
            case OperationKind.TimeOutHold: Holding.TimeOut(ref decision); break;
            case OperationKind.IssueCard: CardLife.Issue(ref decision); break;
            case OperationKind.ReportLoss: CardLife.ReportLoss(ref decision); break;
            case OperationKind.ReplaceCard: CardLife.Replace(ref decision); break;
            case OperationKind.ApproveCard: CardLife.Approve(ref decision); break;
            case OperationKind.SetPin: Pins.Set(ref decision); break;
            case OperationKind.UnlockPin: Pins.Unlock(ref decision); break;
            case OperationKind.Freeze: Accounts.Freeze(ref decision); break;
            case OperationKind.Unfreeze: Accounts.Unfreeze(ref decision); break;
            case OperationKind.Warn: Accounts.Warn(ref decision); break;
            case OperationKind.CancelAccount: Accounts.Cancel(ref decision); break;
            case OperationKind.Describe: Accounts.Describe(ref decision); break;
            case OperationKind.Transfer: Transfers.Send(ref decision); break;
            case OperationKind.Merge: Transfers.Merge(ref decision); break;
            case OperationKind.Arrive: Transfers.Arrive(ref decision); break;
            case OperationKind.ComeBack: Transfers.ComeBack(ref decision); break;
            case OperationKind.SetTier: TierLife.Set(ref decision); break;
            case OperationKind.ReviewTier: TierLife.Review(ref decision); break;
            case OperationKind.GrantBonus: TierLife.GrantBonus(ref decision); break;
            case OperationKind.Expire: Expiry.Expire(ref decision); break;
            default: throw new InvalidOperationException($"No rule decides the kind {decision.Operation.Kind}.");
        }
    }
}

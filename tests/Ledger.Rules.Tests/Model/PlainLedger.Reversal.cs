using Ledger.Rules.Codes;
using Ledger.Rules.Returns;

namespace Ledger.Rules.Tests.Model;

// Undoing what nobody knows the outcome of.
internal sealed partial class PlainLedger
{
    private void Reverse(Desk at)
    {
        var key = at.Operation.Original!.Value;
        if (_blocked.Contains(key))
        {
            at.Entry.Outcome = Outcome.PostedBefore;
            return;
        }
        if (!Entries.TryGetValue(key, out var original))
        {
            _blocked.Add(key);
            at.Entry.Facts = Words.Blocked;
            return;
        }
        if (!IsAnsweredBy(at.Member, original)) { at.Refuse(Outcome.OriginalUnknown); return; }
        if (original.IsUndone)
        {
            at.Entry.Outcome = Outcome.PostedBefore;
            return;
        }
        if (!original.IsPosted)
        {
            original.IsUndone = true;
            return;
        }
        switch (original.Operation.Kind)
        {
            case var kind when original.Member.Number != at.Member.Number && kind != OperationKind.Adjust && !IsRefundable(kind):
                at.Refuse(Outcome.NotReversible);
                return;
            case var kind when IsRefundable(kind):
                Undo(at, original, 0, []);
                if (original.Member != at.Member) break;
                if (at.Entry.IsPosted && original.HoldBefore is { } held) HoldAgain(at, original, held);
                if (at.Entry.IsPosted) PutBack(at, original);
                break;
            case OperationKind.PlaceHold:
                // What was captured stays captured, what timed out is free already.
                if (at.Member.Holds.RemoveAll(hold => hold.Key == key && hold.Ends > at.Now) == 0) at.Entry.Outcome = Outcome.PostedBefore;
                else PutBack(at, original);
                break;
            case OperationKind.ReleaseHold:
                UndoRelease(at, original.HoldBefore!);
                break;
            case OperationKind.Refund:
                UndoRefund(at, original);
                break;
            case OperationKind.Freeze or OperationKind.Unfreeze or OperationKind.SetPin or OperationKind.UnlockPin:
                PutBack(at, original);
                break;
            case OperationKind.Warn:
                at.Member.Warnings--;
                break;
            case OperationKind.ApproveCard:
                PutCardsBack(original);
                break;
            case OperationKind.SetTier:
                PutTierBack(at, original);
                break;
            case OperationKind.Transfer:
                UndoTransfer(at, original);
                break;
            case OperationKind.ReportLoss:
                UndoLoss(at, original);
                break;
            case OperationKind.Adjust or OperationKind.CashOut or OperationKind.CancelAccount:
                var told = new Sum
                {
                    Amount = original.Operation.Kind == OperationKind.Adjust ? Math.Abs(original.Operation.Asked)
                        : -original.Moves.Where(move => move.Other == SystemAccount.CashOut).Sum(move => move.Amount),
                };
                if (Mirror(at, original, told) && original.Member == at.Member) PutBack(at, original);
                break;
            case OperationKind.OpenAccount when at.Member.Stored != 0 || at.Member.Points != 0 || at.Member.Owed != 0
                || at.Member.Status == AccountStatus.Merged:
                at.Refuse(Outcome.NotReversible);
                return;
            case OperationKind.IssueCard or OperationKind.OpenAccount:
                UndoCard(at, original);
                break;
            default:
                at.Refuse(Outcome.NotReversible);
                return;
        }
        if (at.Entry.IsPosted) original.IsUndone = original.IsReversed = true;
    }

    // A replacement that was issued meanwhile has made it void.
    private static void UndoLoss(Desk at, PlainEntry original)
    {
        if (original.Lost is not { } loss) return;
        if (loss.Card.Status == CardStatus.Lost) loss.Card.Status = loss.Was;
        else at.Refuse(Outcome.NotReversible);
    }

    private static void UndoCard(Desk at, PlainEntry original)
    {
        if (original.Operation.NewCard is { } card
            && at.Member.CardOf(card.Id) is { } issued)
            (issued.Status, issued.ClosedFrom) = (CardStatus.Void, null);
        if (original.Operation.Kind == OperationKind.OpenAccount)
        {
            VoidCards(at.Member);
            at.Member.Status = AccountStatus.Cancelled;
        }
    }
}

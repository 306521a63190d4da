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
        var wasOpened = original is { IsUndone: true, Operation: { Kind: OperationKind.OpenAccount } opening }
            && opening.Account == at.Member.Number && opening.Program == at.Operation.Program;
        if (!IsAnsweredBy(at.Member, original) && !wasOpened) { at.Refuse(Outcome.OriginalUnknown); return; }
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
            case OperationKind.ApproveCard or OperationKind.FindCard:
                PutCardsBack(at, original);
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
                if (AreNamesTaken(at, original)) return;
                if (!Mirror(at, original, told)) return;
                if (original.Operation.Kind == OperationKind.Adjust) LoadAgain(at, original);
                if (original.Member != at.Member) break;
                PutBack(at, original);
                PutNamesBack(at, original);
                break;
            case OperationKind.Describe:
                if (!AreNamesTaken(at, original)) PutNamesBack(at, original);
                break;
            case OperationKind.IssueCard:
                UndoIssue(at, original);
                break;
            case OperationKind.ReplaceCard:
                UndoReplacement(at, original);
                break;
            case OperationKind.OpenAccount:
                UndoOpening(at, original);
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
        if (original.CardsBefore is not [var loss]) return;
        if (loss.Card.Status != CardStatus.Void && at.Member.Cards.Contains(loss.Card)) PutCardsBack(at, original);
        else at.Refuse(Outcome.NotReversible);
    }

    // One that is void was replaced, or spent to the end.
    private static PlainCard? IssuedBy(Desk at, PlainEntry issue) =>
        issue.Operation.NewCard is { } card && at.Member.CardOf(card.Id) is { Status: not CardStatus.Void } there ? there : null;

    private void UndoIssue(Desk at, PlainEntry issue)
    {
        if (IssuedBy(at, issue) is not { } card) { at.Refuse(Outcome.NotReversible); return; }
        at.Member.Cards.Remove(card);
        _names.Remove(card.Id);
    }

    private void UndoReplacement(Desk at, PlainEntry replacement)
    {
        var (old, _, _, _, _) = replacement.CardsBefore[0];
        if (IssuedBy(at, replacement) is not { } card || !at.Member.Cards.Contains(old) || old.Status != CardStatus.Void
            || old.ClosedFrom is not null || old.Set.By != replacement)
        {
            at.Refuse(Outcome.NotReversible);
            return;
        }
        var stored = -replacement.Moves.Sum(move => move.Amount);
        Mirror(at, replacement, new Sum { Amount = stored + replacement.Fee, Stored = stored, Rest = replacement.Fee });
        LoadAgain(at, replacement);
        PutCardsBack(at, replacement);
        at.Member.Cards.Remove(card);
        _names.Remove(card.Id);
    }

    // As if nobody had ever been there; whoever has done something stays.
    private void UndoOpening(Desk at, PlainEntry opening)
    {
        var member = at.Member;
        var areItsOwn = member.Cards.TrueForAll(card => card == IssuedBy(at, opening));
        if (member.Status != AccountStatus.Active || member.Warnings > 0 || member.Stored != 0 || member.Points != 0 || member.Owed != 0
            || member.OpenHolds.Any() || member.Counts.Sum(count => count.Spend) != 0 || member.Counts.Sum(count => count.Purchases) != 0
            || member.Counts.Sum(count => count.Points) != 0 || !areItsOwn
            || (opening.Operation.NewCard is not null && member.Cards.Count == 0))
        {
            at.Refuse(Outcome.NotReversible);
            return;
        }
        foreach (var card in member.Cards) _names.Remove(card.Id);
        Forget(member, [.. member.Identifiers.Keys]);
        Members.Remove(member.Number);
        member.IsGone = true;
    }
}

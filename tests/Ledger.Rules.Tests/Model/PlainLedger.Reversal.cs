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
                break;
            case OperationKind.PlaceHold:
                // What was captured stays captured, what timed out is free already.
                if (at.Member.Holds.RemoveAll(hold => hold.Key == key && hold.Ends > at.Now) == 0) at.Entry.Outcome = Outcome.PostedBefore;
                break;
            case OperationKind.Transfer:
                UndoTransfer(at, original);
                break;
            case OperationKind.ReportLoss:
                UndoLoss(at, original);
                break;
            case OperationKind.Adjust:
                UndoAdjustment(at, original);
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

    private static void UndoAdjustment(Desk at, PlainEntry original)
    {
        foreach (var given in original.Moves.Where(move => move.Amount > 0 && !move.IsDebt))
        {
            var there = given.Asset switch
            {
                Asset.Points => at.Member.LotsOf(Asset.Points).Where(lot => (lot.LastDay, lot.FirstDay) == (given.LastDay, given.FirstDay))
                    .Sum(lot => lot.Amount),
                Asset.Bonus => FreeOf(at.Member, given.LastDay),
                _ => at.Member.FreePrincipal,
            };
            if (there >= given.Amount) continue;
            at.Refuse(given.Asset == Asset.Points ? Outcome.InsufficientPoints : Outcome.InsufficientFunds, there);
            return;
        }
        var sum = new Sum { Amount = Math.Abs(original.Operation.Asked) };
        foreach (var given in original.Moves.Where(move => move.Amount > 0).OrderBy(move => move.IsDebt))
            if (given.IsDebt) at.Owe(TakeBack(at, original, given.Amount, given.Other), given.Other);
            else at.Take(given.Asset, given.Amount, given.Other, given.LastDay, given.FirstDay);
        var taken = original.Moves.FindAll(move => move.Amount < 0);
        GiveBack(at, sum, taken, [.. taken.Select(move => -move.Amount)]);
        at.Entry.Facts = new Sum { Amount = sum.Amount, Forfeited = sum.Forfeited }.Told;
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

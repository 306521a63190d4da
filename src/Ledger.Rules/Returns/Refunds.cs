using Ledger.Rules.Asked;
using Ledger.Rules.Basics;
using Ledger.Rules.Codes;
using Ledger.Rules.Deciding;
using Ledger.Rules.Rows;

namespace Ledger.Rules.Returns;

/// <summary>Undoing what was posted: by the goods that come back, or because nobody knows whether it was posted.</summary>
internal static class Refunds
{
    public static void Refund(ref Decision decision)
    {
        var past = new Past(decision.Circumstances.Related, decision.Operation.Original!.Value);
        if (!past.HasArrived || past.First.Account != decision.State.Account) { decision.Refuse(Outcome.OriginalUnknown); return; }
        if (!past.First.Outcome.IsPosted() || !IsRefundable(past.First.Kind)) { decision.Refuse(Outcome.NotRefundable); return; }
        // Lines of what has none are no amount at all, least of all everything.
        var hasLines = past.Basket is not null || decision.Operation.Terms is not RefundTerms { Lines.Length: > 0 };
        if (past.IsUndone || !hasLines) { decision.Refuse(Outcome.ExceedsOriginal); return; }

        Undo(ref decision, past);
    }

    public static void Reverse(ref Decision decision)
    {
        var key = decision.Operation.Original!.Value;
        var past = new Past(decision.Circumstances.Related, key);
        if (!past.HasArrived)
        {
            decision.Detail = new RowDetail { KeyBlocked = true };
            decision.Note();
            decision.BlockKey(key);
            return;
        }
        if (past.First.Account != decision.State.Account) { decision.Refuse(Outcome.OriginalUnknown); return; }
        if (past.First.Kind == OperationKind.BlockKey || past.IsUndone)
        {
            decision.Outcome = Outcome.PostedBefore;
            decision.Note();
        }
        // A refusal moved nothing.
        else if (!past.First.Outcome.IsPosted()) decision.Note();
        else if (IsRefundable(past.First.Kind)) Undo(ref decision, past);
        else ReverseOther(ref decision, past);
    }

    /// <summary>What is to be undone: what is asked for, or all of <paramref name="left"/>. False: that is more than is left, and it is refused.</summary>
    public static bool Amount(ref Decision decision, long left, out long amount)
    {
        amount = decision.Operation.Asked == 0 || decision.Operation.Kind == OperationKind.Reverse ? left : decision.Operation.Asked;
        if (amount <= left) return true;
        decision.Refuse(Outcome.ExceedsOriginal, left);
        return false;
    }

    /// <summary>What an operation that gave or took something can be undone by; everything else only changes what an account is.</summary>
    private static bool IsRefundable(OperationKind kind) => kind is OperationKind.Debit or OperationKind.CaptureHold or OperationKind.Redeem
        or OperationKind.Checkout or OperationKind.Accrue or OperationKind.TopUp;

    private static void Undo(ref Decision decision, Past past)
    {
        switch (past.First.Kind)
        {
            case OperationKind.Debit or OperationKind.CaptureHold: ReturnOfSpending.Debit(ref decision, past); break;
            case OperationKind.Redeem: ReturnOfSpending.Redeem(ref decision, past); break;
            case OperationKind.Checkout: ReturnOfSpending.Checkout(ref decision, past); break;
            case OperationKind.Accrue: ReturnOfEarning.Accrue(ref decision, past); break;
            case OperationKind.TopUp: ReturnOfLoading.TopUp(ref decision, past); break;
            default: throw new InvariantBrokenException($"No rule undoes the kind {past.First.Kind}.");
        }
    }

    private static void ReverseOther(ref Decision decision, Past past)
    {
        switch (past.First.Kind)
        {
            case OperationKind.PlaceHold: ReleaseHold(ref decision, past); break;
            case OperationKind.Adjust: ReturnOfLoading.Adjustment(ref decision, past); break;
            case OperationKind.IssueCard: VoidCard(ref decision, past); break;
            case OperationKind.OpenAccount: CloseAccount(ref decision, past); break;
            default: decision.Refuse(Outcome.NotReversible); break;
        }
    }

    private static void ReleaseHold(ref Decision decision, Past past)
    {
        // What was captured stays captured, what timed out is free already.
        if (decision.State.Membership.HoldOf(past.First.Key) is { } hold)
            decision.Detail = new RowDetail { HoldLeft = hold with { PrincipalMinor = 0, Bonus = [] } };
        else decision.Outcome = Outcome.PostedBefore;
        decision.Note();
    }

    private static void VoidCard(ref Decision decision, Past past)
    {
        decision.Detail = new RowDetail { Cards = [new CardChange(past.First.NewCard!.Value, CardStatus.Void)] };
        decision.Note();
    }

    private static void CloseAccount(ref Decision decision, Past past)
    {
        var state = decision.State;
        // A merged account goes on pointing at the one that stays.
        if (state.Membership.Status == AccountStatus.Merged || state.Points != 0 || state.PointsOwed != 0 || state.Principal != 0 || state.Bonus != 0 || state.Membership.Holds.Count > 0)
        {
            decision.Refuse(Outcome.NotReversible);
            return;
        }

        // Decided.
        decision.Detail = new RowDetail
        {
            Status = AccountStatus.Cancelled,
            Cards = [.. state.Cards.Select(card => new CardChange(card.Id, CardStatus.Void))],
        };
        decision.Note();
    }
}

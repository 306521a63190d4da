using Ledger.Rules.Basics;
using Ledger.Rules.Codes;
using Ledger.Rules.Deciding;
using Ledger.Rules.Rows;
using Ledger.Rules.State;
using Ledger.Rules.Value;

namespace Ledger.Rules.Returns;

/// <summary>
/// Undoing an operation as if it had never been, because nobody knows whether it was posted. One that has not arrived is blocked: it will
/// not be done when it comes.
/// </summary>
internal readonly struct Reverse : IKind<Reverse>
{
    private readonly Undoing? _undoing;
    private readonly RowDetail? _detail;
    private readonly Outcome _outcome;
    private readonly bool _blocks;

    private Reverse(Undoing? undoing = null, RowDetail? detail = null, bool wasDone = false, bool blocks = false,
        Outcome outcome = Outcome.Posted) =>
        (_undoing, _detail, _outcome, _blocks) = (undoing, detail, wasDone ? Outcome.PostedBefore : outcome, blocks);

    public static Refusal? Check(in Case asked, out Reverse plan)
    {
        plan = default;
        var past = new Past(asked.Circumstances.Related, asked.Operation.Original!.Value, asked.State);
        if (!past.HasArrived)
        {
            plan = new Reverse(detail: new RowDetail { KeyBlocked = true }, blocks: true);
            return null;
        }
        if (!IsHere(asked, past)) return new Refusal(Outcome.OriginalUnknown);
        if (past.First.Kind == OperationKind.BlockKey || past.IsUndone)
        {
            plan = new Reverse(wasDone: true);
            return null;
        }
        // A refusal moved nothing, and nothing is what undoes it.
        if (!past.First.Outcome.IsPosted()) return null;
        // What changed a merged account alone has ended with it.
        if (past.First.Account != asked.State.Account && !Returned.IsRefundable(past.First.Kind) && past.First.Kind != OperationKind.Adjust)
            return new Refusal(Outcome.NotReversible);
        if (Returned.IsRefundable(past.First.Kind)) return CheckReturn(asked, past, out plan);
        return Moves(past.First) ? CheckMirror(asked, past, out plan) : CheckOther(asked, past, out plan);
    }

    public void Post(ref Transaction transaction)
    {
        if (_undoing is not null)
        {
            _undoing.Post(ref transaction);
            return;
        }
        transaction.Detail = _detail;
        // Of an original that was refused there is no plan: nothing is to be undone, and that is posted.
        if (_outcome != Outcome.None) transaction.Outcome = _outcome;
        transaction.Note();
        if (_blocks) transaction.BlockKey(transaction.Case.Operation.Original!.Value);
    }

    public void Ensure(in Transaction written)
    {
        if (_undoing is not null) _undoing.Ensure(written);
        else Invariant.Require(written.MovesNothing && written.Rows.Length == (_blocks ? 2 : 1));
    }

    // Of a member whose opening was reversed nothing is known but that it was, and which keys were blocked.
    private static bool IsHere(in Case asked, Past past)
    {
        if (asked.State.IsOpen && asked.State.AnswersFor(past.First)) return true;
        var isBlock = past.First.Kind == OperationKind.BlockKey;
        var isOpening = past.First.Kind == OperationKind.OpenAccount && past.IsUndone && past.First.Program == asked.Operation.Program;
        return asked.State.AnswersFor(past.First.Account) && (isBlock || isOpening);
    }

    // As a return of all that is left; a PIN's tries and a hold are again what they were as well.
    private static Refusal? CheckReturn(in Case asked, Past past, out Reverse plan)
    {
        var refusal = Returned.Check(asked, past, out var undoing);
        // Of an absorbed account nothing but what it held goes on.
        if (refusal is null && past.First.Account == asked.State.Account)
        {
            var detail = PutBack.Of(asked, past, undoing!.Detail!);
            undoing.Detail = past.First.Detail?.Was?.Hold is null
                ? detail : detail with { HoldLeft = HoldAgain.After(asked, past.First, undoing) };
        }
        plan = new Reverse(undoing);
        return refusal;
    }

    // What nobody returns at a till, but moves something.
    private static bool Moves(in JournalRow first) => first.Kind switch
    {
        OperationKind.Adjust or OperationKind.CashOut or OperationKind.Refund or OperationKind.ReplaceCard => true,
        // Rows of 0.2.0 do not say what the account was.
        OperationKind.CancelAccount => first.Detail?.Was is not null,
        _ => false,
    };

    private static Refusal? CheckMirror(in Case asked, Past past, out Reverse plan)
    {
        plan = default;
        if (past.First.Kind == OperationKind.ReplaceCard)
        {
            var stays = NeverIssued.Replacement(asked, past, out var replacement);
            plan = new Reverse(replacement);
            return stays;
        }
        if (Mirror.Of(asked, past, out var undoing) is { } refusal) return refusal;
        plan = new Reverse(undoing);
        // Of an absorbed account nothing but what it held goes on.
        if (past.First.Account != asked.State.Account) return null;
        var detail = PutBack.Of(asked, past, undoing!.Detail!);
        if (past.First.Kind == OperationKind.CancelAccount && NamesAgain.Check(asked, past.First, ref detail) is { } taken) return taken;
        undoing.Detail = past.First.Kind == OperationKind.Refund ? RefundTakenBack.Of(asked, past.First, undoing, detail) : detail;
        return null;
    }

    private static Refusal? CheckOther(in Case asked, Past past, out Reverse plan)
    {
        plan = default;
        ref readonly var first = ref past.First;
        switch (first.Kind)
        {
            case OperationKind.PlaceHold:
                // What was captured stays captured, what timed out is free already.
                plan = asked.State.Membership.HoldOf(first.Key) is { } hold && hold.IsOpen(asked.Position.Now)
                    ? new Reverse(detail: PutBack.Of(asked, past, new RowDetail { HoldLeft = Holding.Ended(hold) }))
                    : new Reverse(wasDone: true);
                return null;
            case OperationKind.ReleaseHold when first.Detail?.Was?.Hold is { } released:
                plan = new Reverse(detail: new RowDetail { Hold = released });
                return HoldAgain.CheckReleased(asked, released);
            case OperationKind.IssueCard:
                var stays = NeverIssued.Card(asked, first, out var issued);
                plan = new Reverse(detail: issued);
                return stays;
            case OperationKind.Transfer when ReturnOfTransfer.IsBack(asked.Circumstances.Related, first.Key):
                plan = new Reverse(wasDone: true);
                return null;
            // What came back to an account that has ended would only leave again.
            case OperationKind.Transfer when asked.State.Membership.Status is not (AccountStatus.Cancelled or AccountStatus.Merged):
                var none = ReturnOfTransfer.Check(asked, past, out var detail, out var isWhole);
                plan = new Reverse(detail: detail, outcome: isWhole ? Outcome.Posted : Outcome.PostedInPart);
                return none;
            case OperationKind.OpenAccount:
                var remains = NeverIssued.Account(asked, first, out var opened);
                plan = new Reverse(detail: opened);
                return remains;
            case OperationKind.Describe when first.Detail?.Was is not null:
                var names = new RowDetail();
                var taken = NamesAgain.Check(asked, first, ref names);
                plan = new Reverse(detail: names);
                return taken;
            case OperationKind.ReportLoss:
                return CheckLoss(asked, past, out plan);
            case OperationKind.ApproveCard or OperationKind.FindCard when first.Detail?.Cards is [{ Was: not CardStatus.None }]:
                plan = new Reverse(detail: PutBack.OfCards(asked.State, first, new RowDetail()));
                return null;
            case OperationKind.SetTier when first.Detail?.Was?.Tier is not null:
                plan = new Reverse(detail: PutBack.TierOf(asked, first, new RowDetail()));
                return null;
            case OperationKind.Freeze or OperationKind.Unfreeze or OperationKind.SetPin or OperationKind.UnlockPin
                when first.Detail?.Was is not null:
                plan = new Reverse(detail: PutBack.Of(asked, past, new RowDetail()));
                return null;
            case OperationKind.Warn:
                plan = new Reverse(detail: new RowDetail { WarningTakenBack = true });
                return null;
            default:
                return new Refusal(Outcome.NotReversible);
        }
    }

    // The card was found: it is what it was, unless another one has taken its place. Whoever has found it before has left nothing to undo.
    private static Refusal? CheckLoss(in Case asked, Past past, out Reverse plan)
    {
        plan = default;
        if (past.First.Detail?.Cards is not [var loss]) return null;
        if (asked.State.CardOf(loss.Card) is not { Status: not CardStatus.Void } card) return new Refusal(Outcome.NotReversible);
        // A loss of 0.2.0 does not say what the card was.
        if (loss.Was != CardStatus.None) plan = new Reverse(detail: PutBack.OfCards(asked.State, past.First, new RowDetail()));
        else if (card.Status == CardStatus.Lost && card.BySeq == 0)
            plan = new Reverse(detail: new RowDetail
            {
                Cards = [new CardChange(card.Id, asked.Rules.CardTypeOf(card.Type).StatusWhenFound(loss.Was), Was: card.Status)],
            });
        return null;
    }
}

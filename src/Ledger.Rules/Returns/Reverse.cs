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
        var past = new Past(asked.Circumstances.Related, asked.Operation.Original!.Value);
        if (!past.HasArrived)
        {
            plan = new Reverse(detail: new RowDetail { KeyBlocked = true }, blocks: true);
            return null;
        }
        if (!asked.State.AnswersFor(past.First.Account)) return new Refusal(Outcome.OriginalUnknown);
        if (past.First.Kind == OperationKind.BlockKey || past.IsUndone)
        {
            plan = new Reverse(wasDone: true);
            return null;
        }
        // A refusal moved nothing, and nothing is what undoes it.
        if (!past.First.Outcome.IsPosted()) return null;
        if (!Returned.IsRefundable(past.First.Kind)) return CheckOther(asked, past, out plan);
        var refusal = Returned.Check(asked, past, out var undoing);
        plan = new Reverse(undoing);
        return refusal;
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

    private static Refusal? CheckOther(in Case asked, Past past, out Reverse plan)
    {
        plan = default;
        // What changed a merged account alone has ended with it.
        if (past.First.Account != asked.State.Account && past.First.Kind != OperationKind.Adjust)
            return new Refusal(Outcome.NotReversible);
        switch (past.First.Kind)
        {
            case OperationKind.PlaceHold:
                // What was captured stays captured, what timed out is free already.
                plan = asked.State.Membership.HoldOf(past.First.Key) is { } hold && hold.IsOpen(asked.Position.Now)
                    ? new Reverse(detail: new RowDetail { HoldLeft = Holding.Ended(hold) }) : new Reverse(wasDone: true);
                return null;
            case OperationKind.Adjust:
                var refusal = ReturnOfLoading.Adjustment(asked, past, out var undoing);
                plan = new Reverse(undoing);
                return refusal;
            case OperationKind.IssueCard:
                plan = new Reverse(detail: new RowDetail { Cards = [new CardChange(past.First.NewCard!.Value, CardStatus.Void)] });
                return null;
            case OperationKind.Transfer when ReturnOfTransfer.IsBack(asked.Circumstances.Related, past.First.Key):
                plan = new Reverse(wasDone: true);
                return null;
            // What came back to an account that has ended would only leave again.
            case OperationKind.Transfer when asked.State.Membership.Status is not (AccountStatus.Cancelled or AccountStatus.Merged):
                var none = ReturnOfTransfer.Check(asked, past, out var detail, out var isWhole);
                plan = new Reverse(detail: detail, outcome: isWhole ? Outcome.Posted : Outcome.PostedInPart);
                return none;
            case OperationKind.ReportLoss:
                return CheckLoss(asked, past, out plan);
            case OperationKind.OpenAccount when !asked.HasOpenHolds && IsEmpty(asked.State):
                plan = new Reverse(detail: Closed(asked.State));
                return null;
            default:
                return new Refusal(Outcome.NotReversible);
        }
    }

    // The card was found: it is what it was, unless another one has taken its place.
    private static Refusal? CheckLoss(in Case asked, Past past, out Reverse plan)
    {
        plan = default;
        if (past.First.Detail?.Cards is not [var loss]) return null;
        if (asked.State.CardOf(loss.Card) is not { Status: CardStatus.Lost } card) return new Refusal(Outcome.NotReversible);
        var was = asked.Rules.CardTypeOf(card.Type).StatusWhenFound(loss.Was);
        plan = new Reverse(detail: new RowDetail { Cards = [new CardChange(card.Id, was, Was: card.Status)] });
        return null;
    }

    // A merged account goes on pointing at the one that stays.
    private static bool IsEmpty(AccountState state) => state.Membership.Status != AccountStatus.Merged
        && state.Points == 0 && state.PointsOwed == 0 && state.Principal == 0 && state.Bonus == 0;

    // Nothing undoes this, so what the cards were is not kept.
    private static RowDetail Closed(AccountState state) => new()
    {
        Status = AccountStatus.Cancelled, Cards = [.. state.Cards.Select(card => new CardChange(card.Id, CardStatus.Void))],
    };
}

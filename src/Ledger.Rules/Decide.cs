using System.Runtime.CompilerServices;
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
/// clock, no input or output. The checks all kinds share come first, then those of the kind; what none of them refuses is written down.
/// </summary>
public static class Decide
{
    /// <summary>
    /// Adds the rows of <paramref name="operation"/> to <paramref name="rows"/>: at least one, a refusal included. The account must be
    /// open, unless the operation opens it, or reverses what was done while it was.
    /// </summary>
    /// <exception cref="InvariantBrokenException">
    /// The state is not the operation's account, or what was decided is not what the kind promises. <paramref name="rows"/> are not to be
    /// used.
    /// </exception>
    /// <exception cref="InvalidOperationException">The operation is not one that was read from a caller: nothing was written.</exception>
    public static void On(
        AccountState state, Operation operation, ProgramRules rules, in Circumstances circumstances, in Position position, RowBuffer rows)
    {
        Invariant.Require(state.Account == operation.Account);
        var asked = new Case(state, operation, rules, circumstances, position);

        if (operation.Kind == OperationKind.OpenAccount)
        {
            By<OpenAccount>(asked, rows);
            return;
        }

        // An opening that was reversed may be reversed again: whoever asks does not know.
        if (!state.IsOpen && operation.Kind == OperationKind.Reverse)
        {
            By<Reverse>(asked, rows);
            return;
        }

        // What is sent to an account that is not there is refused for good, so that it can come back.
        Invariant.Require(state.IsOpen || operation.Kind == OperationKind.Arrive);
        if (CheckAnyKind(asked) is { } refusal) Transaction.Refuse(asked, refusal, rows);
        else OfKind(asked, rows);
    }

    /// <summary>
    /// Why an account does not take in what another one sends it, whatever it is: the checks that an arrival shares with all kinds. Null:
    /// nothing is against it now; the amount is not looked at.
    /// </summary>
    /// <param name="arrival">What would arrive there.</param>
    public static Obstacle? ToArrival(AccountState other, Operation arrival, ProgramRules rules) =>
        CheckAnyKind(new Case(other, arrival, rules, default, default)) is { } refusal
            ? new Obstacle(refusal.Outcome, refusal.Figure) : null;

    /// <summary>
    /// The kind's own part: its checks, then one row that says why not, or what it writes, held against what it promises.
    /// </summary>
    // Not inlined: the one method with the rooms of all kinds would have to clear them all for each operation.
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal static void By<TKind>(in Case asked, RowBuffer rows)
        where TKind : struct, IKind<TKind>
    {
        if (TKind.Check(asked, out var kind) is { } refusal)
        {
            Transaction.Refuse(asked, refusal, rows);
            return;
        }
        var transaction = new Transaction(asked, rows);
        kind.Post(ref transaction);
        Invariant.Require(transaction.HasRows);
        kind.Ensure(transaction);
    }

    private static Refusal? CheckAnyKind(in Case asked)
    {
        if (asked.State.Program != asked.Operation.Program) return new Refusal(Outcome.OtherProgram);
        if (AccountUse.Check(asked) is { } ofAccount) return ofAccount;
        if (CardUse.Check(asked) is { } ofCard) return ofCard;
        return Pins.Check(asked);
    }

    private static void OfKind(in Case asked, RowBuffer rows)
    {
        switch (asked.Operation.Kind)
        {
            case OperationKind.TopUp: By<TopUp>(asked, rows); break;
            case OperationKind.Debit: By<Debit>(asked, rows); break;
            case OperationKind.CashOut: By<CashOut>(asked, rows); break;
            case OperationKind.Accrue: By<Accrue>(asked, rows); break;
            case OperationKind.Checkout: By<Checkout>(asked, rows); break;
            case OperationKind.Redeem: By<Redeem>(asked, rows); break;
            case OperationKind.Adjust: By<Adjust>(asked, rows); break;
            case OperationKind.Refund: By<Refund>(asked, rows); break;
            case OperationKind.Reverse: By<Reverse>(asked, rows); break;
            case OperationKind.PlaceHold: By<PlaceHold>(asked, rows); break;
            case OperationKind.CaptureHold: By<CaptureHold>(asked, rows); break;
            case OperationKind.ReleaseHold or OperationKind.TimeOutHold: By<EndHold>(asked, rows); break;
            case OperationKind.IssueCard: By<IssueCard>(asked, rows); break;
            case OperationKind.ReportLoss: By<ReportLoss>(asked, rows); break;
            case OperationKind.FindCard: By<FindCard>(asked, rows); break;
            case OperationKind.ReplaceCard: By<ReplaceCard>(asked, rows); break;
            case OperationKind.ApproveCard: By<ApproveCard>(asked, rows); break;
            case OperationKind.SetPin: By<SetPin>(asked, rows); break;
            case OperationKind.UnlockPin: By<UnlockPin>(asked, rows); break;
            case OperationKind.Freeze: By<Freeze>(asked, rows); break;
            case OperationKind.Unfreeze: By<Unfreeze>(asked, rows); break;
            case OperationKind.Warn: By<Warn>(asked, rows); break;
            case OperationKind.CancelAccount: By<CancelAccount>(asked, rows); break;
            case OperationKind.Describe: By<Describe>(asked, rows); break;
            case OperationKind.Transfer: By<Transfer>(asked, rows); break;
            case OperationKind.Merge: By<Merge>(asked, rows); break;
            case OperationKind.Arrive: By<Arrive>(asked, rows); break;
            case OperationKind.ComeBack: By<ComeBack>(asked, rows); break;
            case OperationKind.TakeBack: By<TakeBack>(asked, rows); break;
            case OperationKind.SetTier: By<SetTier>(asked, rows); break;
            case OperationKind.ReviewTier: By<ReviewTier>(asked, rows); break;
            case OperationKind.GrantBonus: By<GrantBonus>(asked, rows); break;
            case OperationKind.Expire: By<Expire>(asked, rows); break;
            default: throw new InvalidOperationException($"No rule decides the kind {asked.Operation.Kind}.");
        }
    }
}

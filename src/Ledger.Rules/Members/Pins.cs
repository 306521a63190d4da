using Ledger.Rules.Asked;
using Ledger.Rules.Codes;
using Ledger.Rules.Deciding;
using Ledger.Rules.Program;
using Ledger.Rules.Rows;
using Ledger.Rules.State;

namespace Ledger.Rules.Members;

/// <summary>The payment PIN: when it is asked for, what wrong ones lead to, setting and unlocking it.</summary>
internal static class Pins
{
    /// <summary>Why the PIN keeps this from being done; null: it does not.</summary>
    public static Outcome? RefusedByPin(in Decision decision) => IsNeeded(decision) ? Checked(decision) : null;

    /// <summary>The figure of a refusal by <see cref="RefusedByPin"/>: for a wrong PIN how many tries are left before it is locked.</summary>
    public static long TriesLeft(in Decision decision, Outcome outcome) =>
        outcome == Outcome.WrongPin ? Math.Max(0, decision.Rules.Pin.Tries - decision.State.Membership.PinFailures - 1) : 0;

    /// <summary>Notes that the count of wrong PINs starts anew, when a right one was given and there is something to count down.</summary>
    public static void EndFailures(ref Decision decision)
    {
        if (decision.State.Membership.PinFailures == 0 || !decision.Operation.Pin.Matches || !IsNeeded(decision)) return;
        decision.Detail = (decision.Detail ?? new RowDetail()) with { PinFailuresEnd = true };
    }

    /// <summary>
    /// True when the typed PIN was compared with one that has been changed since: whether it is right is not known, and the operation is not to be
    /// decided on but to be sent again.
    /// </summary>
    public static bool IsOutdated(AccountState state, Operation operation) =>
        operation.Pin.IsGiven && operation.Pin.SetBySeq != state.Membership.PinSetBySeq;

    /// <summary>True when no PIN is looked at now: for a while after some wrong ones, for good after more.</summary>
    public static bool IsLocked(Membership membership, PinRules rules, DateTime now) => membership.PinFailures >= rules.TriesMax
        || (membership.PinFailures >= rules.Tries && now < membership.PinFailedAt.AddMinutes(rules.LockMinutes));

    public static void Set(ref Decision decision)
    {
        var terms = (PinTerms)decision.Operation.Terms!;
        var isChange = !terms.IsReset && decision.State.Membership.Pin is not null;
        if (isChange && CheckedLock(decision) is { } locked) { decision.Refuse(locked); return; }
        if (isChange && CheckedTyped(decision) is { } typed) { decision.Refuse(typed, TriesLeft(decision, typed)); return; }

        // Decided.
        decision.Detail = new RowDetail { Pin = new PinFacts(terms.Salt, terms.Hash) };
        decision.Note();
    }

    public static void Unlock(ref Decision decision)
    {
        if (decision.State.Membership.Pin is null) { decision.Refuse(Outcome.PinNotSet); return; }

        // Decided.
        decision.Detail = new RowDetail { PinFailuresEnd = true };
        decision.Note();
    }

    private static bool IsNeeded(in Decision decision)
    {
        var rules = decision.Rules.Pin;
        return Spends(decision.Operation)
            && ((rules.WhenSet && decision.State.Membership.Pin is not null) || (rules.AboveMinor != long.MaxValue && SpendingMinor(decision) > rules.AboveMinor));
    }

    private static bool Spends(Operation operation) => operation.Kind switch
    {
        OperationKind.Debit or OperationKind.Redeem or OperationKind.PlaceHold or OperationKind.CashOut => true,
        OperationKind.Transfer or OperationKind.Merge => true,
        OperationKind.Checkout => operation.Terms is not CheckoutTerms { Points: 0, StoredValueMinor: 0 },
        _ => false,
    };

    // Points count with what they are worth at the till. Points and all stored value together pay no more than the list price.
    private static Int128 SpendingMinor(in Decision decision)
    {
        var (state, rules, operation) = (decision.State, decision.Rules, decision.Operation);
        return operation.Kind switch
        {
            OperationKind.Redeem => RedeemedMinor(rules, operation),
            OperationKind.Checkout => operation.Terms is CheckoutTerms terms && terms.StoredValueMinor != long.MaxValue
                ? (Int128)rules.WorthOf(terms.Points) + terms.StoredValueMinor : operation.Asked,
            OperationKind.Transfer => operation.Asset == Asset.Points ? rules.WorthOf(operation.Asked) : operation.Asked,
            OperationKind.CashOut => state.Principal + state.Bonus,
            OperationKind.Merge => (Int128)state.Principal + state.Bonus + rules.WorthOf(Math.Max(0, state.Points)),
            _ => operation.Asked,
        };
    }

    private static long RedeemedMinor(ProgramRules rules, Operation operation)
    {
        foreach (var reward in rules.Rewards)
            if (reward.Code == operation.Note) return reward.WorthOf(operation.Asked == 0 ? reward.Points : operation.Asked);
        return rules.WorthOf(operation.Asked);
    }

    private static Outcome? Checked(in Decision decision)
    {
        if (decision.State.Membership.Pin is null) return Outcome.PinNotSet;
        return CheckedLock(decision) ?? CheckedTyped(decision);
    }

    private static Outcome? CheckedLock(in Decision decision) =>
        IsLocked(decision.State.Membership, decision.Rules.Pin, decision.Position.Now) ? Outcome.PinLocked : null;

    // An outdated comparison proves nothing, least of all that the PIN is wrong: it never counts as a try.
    private static Outcome? CheckedTyped(in Decision decision)
    {
        var typed = decision.Operation.Pin;
        if (!typed.IsGiven || IsOutdated(decision.State, decision.Operation)) return Outcome.PinRequired;
        return typed.Matches ? null : Outcome.WrongPin;
    }
}

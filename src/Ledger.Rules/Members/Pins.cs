using Ledger.Rules.Asked;
using Ledger.Rules.Codes;
using Ledger.Rules.Deciding;
using Ledger.Rules.Program;
using Ledger.Rules.Rows;
using Ledger.Rules.State;

namespace Ledger.Rules.Members;

/// <summary>The payment PIN: when it is asked for, and what wrong ones lead to.</summary>
internal static class Pins
{
    /// <summary>Why the PIN keeps this from being done; null: it does not.</summary>
    public static Refusal? Check(in Case asked)
    {
        if (!IsNeeded(asked)) return null;
        if (asked.State.Membership.Pin is null) return new Refusal(Outcome.PinNotSet);
        return CheckTyped(asked);
    }

    /// <summary>Why the PIN that was typed does not pass for the one that was set; null: it does.</summary>
    public static Refusal? CheckTyped(in Case asked)
    {
        var (membership, rules, typed) = (asked.State.Membership, asked.Rules.Pin, asked.Operation.Pin);
        if (IsLocked(membership, rules, asked.Position.Now)) return new Refusal(Outcome.PinLocked);
        // An outdated comparison proves nothing, least of all that the PIN is wrong: it never counts as a try.
        if (!typed.IsGiven || IsOutdated(asked.State, asked.Operation)) return new Refusal(Outcome.PinRequired);
        // What was locked when it was typed was not compared.
        if (typed.WasLocked) return new Refusal(Outcome.PinLocked);
        // The figure is how many tries are left before it is locked.
        return typed.Matches ? null : new Refusal(Outcome.WrongPin, Math.Max(0, rules.Tries - membership.PinFailures - 1));
    }

    /// <summary>Notes that the count of wrong PINs starts anew, when a right one was given and there is something to count down.</summary>
    public static void EndFailures(ref Transaction transaction)
    {
        ref readonly var asked = ref transaction.Case;
        if (asked.State.Membership.PinFailures == 0 || !asked.Operation.Pin.Matches || !IsNeeded(asked)) return;
        var detail = transaction.Detail ?? new RowDetail();
        transaction.Detail = detail with
        {
            PinFailuresEnd = true, Was = (detail.Was ?? new WasFacts()) with { Tries = asked.State.Membership.TriesNow },
        };
    }

    /// <summary>
    /// True when the typed PIN was compared with one that has been changed since: whether it is right is not known, and the operation is
    /// not to be decided on but to be sent again.
    /// </summary>
    public static bool IsOutdated(AccountState state, Operation operation) =>
        operation.Pin.IsGiven && operation.Pin.SetBySeq != state.Membership.PinSetBySeq;

    /// <summary>True when no PIN is looked at now: for a while after some wrong ones, for good after more.</summary>
    public static bool IsLocked(Membership membership, PinRules rules, DateTime now) => membership.PinFailures >= rules.TriesMax
        || (membership.PinFailures >= rules.Tries && now < membership.PinFailedAt.AddMinutes(rules.LockMinutes));

    /// <summary>
    /// True when the PIN of the account, which has one, may be looked at to decide the operation, whatever is posted to the account until
    /// then.
    /// </summary>
    public static bool MayBeLookedAt(AccountState state, ProgramRules rules, Operation operation)
    {
        if (operation.Kind == OperationKind.SetPin) return operation.Terms is PinTerms { IsReset: false };
        // What these spend is all there is by then.
        var dependsOnBalance = operation.Kind is OperationKind.CashOut or OperationKind.Merge;
        return (dependsOnBalance && rules.Pin.AboveMinor != long.MaxValue) || IsNeeded(state, rules, operation);
    }

    private static bool IsNeeded(in Case asked) => IsNeeded(asked.State, asked.Rules, asked.Operation);

    private static bool IsNeeded(AccountState state, ProgramRules rules, Operation operation) => Spends(operation)
        && ((rules.Pin.WhenSet && state.Membership.Pin is not null)
            || (rules.Pin.AboveMinor != long.MaxValue && SpendingMinor(state, rules, operation) > rules.Pin.AboveMinor));

    private static bool Spends(Operation operation) => operation.Kind switch
    {
        OperationKind.Debit or OperationKind.Redeem or OperationKind.PlaceHold or OperationKind.CashOut => true,
        OperationKind.Transfer or OperationKind.Merge => true,
        OperationKind.Checkout => operation.Terms is not CheckoutTerms { Points: 0, StoredValueMinor: 0 },
        _ => false,
    };

    // Points count with what they are worth at the till. Points and all stored value together pay no more than the list price.
    private static Int128 SpendingMinor(AccountState state, ProgramRules rules, Operation operation) => operation.Kind switch
    {
        OperationKind.Redeem => RedeemedMinor(rules, operation),
        OperationKind.Checkout => operation.Terms is CheckoutTerms terms && terms.StoredValueMinor != long.MaxValue
            ? (Int128)rules.WorthOf(terms.Points) + terms.StoredValueMinor : operation.Asked,
        OperationKind.Transfer => operation.Asset == Asset.Points ? rules.WorthOf(operation.Asked) : operation.Asked,
        OperationKind.CashOut => state.Principal + state.Bonus,
        OperationKind.Merge => (Int128)state.Principal + state.Bonus + rules.WorthOf(Math.Max(0, state.Points)),
        _ => operation.Asked,
    };

    private static long RedeemedMinor(ProgramRules rules, Operation operation)
    {
        foreach (var reward in rules.Rewards)
            if (reward.Code == operation.Note) return reward.WorthOf(operation.Asked == 0 ? reward.Points : operation.Asked);
        return rules.WorthOf(operation.Asked);
    }
}

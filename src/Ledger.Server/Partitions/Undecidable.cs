using Ledger.Rules.Asked;
using Ledger.Rules.Codes;
using Ledger.Rules.Members;
using Ledger.Rules.Rows;
using Ledger.Rules.State;
using Ledger.Server.Contract;

namespace Ledger.Server.Partitions;

/// <summary>Operations that no rule decides and no row records.</summary>
internal static class Undecidable
{
    /// <summary>Why an operation has no decision at all; null: it has one.</summary>
    public static Google.Rpc.Status? Why(Operation operation, AccountState state)
    {
        if (operation.Original == operation.Key)
            return Problems.NotFound("key", "an operation cannot refer to itself", "UNKNOWN_ORIGINAL");
        if (!state.IsOpen && !MayBeClosed(operation, state)) return UnknownAccount(operation);
        // To a store of another program the account is none: what is told is what is told of one that does not exist.
        if (IsForeign(operation, state)) return UnknownAccount(operation);
        // It named the account once; the account has another one now.
        if (operation.IsIdentifier && operation.NamedAccount is null && !HasIdentifier(state, operation.Card))
            return Problems.NotFound("identifier", "there is no such identifier", "UNKNOWN_IDENTIFIER");
        // Decided by one account alone: the merged one, until it is merged; from the arrival of the merge on the one that stays.
        if (AccountUse.IsDecidedElsewhere(state.Membership, operation.Kind)
            || (operation.NamedAccount is { } named && !state.AnswersFor(named))) return Merged();
        if (Pins.IsOutdated(state, operation))
            return Problems.Unresolved(
                "PIN_CHANGED", "The PIN was changed while it was checked. This sending recorded nothing; send it again.", 1);
        return null;
    }

    /// <summary>A merge is on its way, or has come in between: what it is about is found elsewhere in a moment.</summary>
    public static Google.Rpc.Status Merged() => Problems.Unresolved(
        "MERGE_UNDER_WAY", "The account is being merged into another one. This sending recorded nothing; send it again.", 100);

    /// <summary>A transfer was not known yet when its reversal was read: its other side is asked at the next sending.</summary>
    public static Google.Rpc.Status BeingTakenBack() => Problems.Unresolved(
        "TRANSFER_UNDER_WAY", "The transfer is under way. This sending recorded nothing; send it again.", 100);

    /// <summary>What it is about was being posted when it was read: the next sending finds it.</summary>
    public static Google.Rpc.Status OriginalUnderWay() => Problems.Unresolved(
        "ORIGINAL_UNDER_WAY", "What it is about was being posted. This sending recorded nothing; send it again.", 100);

    /// <summary>
    /// True for a caller's operation at a store whose program is not the account's. The ledger's own (store 0) are the rules' to refuse,
    /// and an account number that is taken is taken in every program.
    /// </summary>
    public static bool IsForeign(Operation operation, AccountState state) => state.IsOpen && state.Program != operation.Program
        && operation.Kind != OperationKind.OpenAccount && operation.Store != 0;

    // Where there are rows an opening was reversed, and may be again.
    private static bool MayBeClosed(Operation operation, AccountState state) =>
        operation.Kind is OperationKind.OpenAccount or OperationKind.Arrive
        || (operation.Kind == OperationKind.Reverse && state.LastSeq > 0);

    // Without a lambda: what that takes along is an object for every operation, whether it is asked for or not.
    private static bool HasIdentifier(AccountState state, Guid? id)
    {
        foreach (var identifier in state.Membership.Identifiers)
            if (identifier.Id == id) return true;
        return false;
    }

    private static Google.Rpc.Status UnknownAccount(Operation operation) => operation.Card is null
        ? Problems.NotFound("account", $"there is no account {operation.Account}", "UNKNOWN_ACCOUNT")
        : Problems.NotFound("card", "there is no such card", "UNKNOWN_CARD");
}

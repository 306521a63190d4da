using Ledger.Rules.Asked;
using Ledger.Rules.Codes;
using Ledger.Rules.Members;
using Ledger.Rules.Program;
using Ledger.Rules.State;
using Ledger.Server.Basics;
using Ledger.Server.Contract;
using Status = Google.Rpc.Status;

namespace Ledger.Server.Intake.Proving;

/// <summary>
/// Compares and sets payment PINs before an operation reaches its account's writer: the hash is slow on purpose, and a writer has all other
/// accounts of its partition to serve. What can be answered without the hash is.
/// </summary>
public sealed class PinCheck(SecretHash hash, Limits limits, TimeProvider time) : IDisposable
{
    private readonly CallerTurns _turns = new(limits.PinChecksMax, limits.PinChecksWaitingMax, limits.PinChecksWaitingOfCallerMax());

    /// <summary>True when the PIN an operation of this kind brings may be looked at.</summary>
    public static bool IsAskedBy(OperationKind kind) => kind is
        OperationKind.Debit or OperationKind.Redeem or OperationKind.Checkout or OperationKind.PlaceHold or OperationKind.CashOut
        or OperationKind.Transfer or OperationKind.Merge or OperationKind.SetPin;

    /// <summary>
    /// Whether the PIN that was typed is the account's, and which PIN that was; or the problem that kept it from being compared.
    /// </summary>
    /// <param name="typed">Empty: none was.</param>
    /// <param name="compares">False: the PIN is taken as right. A quote is no place to try PINs.</param>
    public async ValueTask<(PinProof Proof, Status? Problem)> ProveAsync(
        Operation operation, AccountState state, ProgramRules rules, string typed, bool compares, Caller from,
        CancellationToken cancellation)
    {
        if (typed.Length == 0) return default;
        var membership = state.Membership;
        if (membership.Pin is not { } set) return (new PinProof(true, false, 0), null);
        if (!Pins.MayBeLookedAt(state, rules, operation)) return default;
        if (!compares) return (new PinProof(true, true, membership.PinSetBySeq), null);
        if (Pins.IsLocked(membership, rules.Pin, time.GetUtcNow().UtcDateTime))
            return (new PinProof(true, false, membership.PinSetBySeq, WasLocked: true), null);
        if (!hash.Knows(set.Salt)) return (default, OtherPepper());
        var (matches, isFull) = await _turns.RunAsync(
            from, () => Task.Run(() => hash.Matches(typed, set.Salt, set.Hash), cancellation), cancellation);
        return isFull ? (default, Problems.Full(limits.RetryDelayMilliseconds))
            : (new PinProof(true, matches, membership.PinSetBySeq), null);
    }

    /// <summary>What the journal keeps of a new PIN.</summary>
    public async ValueTask<(PinTerms? Terms, Status? Problem)> SetAsync(
        string pin, bool isReset, Caller from, CancellationToken cancellation)
    {
        var (made, isFull) = await _turns.RunAsync(from, () => Task.Run(() => hash.Of(pin), cancellation), cancellation);
        return isFull ? (null, Problems.Full(limits.RetryDelayMilliseconds)) : (new PinTerms(made.Salt, made.Hash, isReset), null);
    }

    public void Dispose() => _turns.Dispose();

    private Status OtherPepper() => Problems.Unresolved(
        "OTHER_PEPPER", "The account's PIN was set under another pepper file than this server's: nothing can be compared with it.",
        limits.RetryDelayMilliseconds);
}

using Ledger.Rules.Asked;
using Ledger.Rules.Codes;
using Ledger.Server.Basics;
using Ledger.Server.Contract;
using Ledger.Server.Intake.Resolving;
using Status = Google.Rpc.Status;

namespace Ledger.Server.Intake.Proving;

/// <summary>
/// Compares and sets payment PINs before an operation reaches its account's writer: the hash is slow on purpose, and a writer has all other
/// accounts of its partition to serve. So many at once and no more, so many more may wait.
/// </summary>
public sealed class PinCheck(PinHash hash, ILookups lookups, Limits limits) : IDisposable
{
    private readonly SemaphoreSlim _places = new(limits.PinChecksMax);
    private int _inside;

    /// <summary>True when the PIN an operation of this kind brings may be looked at.</summary>
    public static bool IsAskedBy(OperationKind kind) => kind is
        OperationKind.Debit or OperationKind.Redeem or OperationKind.Checkout or OperationKind.PlaceHold or OperationKind.CashOut
        or OperationKind.Transfer or OperationKind.Merge or OperationKind.SetPin;

    /// <summary>
    /// Whether the PIN that was typed is the account's, and which PIN that was; or the problem that kept it from being compared.
    /// </summary>
    /// <param name="from">Who sent it.</param>
    /// <param name="compares">False: the PIN is taken as right. A quote is no place to try PINs.</param>
    public async ValueTask<(PinProof Proof, Status? Problem)> ProveAsync(
        long account, string pin, Caller from, bool compares, CancellationToken cancellation)
    {
        var (state, problem) = await lookups.StateOfAsync(account, from, cancellation);
        if (problem is not null) return (default, problem);
        var membership = state!.Membership;
        if (membership.Pin is not { } set) return (new PinProof(true, false, 0), null);
        if (!compares) return (new PinProof(true, true, membership.PinSetBySeq), null);
        if (!hash.Knows(set)) return (default, OtherPepper());
        var (matches, full) = await HashAsync(() => hash.Matches(pin, set), cancellation);
        return full is null ? (new PinProof(true, matches, membership.PinSetBySeq), null) : (default, full);
    }

    /// <summary>What the journal keeps of a new PIN.</summary>
    public async ValueTask<(PinTerms? Terms, Status? Problem)> SetAsync(string pin, bool isReset, CancellationToken cancellation)
    {
        var (made, full) = await HashAsync(() => hash.Of(pin), cancellation);
        return full is null ? (new PinTerms(made!.Salt, made.Hash, isReset), null) : (null, full);
    }

    public void Dispose() => _places.Dispose();

    private async ValueTask<(T? Value, Status? Full)> HashAsync<T>(Func<T> compute, CancellationToken cancellation)
    {
        try
        {
            if (Interlocked.Increment(ref _inside) > limits.PinChecksMax + limits.PinChecksWaitingMax)
                return (default, Problems.Full(limits.RetryDelayMilliseconds));
            await _places.WaitAsync(cancellation);
            try
            {
                return (await Task.Run(compute, cancellation), null);
            }
            finally
            {
                _places.Release();
            }
        }
        finally
        {
            Interlocked.Decrement(ref _inside);
        }
    }

    private Status OtherPepper() => Problems.Unresolved(
        "OTHER_PEPPER", "The account's PIN was set under another pepper file than this server's: nothing can be compared with it.",
        limits.RetryDelayMilliseconds);
}

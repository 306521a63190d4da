using Ledger.Rules;
using Ledger.Rules.Asked;
using Ledger.Rules.Codes;
using Ledger.Server.Basics;
using Ledger.Server.Contract;
using Ledger.Server.Intake.Checking;
using Ledger.Server.Intake.Resolving;
using Status = Google.Rpc.Status;

namespace Ledger.Server.Intake.Proving;

/// <summary>
/// What is costly or rare is done last: PINs are hashed, the other account of a transfer is asked for, and what is at odds with the program
/// is told, unless the key has its answer already.
/// </summary>
public sealed class OperationProof(PinCheck pins, ILookups lookups)
{
    /// <summary>The operation, or the problem that keeps it from being decided; exactly one of the two.</summary>
    /// <param name="from">Who sent it.</param>
    /// <param name="isQuote">It is not going to be posted: a PIN is taken as right.</param>
    public async ValueTask<(Operation? Operation, Status? Problem)> ProveAsync(
        ResolvedOperation resolved, Caller from, bool isQuote, CancellationToken cancellation)
    {
        var (fields, terms, proof) = (resolved.Fields, resolved.Terms, default(PinProof));
        if (fields.Kind.NewPin is not null || (fields.Wire.Pin.Length > 0 && PinCheck.IsAskedBy(fields.Kind.Kind)))
        {
            (proof, var changed, var problem) = await WithPinAsync(resolved, from, isQuote, cancellation);
            if (problem is not null) return (null, problem);
            terms = changed ?? terms;
        }
        if (terms is OtherAccountTerms other)
        {
            (terms, var unknown) = await WithOtherAsync(other, resolved, from, cancellation);
            if (unknown is not null) return (null, unknown);
        }
        TakenBack? taken = null;
        if (fields.Kind.Kind == OperationKind.Reverse && !isQuote)
        {
            (taken, var open) = await TakenBackAsync(resolved, from, cancellation);
            if (open is not null) return (null, open);
        }
        if (resolved.AtOdds.Count > 0 && (await lookups.RowsOfAsync(fields.Key, cancellation)).Count == 0)
            return (null, await StrangersCardAsync(resolved, from, cancellation) ?? Problems.Invalid(resolved.AtOdds));
        return (resolved.ToOperation(proof, terms, taken), null);
    }

    // A reversal of the account's own transfer that has no answer yet: the other side gives back what it still has, before it is decided.
    private async ValueTask<(TakenBack? Taken, Status? Problem)> TakenBackAsync(
        ResolvedOperation resolved, Caller from, CancellationToken cancellation)
    {
        var sent = await lookups.RowsOfAsync(resolved.Fields.Kind.Original!.Value, cancellation);
        if (sent.Count == 0 || sent[0].Kind != OperationKind.Transfer || !sent[0].Outcome.IsPosted()) return default;
        if (sent[0].Account != resolved.Account || sent[0].Program != resolved.Store.Program) return default;
        var (state, problem) = await lookups.StateOfAsync(resolved.Account, from, cancellation);
        if (problem is not null && !Problems.IsHeldElsewhere(problem)) return (null, problem);
        if (state?.Membership.Status is AccountStatus.Cancelled or AccountStatus.Merged) return default;
        var isAnswered = (await lookups.RowsOfAsync(resolved.Fields.Key, cancellation)).Count > 0;
        return isAnswered ? default : await lookups.TakeBackAsync(sent[0], cancellation);
    }

    // A card of another program is no card, whatever else is wrong: what is at odds would tell that it is one.
    private async ValueTask<Status?> StrangersCardAsync(ResolvedOperation resolved, Caller from, CancellationToken cancellation)
    {
        if (resolved.Fields.Wire.TargetCase != V1.Operation.TargetOneofCase.Card) return null;
        var (state, _) = await lookups.StateOfAsync(resolved.Account, from, cancellation);
        return state is { IsOpen: true } && state.Program != resolved.Store.Program ? Problems.UnknownCard() : null;
    }

    private async ValueTask<(PinProof Proof, OperationTerms? Terms, Status? Problem)> WithPinAsync(
        ResolvedOperation resolved, Caller from, bool isQuote, CancellationToken cancellation)
    {
        var (pin, kind) = (resolved.Fields.Wire.Pin, resolved.Fields.Kind);
        var isReset = kind.Terms is PinTerms { IsReset: true };
        var (proof, problem) = pin.Length > 0 && !isReset
            ? await pins.ProveAsync(resolved.Account, pin, from, !isQuote, cancellation) : default;
        if (problem is not null || kind.NewPin is not { } typed) return (proof, null, problem);
        var (terms, full) = await pins.SetAsync(typed, isReset, cancellation);
        return (proof, terms, full);
    }

    // What is against the other account now is refused at once; whatever comes in between shows when the transfer arrives.
    private async ValueTask<(OperationTerms? Terms, Status? Problem)> WithOtherAsync(
        OtherAccountTerms other, ResolvedOperation resolved, Caller from, CancellationToken cancellation)
    {
        var (state, problem) = await lookups.StateOfAsync(other.Account, from, cancellation);
        // Where another server writes it, whether it is there shows when the transfer arrives, or comes back.
        if (problem is not null) return Problems.IsHeldElsewhere(problem) ? (other, null) : (null, problem);
        var isMerge = resolved.Fields.Wire.KindCase == V1.Operation.KindOneofCase.Merge;
        if (!state!.IsOpen)
            return (null, Problems.UnknownAccount(other.Account, isMerge ? "merge.into_account" : "transfer.to_account"));
        return (other with { Obstacle = Decide.ToArrival(state, resolved.ArrivalAt(other.Account), resolved.Rules) }, null);
    }
}

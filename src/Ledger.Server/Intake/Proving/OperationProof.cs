using Ledger.Rules;
using Ledger.Rules.Asked;
using Ledger.Rules.Codes;
using Ledger.Rules.State;
using Ledger.Server.Basics;
using Ledger.Server.Contract;
using Ledger.Server.Intake.Resolving;
using Ledger.Server.Partitions;
using Status = Google.Rpc.Status;

namespace Ledger.Server.Intake.Proving;

/// <summary>
/// What is costly or rare is done last: the other account of a transfer is asked for, what is at odds with the program is told, unless the
/// key has its answer already, and PINs are hashed when nothing else is left to look at.
/// </summary>
public sealed class OperationProof(PinCheck pins, ILookups lookups)
{
    /// <summary>The operation, or the problem that keeps it from being decided; exactly one of the two.</summary>
    /// <param name="from">Who sent it. His PINs are hashed one after the other.</param>
    /// <param name="isQuote">It is not going to be posted: a PIN is taken as right, and none is hashed.</param>
    public async ValueTask<(Operation? Operation, Status? Problem)> ProveAsync(
        ResolvedOperation resolved, Caller from, bool isQuote, CancellationToken cancellation)
    {
        var (fields, terms) = (resolved.Fields, resolved.Terms);
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
        if (resolved.AtOdds.Count > 0 && !await IsAnsweredAsync(fields.Key, cancellation))
            return (null, await StrangersCardAsync(resolved, from, cancellation) ?? Problems.Invalid(resolved.AtOdds));

        var hasPin = fields.Kind.NewPin is not null || (fields.Wire.Pin.Length > 0 && PinCheck.IsAskedBy(fields.Kind.Kind));
        return hasPin
            ? await WithPinAsync(resolved, terms, from, isQuote, cancellation)
            : (resolved.ToOperation(default, terms, taken), null);
    }

    // A reversal of the account's own transfer that has no answer yet: the other side gives back what it still has, before it is decided.
    private async ValueTask<(TakenBack? Taken, Status? Problem)> TakenBackAsync(
        ResolvedOperation resolved, Caller from, CancellationToken cancellation)
    {
        var sent = await lookups.RowsOfAsync(resolved.Fields.Kind.Original!.Value, cancellation);
        if (sent.Count == 0 || sent[0].Kind != OperationKind.Transfer || !sent[0].Outcome.IsPosted()) return default;
        if (sent[0].Account != resolved.Account || sent[0].Program != resolved.Store.Program) return default;
        var (state, problem) = await lookups.StateOfAsync(resolved.Account, from, cancellation);
        // Where another server writes the account, that one has the transfer taken back.
        if (problem is not null) return (null, problem);
        if (state!.Membership.Status is AccountStatus.Cancelled or AccountStatus.Merged) return default;
        // Whoever sent it was there before this member: it is none of his.
        if (!state.IsOpen || !state.AnswersFor(sent[0])) return default;
        var isAnswered = (await lookups.RowsOfAsync(resolved.Fields.Key, cancellation)).Count > 0;
        return isAnswered ? default : await lookups.TakeBackAsync(sent[0], cancellation);
    }

    private async ValueTask<bool> IsAnsweredAsync(Guid key, CancellationToken cancellation) =>
        (await lookups.RowsOfAsync(key, cancellation)).Count > 0;

    // A card of another program is no card, whatever else is wrong: what is at odds would tell that it is one.
    private async ValueTask<Status?> StrangersCardAsync(ResolvedOperation resolved, Caller from, CancellationToken cancellation)
    {
        if (resolved.Fields.Wire.TargetCase != V1.Operation.TargetOneofCase.Card) return null;
        var (state, _) = await lookups.StateOfAsync(resolved.Account, from, cancellation);
        return state is { IsOpen: true } && state.Program != resolved.Store.Program ? Problems.UnknownCard() : null;
    }

    private async ValueTask<(Operation? Operation, Status? Problem)> WithPinAsync(
        ResolvedOperation resolved, OperationTerms? asked, Caller from, bool isQuote, CancellationToken cancellation)
    {
        var (state, unasked) = await lookups.StateOfAsync(resolved.Account, from, cancellation);
        if (unasked is not null) return (null, unasked);
        var plain = resolved.ToOperation(default, asked, null);
        // What its writer will not decide needs no PIN: what it will answer again neither.
        if (Undecidable.Why(plain, state!) is { } undecidable)
            return await IsAnsweredAsync(plain.Key, cancellation) ? (plain, null) : (null, undecidable);

        var (proof, problem) = await pins.ProveAsync(
            plain, state!, resolved.Rules, resolved.Fields.Wire.Pin, !isQuote, from, cancellation);
        if (problem is not null) return (null, problem);
        var (terms, full) = isQuote ? (null, null) : await NewPinAsync(resolved, state!, proof, from, cancellation);
        return full is null ? (resolved.ToOperation(proof, terms ?? asked, null), null) : (null, full);
    }

    // Who does not have the old PIN sets no new one, so it is not hashed.
    private async ValueTask<(OperationTerms? Terms, Status? Problem)> NewPinAsync(
        ResolvedOperation resolved, AccountState state, PinProof proof, Caller from, CancellationToken cancellation)
    {
        if (resolved.Fields.Kind.NewPin is not { } typed) return (null, null);
        var isReset = resolved.Terms is PinTerms { IsReset: true };
        if (!isReset && state.Membership.Pin is not null && !proof.Matches) return (null, null);
        return await pins.SetAsync(typed, isReset, from, cancellation);
    }

    // What is against the other account now is refused at once; whatever comes in between shows when the transfer arrives.
    private async ValueTask<(OperationTerms? Terms, Status? Problem)> WithOtherAsync(
        OtherAccountTerms other, ResolvedOperation resolved, Caller from, CancellationToken cancellation)
    {
        var (state, problem) = await lookups.StateOfAsync(other.Account, from, cancellation);
        // Where another server writes it, whether it is there shows when the transfer arrives, or comes back.
        if (problem is not null) return Problems.IsHeldElsewhere(problem) ? (other, null) : (null, problem);
        var isMerge = resolved.Fields.Wire.KindCase == V1.Operation.KindOneofCase.Merge;
        // Its opening may have been reversed since: what was answered before has that answer.
        if (!state!.IsOpen && await IsAnsweredAsync(resolved.Fields.Key, cancellation)) return (other, null);
        if (!state.IsOpen)
            return (null, Problems.UnknownAccount(other.Account, isMerge ? "merge.into_account" : "transfer.to_account"));
        return (other with { Obstacle = Decide.ToArrival(state, resolved.ArrivalAt(other.Account), resolved.Rules) }, null);
    }
}

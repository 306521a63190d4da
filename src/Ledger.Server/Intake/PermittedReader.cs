using Ledger.Rules.Asked;
using Ledger.Rules.Codes;
using Ledger.Rules.Rows;
using Ledger.Server.Authority.Callers;
using Ledger.Server.Authority.Persons;
using Ledger.Server.Authority.Policy;
using Ledger.Server.Authority.Sessions;
using Ledger.Server.Basics;
using Ledger.Server.Contract;
using Ledger.Server.Intake.Resolving;
using Ledger.Server.Programs;
using Case = Ledger.V1.Operation.KindOneofCase;
using Status = Google.Rpc.Status;
using Target = Ledger.V1.Operation.TargetOneofCase;

namespace Ledger.Server.Intake;

/// <summary>
/// Reads an operation for whoever may have it posted: what he has no right to is refused before anything is looked up for it. First its
/// kind at its own store and terminal; then, where it is about an earlier operation, the place where that was.
/// </summary>
internal sealed class PermittedReader(
    OperationReader reader, ConnectionRights rights, StepUps stepUps, ILookups lookups, ProgramBook programs)
{
    /// <summary>The session that a call names, and all its operations; null: it names none.</summary>
    public OpenSession? SessionOf(HttpContext call) => rights.SessionOf(call);

    /// <summary>Why a plain operation may not be posted; null: it may.</summary>
    public Status? WhyNot(Operation plain, Caller from, OpenSession? session)
    {
        var (held, problem) = rights.Of(from, session);
        if (held is null) return problem;
        if (held.Person is { } person && plain.Operator != person.Operator) return Problems.OtherOperator(person.Operator);
        var (kind, at) = ((int)plain.Kind, Place.OfStore(programs, plain.Store, plain.Terminal));
        return held.MayPost(kind, at, byNumber: true) ? null : Missing(held, kind, at, byNumber: true);
    }

    /// <summary>The operation, or the problem that keeps it from being decided; exactly one of the two.</summary>
    /// <param name="isQuote">It is not going to be posted: a PIN is taken as right.</param>
    public ValueTask<(Operation? Operation, Status? Problem)> ReadAsync(
        V1.Operation wire, Caller from, OpenSession? session, CancellationToken cancellation, bool isQuote = false)
    {
        var (held, problem) = rights.Of(from, session);
        if (problem is not null) return new((null, problem));
        if (held?.Person is { } person && wire.Operator != person.Operator && !(isQuote && wire.Operator == 0))
            return new((null, Problems.OtherOperator(person.Operator)));
        if (wire.StepUp.Length > 0) return ReadApprovedAsync(held, wire, from, isQuote, cancellation);
        return held is null ? reader.ReadAsync(wire, from, cancellation, isQuote) : ReadAsync(held, wire, from, isQuote, cancellation);
    }

    // By what the one may who has approved it. What another server sends on, that server has looked at.
    private async ValueTask<(Operation? Operation, Status? Problem)> ReadApprovedAsync(
        CallerRights? held, V1.Operation wire, Caller from, bool isQuote, CancellationToken cancellation)
    {
        if (await stepUps.FindAsync(wire, cancellation) is not { } approval) return (null, Problems.StepUpNotAccepted());
        if (held is not null)
        {
            held = approval.IsOf(from.Credential!) && (!approval.IsOver || await IsAnsweredAsync(wire, cancellation))
                ? rights.OfApproval(from.Credential!, approval.Operator) : null;
            if (held is null) return (null, Problems.StepUpNotAccepted());
        }
        var (operation, problem) = held is null ? await reader.ReadAsync(wire, from, cancellation, isQuote)
            : await ReadAsync(held, wire, from, isQuote, cancellation);
        if (operation is not null) operation.ApprovedBy = approval.Operator;
        return (operation, problem);
    }

    // Whoever sends again what was answered has its answer, whatever the time is.
    private async ValueTask<bool> IsAnsweredAsync(V1.Operation wire, CancellationToken cancellation) =>
        UuidV7.TryRead(wire.Key.Span, out var key) && (await lookups.RowsOfAsync(key, cancellation)).Count > 0;

    private async ValueTask<(Operation? Operation, Status? Problem)> ReadAsync(
        CallerRights held, V1.Operation wire, Caller from, bool isQuote, CancellationToken cancellation)
    {
        var (kind, isUnseen) = (Acts.Of(wire), false);
        // What is no operation is told as what it is.
        if (kind != 0 && wire.Store > 0 && wire.Terminal > 0)
        {
            var (at, byNumber) = (Place.OfStore(programs, wire.Store, wire.Terminal), wire.TargetCase == Target.Account);
            var mayBe = kind == (int)OperationKind.Refund && held.MayPost(Acts.RefundTopUp, at, byNumber);
            if (!mayBe && !held.MayPost(kind, at, byNumber)) return (null, Missing(held, kind, at, byNumber));
            if (await OriginalAsync(wire, cancellation) is { } original)
            {
                if (kind == (int)OperationKind.Refund && original.Kind == OperationKind.TopUp) kind = Acts.RefundTopUp;
                var where = Place.OfStore(programs, original.Store, original.Terminal);
                if (!held.MayPost(kind, at, byNumber, where))
                    return (null, Problems.RightMissing($"{Acts.NameOf(kind)} at {at}, of what was done elsewhere"));
            }
            else if (mayBe && !held.MayPost(kind, at, byNumber)) return (null, Missing(held, kind, at, byNumber));
            else isUnseen = true;
        }
        var (operation, problem) = await reader.ReadAsync(wire, from, cancellation, isQuote);
        // What comes in between is looked at by its writer.
        if (isUnseen && operation?.Original is not null) operation.IsOriginalUnseen = true;
        return (operation, problem);
    }

    // The first row of what it is about; null: nothing, or nothing that the journal has.
    private async ValueTask<JournalRow?> OriginalAsync(V1.Operation wire, CancellationToken cancellation)
    {
        var key = wire.KindCase switch
        {
            Case.Refund => wire.Refund.OriginalKey,
            Case.Reverse => wire.Reverse.OriginalKey,
            Case.CaptureHold => wire.CaptureHold.HoldKey,
            Case.ReleaseHold => wire.ReleaseHold.HoldKey,
            Case.Checkout => wire.Checkout.HoldKey,
            _ => null,
        };
        if (key is null || !UuidV7.TryRead(key.Span, out var original)) return null;
        return await lookups.RowsOfAsync(original, cancellation) is [var first, ..] ? first : null;
    }

    private static Status Missing(CallerRights held, int kind, in Place at, bool byNumber)
    {
        var right = byNumber && held.MayPost(kind, at, byNumber: false)
            ? $"{Acts.NameOf(kind)} at {at} by the number of the account: name it by a card or identifier"
            : $"{Acts.NameOf(kind)} at {at}";
        return held.WaitsForSomebody(kind, "", at) ? Problems.SessionNeeded(right) : Problems.RightMissing(right);
    }
}

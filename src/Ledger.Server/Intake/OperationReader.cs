using Ledger.Rules.Asked;
using Ledger.Server.Basics;
using Ledger.Server.Contract;
using Ledger.Server.Intake.Checking;
using Ledger.Server.Intake.Proving;
using Ledger.Server.Intake.Resolving;
using Status = Google.Rpc.Status;

namespace Ledger.Server.Intake;

/// <summary>
/// From an operation as it came in to one that can be decided, in the order in which the contract tells what is wrong: first every field
/// that is out of its bounds, then what does not exist, then what cannot be proven. Nothing that is wrong gets further than here, but for
/// the retry of a key that was answered when less was wrong.
/// </summary>
public sealed class OperationReader(OperationCheck check, OperationResolver resolver, OperationProof proof, ILookups lookups)
{
    /// <summary>The operation, or the problem that keeps it from being decided; exactly one of the two.</summary>
    /// <param name="from">Who sent it.</param>
    /// <param name="isQuote">It is not going to be posted: a PIN is taken as right.</param>
    public async ValueTask<(Operation? Operation, Status? Problem)> ReadAsync(
        V1.Operation wire, Caller from, CancellationToken cancellation, bool isQuote = false)
    {
        var (fields, invalid) = check.Read(wire);
        if (invalid is not null) return (null, invalid);
        if (fields!.WrongNow is { Count: > 0 } wrong && (await lookups.RowsOfAsync(fields.Key, cancellation)).Count == 0)
            return (null, Problems.Invalid(wrong));

        var (resolved, unknown) = await resolver.ResolveAsync(fields, from, cancellation);
        if (unknown is not null) return (null, unknown);

        return await proof.ProveAsync(resolved!, from, isQuote, cancellation);
    }
}

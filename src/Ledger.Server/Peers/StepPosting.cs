using Ledger.Rules.Asked;
using Ledger.Rules.Rows;
using Ledger.Server.Contract;
using Ledger.Server.Partitions;
using Status = Google.Rpc.Status;

namespace Ledger.Server.Peers;

/// <summary>A step of a transfer that another server asks for.</summary>
internal sealed class StepPosting(Operation operation) : PostingItem(operation)
{
    private readonly TaskCompletionSource<V1.Receipt> _receipt = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Of the step; or the problem, as the exception that gRPC turns into a status.</summary>
    public Task<V1.Receipt> Receipt => _receipt.Task;

    public override void Answer(ReadOnlySpan<JournalRow> rows, bool replayed) => _receipt.TrySetResult(Receipts.Of(rows, replayed));

    // Of a server whose payloads are hashed in another way, it is the step all the same.
    public override void AnswerKeyReused(in JournalRow first, string differingField) => _receipt.TrySetResult(
        first.Kind == Operation.Kind ? new V1.Receipt { Outcome = (V1.Outcome)first.Outcome } : Receipts.KeyReused(first, differingField));

    public override void Fail(Status problem) => _receipt.TrySetException(Problems.ToException(problem));
}

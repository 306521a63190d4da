using Google.Protobuf;
using Ledger.Rules.Asked;
using Ledger.Rules.Rows;
using Ledger.Server.Contract;
using Ledger.Server.Partitions;

namespace Ledger.Server.Intake;

/// <summary>An operation of a single call.</summary>
internal sealed class UnaryPosting(Operation operation) : PostingItem(operation)
{
    private readonly TaskCompletionSource<byte[]> _receipt = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The receipt; or the problem, as the exception that gRPC turns into a status.</summary>
    public Task<byte[]> Receipt => _receipt.Task;

    public override void Answer(ReadOnlySpan<JournalRow> rows, bool replayed) =>
        _receipt.TrySetResult(ReceiptEncoding.Receipt(rows, replayed));

    public override void AnswerKeyReused(in JournalRow first, string differingField) =>
        _receipt.TrySetResult(Receipts.KeyReused(first, differingField).ToByteArray());

    public override void Fail(Google.Rpc.Status problem) => _receipt.TrySetException(Problems.ToException(problem));
}

using Google.Protobuf;
using Ledger.Rules.Asked;
using Ledger.Rules.Rows;
using Ledger.Server.Basics;
using Ledger.Server.Contract;
using Ledger.Server.Partitions;

namespace Ledger.Server.Intake;

/// <summary>An operation of a single call.</summary>
/// <param name="message">As it was sent; null: it is a plain one.</param>
internal sealed class UnaryPosting(Operation operation, V1.Operation? message, HttpContext call) : PostingItem(operation), ISendable
{
    private readonly TaskCompletionSource<byte[]> _receipt = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The receipt; or the problem, as the exception that gRPC turns into a status.</summary>
    public Task<byte[]> Receipt => _receipt.Task;

    public SentOn? ToSendOn() => Forwarding.Is(call) ? null : new SentOn(message ?? PlainMessages.Of(Operation), null);

    public void Answer(V1.PostResult result, string owner)
    {
        Forwarding.TellOwner(call, Partition, owner);
        if (result.Problem is { } problem) Fail(problem);
        else _receipt.TrySetResult(result.Receipt.ToByteArray());
    }

    public override void Answer(ReadOnlySpan<JournalRow> rows, bool replayed) =>
        _receipt.TrySetResult(ReceiptEncoding.Receipt(rows, replayed));

    public override void AnswerKeyReused(in JournalRow first, string differingField) =>
        _receipt.TrySetResult(Receipts.KeyReused(first, differingField).ToByteArray());

    public override void Fail(Google.Rpc.Status problem) => _receipt.TrySetException(Problems.ToException(problem));
}

using Ledger.Rules.Asked;
using Ledger.Rules.Rows;
using Ledger.Server.Contract;
using Ledger.Server.Partitions;

namespace Ledger.Server.Intake;

/// <summary>An operation of a batch call.</summary>
/// <param name="message">As it was sent; null: it is a plain one.</param>
internal sealed class BatchPosting(Operation operation, V1.Operation? message, int position, BatchAnswers answers)
    : PostingItem(operation), ISendable
{
    public SentOn? ToSendOn() => answers.IsForwarded ? null : new SentOn(message ?? PlainMessages.Of(Operation), null);

    public void Answer(V1.PostResult result, string owner) => answers.Answer(position, result);

    public override void Answer(ReadOnlySpan<JournalRow> rows, bool replayed) => answers.Answer(position, rows, replayed);

    public override void AnswerKeyReused(in JournalRow first, string differingField) =>
        answers.Answer(position, Receipts.KeyReused(first, differingField));

    public override void Fail(Google.Rpc.Status problem) => answers.Fail(position, problem);
}

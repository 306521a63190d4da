using Google.Protobuf;
using Ledger.Rules.Asked;
using Ledger.Rules.Rows;
using Ledger.Server.Contract;
using Ledger.Server.Partitions;

namespace Ledger.Server.Intake;

/// <summary>An operation of a batch call.</summary>
internal sealed class BatchPosting(Operation operation, int position, BatchAnswers answers) : PostingItem(operation)
{
    public override void Answer(ReadOnlySpan<JournalRow> rows, bool replayed) => answers.Answer(position, rows, replayed);

    public override void AnswerKeyReused(in JournalRow first, string differingField) =>
        answers.Answer(position, Receipts.KeyReused(first, differingField));

    public override void Fail(Google.Rpc.Status problem) => answers.Fail(position, problem);
}

using Google.Protobuf;
using Ledger.Server.Contract;
using Ledger.Server.Partitions;
using Ledger.Server.Rules;
using Ledger.Server.Telemetry;

namespace Ledger.Server.Intake;

/// <summary>An operation of a single call.</summary>
internal sealed class UnaryPosting(Operation operation) : PostingItem(operation)
{
    private readonly TaskCompletionSource<byte[]> _receipt = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The receipt; or the problem, as the exception that gRPC turns into a status.</summary>
    public Task<byte[]> Receipt => _receipt.Task;

    public override void Answer(ReadOnlySpan<JournalRow> rows, bool replayed) => _receipt.TrySetResult(ReceiptEncoding.Receipt(rows, replayed));

    public override void AnswerKeyReused(in JournalRow first, string differingField) =>
        _receipt.TrySetResult(Receipts.KeyReused(first, differingField).ToByteArray());

    public override void Fail(Google.Rpc.Status problem) => _receipt.TrySetException(Problems.ToException(problem));
}

/// <summary>An operation of a batch call.</summary>
internal sealed class BatchPosting(Operation operation, int position, BatchAnswers answers) : PostingItem(operation)
{
    public override void Answer(ReadOnlySpan<JournalRow> rows, bool replayed) => answers.Answer(position, rows, replayed);

    public override void AnswerKeyReused(in JournalRow first, string differingField) => answers.Answer(position, Receipts.KeyReused(first, differingField));

    public override void Fail(Google.Rpc.Status problem) => answers.Fail(position, problem);
}

/// <summary>Gathers the answers of a batch call, which come from several partitions; complete when each position has its own.</summary>
internal sealed class BatchAnswers(int count, ProblemFigures problems)
{
    private readonly TaskCompletionSource<BatchResults> _complete = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly BatchResults _results = new(count);
    private readonly Lock _lock = new();

    /// <summary>The results in the order of their positions.</summary>
    public Task<BatchResults> Results => _complete.Task;

    public void Answer(int position, ReadOnlySpan<JournalRow> rows, bool replayed)
    {
        lock (_lock)
        {
            ReceiptEncoding.Result(_results, position, rows, replayed);
            CompleteIfLast();
        }
    }

    public void Answer(int position, V1.Receipt receipt)
    {
        lock (_lock)
        {
            ReceiptEncoding.Result(_results, position, receipt);
            CompleteIfLast();
        }
    }

    public void Fail(int position, Google.Rpc.Status problem)
    {
        problems.Count(problem.Code);
        lock (_lock)
        {
            ReceiptEncoding.Result(_results, position, problem);
            CompleteIfLast();
        }
    }

    private void CompleteIfLast()
    {
        if (_results.IsComplete) _complete.SetResult(_results);
    }
}

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

    public override void Fail(V1.Rpc.Status problem) => _receipt.TrySetException(Problems.ToException(problem));
}

/// <summary>An operation of a batch call.</summary>
internal sealed class BatchPosting(Operation operation, int position, BatchAnswers answers) : PostingItem(operation)
{
    public override void Answer(ReadOnlySpan<JournalRow> rows, bool replayed) =>
        answers.Set(position, ReceiptEncoding.Result(position, rows, replayed));

    public override void AnswerKeyReused(in JournalRow first, string differingField) =>
        answers.Set(position, ReceiptEncoding.Result(position, Receipts.KeyReused(first, differingField)));

    public override void Fail(V1.Rpc.Status problem) => answers.Fail(position, problem);
}

/// <summary>Gathers the answers of a batch call; complete when each position has its own.</summary>
internal sealed class BatchAnswers(int count, ProblemFigures problems)
{
    private readonly TaskCompletionSource<byte[][]> _complete = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly byte[][] _results = new byte[count][];
    private int _missing = count;

    /// <summary>The results in the order of their positions.</summary>
    public Task<byte[][]> Results => _complete.Task;

    public void Fail(int position, V1.Rpc.Status problem)
    {
        problems.Count(problem.Code);
        Set(position, ReceiptEncoding.Result(position, problem));
    }

    public void Set(int position, byte[] result)
    {
        Invariant.Require(Interlocked.Exchange(ref _results[position], result) is null);
        if (Interlocked.Decrement(ref _missing) == 0) _complete.SetResult(_results);
    }
}

using Google.Protobuf;
using Ledger.Rules.Rows;
using Ledger.Server.Contract;
using Ledger.Server.Telemetry;
using Ledger.Server.Wire;

namespace Ledger.Server.Intake;

/// <summary>Gathers the answers of a batch call, which come from several partitions; complete when each position has its own.</summary>
/// <param name="isForwarded">Another server has sent the batch: it is not sent on again.</param>
internal sealed class BatchAnswers(int count, bool isForwarded, ProblemFigures problems)
{
    private readonly TaskCompletionSource<BatchResults> _complete = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly BatchResults _results = new(count);
    private readonly Lock _lock = new();

    public bool IsForwarded => isForwarded;

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

    public void Answer(int position, V1.PostResult result)
    {
        if (result.Problem is { } problem) Fail(position, problem);
        else Answer(position, result.Receipt);
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

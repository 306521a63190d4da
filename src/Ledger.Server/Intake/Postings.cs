using Ledger.Server.Contract;
using Ledger.Server.Partitions;
using Ledger.Server.Rules;
using Ledger.Server.Telemetry;

namespace Ledger.Server.Intake;

/// <summary>An operation of a single call.</summary>
internal sealed class UnaryPosting(Operation operation) : PostingItem(operation)
{
    private readonly TaskCompletionSource<V1.Receipt> _receipt = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The receipt; or the problem, as the exception that gRPC turns into a status.</summary>
    public Task<V1.Receipt> Receipt => _receipt.Task;

    public override void Answer(V1.Receipt receipt) => _receipt.TrySetResult(receipt);

    public override void Fail(V1.Rpc.Status problem) => _receipt.TrySetException(Problems.ToException(problem));
}

/// <summary>An operation of a batch call.</summary>
internal sealed class BatchPosting(Operation operation, int position, BatchAnswers answers) : PostingItem(operation)
{
    public override void Answer(V1.Receipt receipt) => answers.Set(position, new V1.PostResult { Position = position, Receipt = receipt });

    public override void Fail(V1.Rpc.Status problem) => answers.Fail(position, problem);
}

/// <summary>Gathers the answers of a batch call; complete when each position has its own.</summary>
internal sealed class BatchAnswers(int count, ProblemFigures problems)
{
    private readonly TaskCompletionSource<V1.PostBatchResponse> _response = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly V1.PostResult?[] _results = new V1.PostResult?[count];
    private int _missing = count;

    public Task<V1.PostBatchResponse> Response => _response.Task;

    public void Fail(int position, V1.Rpc.Status problem)
    {
        problems.Count(problem.Code);
        Set(position, new V1.PostResult { Position = position, Problem = problem });
    }

    public void Set(int position, V1.PostResult result)
    {
        Invariant.Require(Interlocked.Exchange(ref _results[position], result) is null);
        if (Interlocked.Decrement(ref _missing) > 0) return;
        var response = new V1.PostBatchResponse();
        response.Results.AddRange(_results!);
        _response.SetResult(response);
    }
}

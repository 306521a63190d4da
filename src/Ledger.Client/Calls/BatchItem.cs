using Ledger.Client.Wire;
using Ledger.V1;

namespace Ledger.Client.Calls;

/// <summary>One operation of a batch until it has its result.</summary>
internal sealed class BatchItem
{
    private bool _mayHaveBeenPosted;
    private RequestProblem? _last;

    public BatchItem(Operation operation)
    {
        ArgumentNullException.ThrowIfNull(operation);
        Operation = operation.Clone();
        _ = OperationKey.FromByteString(Operation.Key);
    }

    public Operation Operation { get; }

    public int Attempts { get; set; }

    public PostingResult? Result { get; private set; }

    /// <summary>Takes the item's own answer. Returns the pause that was asked for when it stays open.</summary>
    public TimeSpan? Settle(PostResult result)
    {
        if (result.ResultCase == PostResult.ResultOneofCase.Problem)
            return Settle(Failure.Of(result.Problem));
        if (result.ResultCase == PostResult.ResultOneofCase.Receipt && Answer.Of(Operation, result.Receipt) is { } answer)
        {
            Result = answer;
            return null;
        }
        return Settle(Failure.NoAnswer("The result is none to this operation."));
    }

    /// <summary>Takes a failure of this item.</summary>
    public TimeSpan? Settle(Failure failure)
    {
        if (failure.IsNotFound)
        {
            Result = Answer.NotFound(Operation, failure.Problem);
            return null;
        }
        return SettleBatch(failure);
    }

    /// <summary>Takes a failure of the call that carried the item. Its NOT_FOUND would be about the call, not about a card.</summary>
    public TimeSpan? SettleBatch(Failure failure)
    {
        _mayHaveBeenPosted |= !failure.Verdict.SurelyNotDecided;
        _last = failure.Problem with { MayHaveBeenPosted = _mayHaveBeenPosted };
        if (failure.HopelessBecause is { } reason)
            GiveUp(reason);
        else if (!failure.Verdict.WorthRetry)
            Result = new PostingResult.Invalid(Operation, _last);
        return failure.Problem.RetryDelay;
    }

    public void GiveUp(UnresolvedReason reason) =>
        Result = new PostingResult.Unresolved(Operation, reason, _mayHaveBeenPosted, Attempts, _last);
}

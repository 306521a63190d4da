using Grpc.Core;
using Ledger.Client.Retry;
using Ledger.Client.Wire;
using Ledger.V1;

namespace Ledger.Client.Calls;

/// <summary>
/// A list of operations in parts of at most 1000, one part after the other. Within a part: send what is open, settle what was
/// answered, pause, and send the rest again under the same keys in a smaller batch.
/// </summary>
internal sealed class BatchPost(LedgerChannel channel, Attempts attempts, CancellationToken cancellation)
{
    /// <summary>The contract's bound of a batch.</summary>
    public const int OperationsMaxCount = 1000;

    public async Task<IReadOnlyList<PostingResult>> RunAsync(IReadOnlyList<Operation> operations)
    {
        var items = operations.Select(operation => new BatchItem(operation)).ToList();
        cancellation.ThrowIfCancellationRequested();
        foreach (var part in items.Chunk(OperationsMaxCount))
        {
            attempts.Renew();
            await SettleAsync([.. part]);
        }
        return [.. items.Select(item => item.Result!)];
    }

    private async Task SettleAsync(List<BatchItem> open)
    {
        var ended = attempts.Ended(cancellation);
        while (ended is null)
        {
            TimeSpan? asked;
            try
            {
                asked = await SendAsync(open, attempts.Begin(cancellation));
            }
            catch (ObjectDisposedException) when (open[0].Attempts > 1)
            {
                ended = UnresolvedReason.ClientClosed;
                break;
            }
            open.RemoveAll(item => item.Result is not null);
            if (open.Count == 0)
                return;
            ended = await attempts.PauseAsync(asked, cancellation);
        }
        foreach (var item in open)
            item.GiveUp(ended.Value);
    }

    /// <summary>One attempt. Settles what was answered and returns the longest pause that was asked for.</summary>
    private async Task<TimeSpan?> SendAsync(List<BatchItem> open, CallOptions options)
    {
        var request = new PostBatchRequest();
        foreach (var item in open)
        {
            item.Attempts++;
            request.Operations.Add(item.Operation);
        }

        PostBatchResponse response;
        try
        {
            response = await channel.Posting.PostBatchAsync(request, options);
        }
        catch (RpcException exception)
        {
            var failure = Failure.Of(exception, channel.Address);
            foreach (var item in open)
                item.SettleBatch(failure);
            return failure.Problem.RetryDelay;
        }

        TimeSpan? asked = null;
        var answered = new bool[open.Count];
        foreach (var result in response.Results)
        {
            // A position outside the batch or given twice answers nothing; what it should have answered stays open.
            if (result.Position < 0 || result.Position >= open.Count || answered[result.Position])
                continue;
            answered[result.Position] = true;
            asked = Longest(asked, open[(int)result.Position].Settle(result));
        }
        for (var i = 0; i < open.Count; i++)
        {
            if (!answered[i])
                open[i].Settle(Failure.NoAnswer("The batch has no result for this operation."));
        }
        return asked;
    }

    private static TimeSpan? Longest(TimeSpan? one, TimeSpan? other) => one is null || other > one ? other : one;
}

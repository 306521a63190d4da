using Google.Rpc;
using Grpc.Core;
using Ledger.V1;

namespace Ledger.Yardstick.Load;

/// <summary>
/// One connection with many batches unanswered, as an import has them: what is refused for want of room is no failure here, and the caller
/// comes back when it was told to, with new operations.
/// </summary>
internal static class Flood
{
    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(100);

    public static Task<Tally> RunAsync(Callers callers, Window window, Posting.PostingClient client, int batchCount) =>
        callers.RunAsync(window, async (_, workload, tally) =>
        {
            while (!window.IsOver)
            {
                var request = new PostBatchRequest();
                for (var i = 0; i < batchCount; i++) request.Operations.Add(workload.Next());
                try
                {
                    if (Count(await client.PostBatchAsync(request), window, tally)) await Task.Delay(_pause);
                }
                catch (RpcException reason)
                {
                    tally.Problem(reason.Message);
                    if (tally.Problems > 100) return;
                }
            }
        });

    /// <summary>True: something was refused for want of room.</summary>
    private static bool Count(PostBatchResponse response, Window window, Tally tally)
    {
        var (answered, isFull) = (window.Now(), false);
        foreach (var result in response.Results)
            if (result.Receipt is { } receipt) tally.Answer(receipt, answered, answered);
            else if (result.Problem.Code == (int)Code.ResourceExhausted) isFull = true;
            else tally.Problem(result.Problem.Message);
        return isFull;
    }
}

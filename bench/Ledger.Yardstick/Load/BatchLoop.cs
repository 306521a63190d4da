using Grpc.Core;
using Ledger.V1;

namespace Ledger.Yardstick.Load;

/// <summary>Callers that each have one batch unanswered. An operation's latency is that of its batch.</summary>
internal static class BatchLoop
{
    public static Task<Tally> RunAsync(Callers callers, Window window, Channels channels, int batchCount) =>
        callers.RunAsync(window, async (caller, workload, tally) =>
        {
            var client = channels.For(caller);
            while (!window.IsOver)
            {
                var request = new PostBatchRequest();
                for (var i = 0; i < batchCount; i++) request.Operations.Add(workload.Next());
                var sent = window.Now();
                try
                {
                    var response = await client.PostBatchAsync(request);
                    var answered = window.Now();
                    foreach (var result in response.Results)
                        if (result.Receipt is { } receipt) tally.Answer(receipt, sent, answered);
                        else tally.Problem(result.Problem.Message);
                    if (response.Results.Count != batchCount) tally.Problem($"{response.Results.Count} answers to {batchCount} operations");
                }
                catch (RpcException reason)
                {
                    tally.Problem(reason.Message);
                    if (tally.Problems > 100) return;
                }
            }
        });
}

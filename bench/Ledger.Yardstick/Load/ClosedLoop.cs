using Grpc.Core;
using Ledger.V1;
using Npgsql;

namespace Ledger.Yardstick.Load;

/// <summary>Callers that each have one operation unanswered: they send the next when the last is answered.</summary>
internal static class ClosedLoop
{
    /// <summary>Runs the callers; <paramref name="post"/> sends one operation of a caller.</summary>
    public static Task<Tally> RunAsync(Callers callers, Window window, Func<int, Operation, Task<Receipt>> post) =>
        callers.RunAsync(window, async (caller, workload, tally) =>
        {
            while (!window.IsOver)
            {
                var operation = workload.Next();
                var sent = window.Now();
                try
                {
                    var receipt = await post(caller, operation);
                    tally.Answer(receipt, sent, window.Now());
                }
                catch (Exception reason) when (reason is RpcException or NpgsqlException)
                {
                    tally.Problem(reason.Message);
                    if (tally.Problems > 100) return;
                }
            }
        });
}

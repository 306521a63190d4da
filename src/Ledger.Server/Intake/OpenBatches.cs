using System.Runtime.CompilerServices;
using Grpc.Core;
using Ledger.Server.Basics;
using Ledger.Server.Contract;

namespace Ledger.Server.Intake;

/// <summary>
/// The batch calls that are under way. A caller has as many at once as fit into its share of a queue; what it sends beyond waits its turn
/// as bytes, which <see cref="UnfinishedMessages"/> bounds, so one who sends hundreds does not keep the cores busy with reading what would
/// be refused.
/// </summary>
public sealed class OpenBatches(Limits limits)
{
    private readonly ConditionalWeakTable<Caller, SemaphoreSlim> _places = [];

    /// <summary>Carries out one call when its caller has a place for it.</summary>
    public async Task RunAsync(HttpContext call, RequestDelegate batch)
    {
        var places = _places.GetValue(Caller.Of(call), _ => new SemaphoreSlim(limits.CallerBatchesMaxCount()));
        try
        {
            if (!places.Wait(0, CancellationToken.None))
            {
                await ArriveAsync(call);
                await places.WaitAsync(call.RequestAborted);
            }
        }
        catch (RpcException)
        {
            EarlyAnswer.Give(call, Problems.MessagesFull(), StatusCodes.Status429TooManyRequests);
            return;
        }
        catch (Exception reason) when (reason is OperationCanceledException or IOException)
        {
            // Whoever left is told nothing.
            return;
        }
        try
        {
            await batch(call);
        }
        finally
        {
            places.Release();
        }
    }

    // What is left on the connection would keep the rest of the batches from coming that have a place already.
    private async Task ArriveAsync(HttpContext call)
    {
        var body = call.Request.BodyReader;
        long length;
        bool isWhole;
        do
        {
            var come = await body.ReadAsync(call.RequestAborted);
            (length, isWhole) = (come.Buffer.Length, come.IsCompleted);
            body.AdvanceTo(come.Buffer.Start, come.Buffer.End);
        }
        // The library tells what is larger than a message may be by its first bytes.
        while (!isWhole && length <= limits.MessageMaxBytes);
    }
}

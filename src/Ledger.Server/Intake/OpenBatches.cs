using System.Runtime.CompilerServices;
using Ledger.Server.Basics;

namespace Ledger.Server.Intake;

/// <summary>
/// The batch calls that are under way. A caller has as many at once as fit into its share of a queue; what it sends beyond waits its turn
/// unread, so one who sends hundreds keeps neither the cores busy with reading what would be refused, nor memory with what waits.
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
            await places.WaitAsync(call.RequestAborted);
        }
        catch (OperationCanceledException)
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
}

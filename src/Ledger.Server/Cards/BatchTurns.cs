using Ledger.Server.Basics;
using Ledger.Server.Contract;

namespace Ledger.Server.Cards;

/// <summary>Lets one batch of card numbers be made at a time; a few wait, and what is more is told to come back.</summary>
public sealed class BatchTurns(Limits limits) : IDisposable
{
    private readonly SemaphoreSlim _turn = new(1);
    private int _inside;

    /// <summary>Makes a batch when it is its turn.</summary>
    /// <exception cref="Grpc.Core.RpcException">So many wait that this one cannot.</exception>
    public async Task<T> RunAsync<T>(Func<Task<T>> make, CancellationToken cancellation)
    {
        try
        {
            if (Interlocked.Increment(ref _inside) > 1 + limits.CardBatchesWaitingMax)
                throw Problems.ToException(Problems.Full(limits.RetryDelayMilliseconds));
            await _turn.WaitAsync(cancellation);
            try
            {
                return await make();
            }
            finally
            {
                _turn.Release();
            }
        }
        finally
        {
            Interlocked.Decrement(ref _inside);
        }
    }

    public void Dispose() => _turn.Dispose();
}
